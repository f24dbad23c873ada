package report

import (
	"fmt"
	"io"

	"drivergen/idl"
)

// writeText writes the diagnostics of each file with an empty line between
// them, and how many there are of several.
func writeText(w io.Writer, found []idl.Diagnostics, o Options) error {
	for i, diagnostics := range found {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if err := diagnostics.Write(w, o.Color); err != nil {
			return err
		}
	}
	if len(found) < 2 {
		return nil
	}
	c := Count(found)
	_, err := fmt.Fprintf(w, "\n%s and %s in %d files\n", counted(c.Errors, "error"), counted(c.Warnings, "warning"), len(found))
	return err
}

func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
