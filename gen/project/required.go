package project

import (
	"fmt"

	"drivergen/gen/gomod"
)

// A NotRequiredError tells that a module does not require drivergen, which generated code imports.
type NotRequiredError struct {
	Module  *gomod.Module
	Replace string // the folder of drivergen's sources; "" for those that this program was built from
}

func (e *NotRequiredError) Error() string {
	return fmt.Sprintf("module %s in %s does not require drivergen", e.Module.Path, e.Module.Dir)
}

// Commands returns the shell commands that add drivergen to the module, which is in dir.
func (e *NotRequiredError) Commands(dir string) []string {
	sources := e.Replace
	if sources == "" {
		sources = "DIR" // for the reader to fill in
		if own, err := gomod.FindOwn(""); err == nil {
			sources = own.Dir
		}
	}
	return gomod.RequireOwn(dir, sources)
}
