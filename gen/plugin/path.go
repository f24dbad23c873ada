package plugin

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// checkPath refuses a path that leads out of the package's folder, or that is no path on
// one of the systems that drivergen runs on.
func checkPath(name string) error {
	refuse := func(why string) error { return fmt.Errorf("it makes the file %q, whose path %s", name, why) }
	switch {
	case name == "":
		return fmt.Errorf("it makes a file without a path")
	case strings.ContainsAny(name, `\:`) || path.IsAbs(name):
		return refuse("is not relative to the package's folder, with slashes")
	case !fs.ValidPath(name) || name == ".":
		return refuse(`leads out of the package's folder, or has an empty, a "." or a ".." part`)
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case strings.ContainsAny(part, `<>"|?*`) || strings.ContainsFunc(part, func(r rune) bool { return r < ' ' || r == 0x7f }):
			return refuse("has a character that not every system allows in a name")
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return refuse("has a part that ends with a dot or a space, which Windows drops")
		case isDevice(part):
			return refuse("has a part that is the name of a device on Windows")
		}
	}
	return nil
}

// isDevice reports whether a name is that of a device on Windows, whatever follows its first dot
// (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
func isDevice(name string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, ok := strings.CutPrefix(base, "COM")
	if !ok {
		port, ok = strings.CutPrefix(base, "LPT")
	}
	return ok && strings.Contains("0123456789¹²³", port) && len([]rune(port)) == 1
}
