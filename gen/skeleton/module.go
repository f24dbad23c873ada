package skeleton

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"drivergen/gen/gomod"
	"drivergen/gen/output"
)

// A moduleFile is what go.mod.tmpl is filled with.
type moduleFile struct {
	Path     string
	Own      *gomod.Module
	Replaced string // the folder of drivergen's sources, as go.mod writes it
}

// ModuleFiles returns the go.mod and go.sum of a module of its own for a driver. The
// module requires drivergen, whose sources are in own's folder, and what drivergen's
// command is built with, so that go generate works without a network.
func ModuleFiles(modulePath string, own *gomod.Module) ([]output.File, error) {
	if err := gomod.CheckPath(modulePath); err != nil {
		return nil, err
	}
	replaced := own.Dir
	if strings.ContainsAny(replaced, " \t\"'`()[]{},") || strings.Contains(replaced, "//") {
		replaced = strconv.Quote(replaced)
	}
	var text bytes.Buffer
	if err := templates.ExecuteTemplate(&text, "go.mod.tmpl", moduleFile{modulePath, own, replaced}); err != nil {
		return nil, fmt.Errorf("making go.mod: %w", err)
	}
	sums, err := os.ReadFile(filepath.Join(own.Dir, "go.sum"))
	if err != nil {
		return nil, err
	}
	return []output.File{{Path: "go.mod", Content: text.Bytes()}, {Path: "go.sum", Content: sums}}, nil
}
