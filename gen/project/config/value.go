package config

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"drivergen/idl"
	"drivergen/internal/nearest"
)

// value returns a value as the flag of its key takes it, and what is wrong with it.
func (c *Config) value(settings *idl.Settings, key string, v idl.Setting) (string, *idl.Diagnostic) {
	switch key {
	case Descriptions:
		return c.description(settings, v)
	case Out:
		return c.resolve(v.Text), nil
	case Plugin:
		return c.program(settings, v)
	case PluginOption:
		if name, _, ok := strings.Cut(v.Text, "="); !ok || name == "" {
			return "", settings.Fault(v, "write [KEY=VALUE]", "%q is not KEY=VALUE", v.Text)
		}
	case PluginTimeout:
		if d, err := time.ParseDuration(v.Text); err != nil || d < 0 {
			return "", settings.Fault(v, "write 30s or 2m", "%s cannot be %s", key, v.Text)
		}
	}
	return v.Text, nil
}

// description returns an entry as the current folder names it, and what is wrong with it.
func (c *Config) description(settings *idl.Settings, entry idl.Setting) (string, *idl.Diagnostic) {
	if strings.HasPrefix(entry.Text, "std/") {
		return entry.Text, embedded(settings, entry)
	}
	return c.file(settings, entry, "no such file or folder")
}

// embedded returns what is wrong with the name of an embedded description.
func embedded(settings *idl.Settings, entry idl.Setting) *idl.Diagnostic {
	names := idl.StandardNames()
	if slices.Contains(names, strings.TrimSuffix(entry.Text, ".yaml")) {
		return nil
	}
	help := "there are " + strings.Join(names, ", ")
	if near := nearest.To(entry.Text, names); near != "" {
		help = "did you mean " + near + "?"
	}
	return settings.Missing(entry, help, "%s: there is no such embedded description", entry.Text)
}

// program returns a plugin as the current folder names it: a name without a slash is one in PATH.
func (c *Config) program(settings *idl.Settings, entry idl.Setting) (string, *idl.Diagnostic) {
	if !strings.ContainsAny(entry.Text, `/\`) {
		return entry.Text, nil
	}
	name, fault := c.file(settings, entry, "no such program")
	if !filepath.IsAbs(name) {
		name = "." + string(filepath.Separator) + name
	}
	return name, fault
}

// file returns the path of a file that must be there, and what is wrong where it is not.
func (c *Config) file(settings *idl.Settings, entry idl.Setting, missing string) (string, *idl.Diagnostic) {
	name := c.resolve(entry.Text)
	there, err := exists(name)
	switch {
	case err != nil:
		return name, settings.Missing(entry, "", "%v", err)
	case !there:
		return name, settings.Missing(entry, "paths are relative to this file", "%s: %s", entry.Text, missing)
	}
	return name, nil
}
