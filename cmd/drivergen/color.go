package main

import (
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// A colorMode is the value of --color.
type colorMode string

const (
	colorAuto   colorMode = "auto"
	colorAlways colorMode = "always"
	colorNever  colorMode = "never"
)

// addColor gives a command the flag --color.
func addColor(cmd *cobra.Command, mode *colorMode) {
	addWord(cmd, mode, "color", "choice", "colour `WHEN`: auto, always or never", colorAuto, colorAlways, colorNever)
}

// colored reports whether what goes to w should have colour: by default on a terminal,
// unless NO_COLOR (no-color.org) is set or the terminal is a dumb one.
func (c colorMode) colored(w io.Writer) bool {
	switch c {
	case colorAlways:
		return true
	case colorNever:
		return false
	}
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	if checked, ok := w.(*checkedWriter); ok {
		w = checked.w
	}
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
