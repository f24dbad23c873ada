package plugin

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A Program is a plugin that was found.
type Program struct {
	Name    string        // by which messages and marks call it: errnos.py
	Path    string        // of its file
	Timeout time.Duration // of each run; 0 for none
}

// Find finds a plugin: below the folders of PATH, or at a path where the value has a slash. The
// value is the program alone; it is not split at spaces and no shell reads it.
func Find(value string) (*Program, error) {
	if value == "" {
		return nil, errors.New("the plugin's name is empty")
	}
	name := filepath.Base(filepath.FromSlash(value))
	if !plainName.MatchString(name) {
		return nil, fmt.Errorf("plugin %q: its name goes into the files that it makes, and may hold only letters, digits and . _ + -%s", value, splitHint(value))
	}
	path, err := exec.LookPath(filepath.FromSlash(value))
	if err == nil {
		return &Program{Name: name, Path: path}, nil
	}
	here, statErr := os.Stat(filepath.FromSlash(value))
	isPath := strings.ContainsAny(value, `/\`)
	switch {
	case statErr == nil && here.IsDir():
		return nil, fmt.Errorf("plugin %s is a folder, not a program", value)
	case statErr == nil && isPath, errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("plugin %s cannot be run: it is not marked as a program (chmod +x), or the system does not run files of its kind", value)
	case statErr == nil:
		return nil, fmt.Errorf("plugin %s is not in PATH; the file in this folder is ./%s", value, value)
	case isPath:
		return nil, fmt.Errorf("plugin %s: no such file", value)
	}
	return nil, fmt.Errorf("plugin %s: there is no program of that name in PATH; a path has a slash: ./%s", value, value)
}

// plainName is a name that stands in a mark as one word.
var plainName = regexp.MustCompile(`^[A-Za-z0-9._+-]+$`)

// splitHint tells who wrote a program and its arguments what to do.
func splitHint(value string) string {
	if strings.Contains(value, " ") {
		return "; it takes no arguments: pass --plugin-option KEY=VALUE"
	}
	return ""
}
