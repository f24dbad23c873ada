package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// A colorMode is the value of --color. It is a pflag.Value.
type colorMode string

const (
	colorAuto   colorMode = "auto"
	colorAlways colorMode = "always"
	colorNever  colorMode = "never"
)

// String returns the mode's name.
func (c *colorMode) String() string { return string(*c) }

// Type returns what --help calls the value.
func (c *colorMode) Type() string { return "WHEN" }

// Set reads a mode's name.
func (c *colorMode) Set(text string) error {
	switch mode := colorMode(text); mode {
	case colorAuto, colorAlways, colorNever:
		*c = mode
		return nil
	}
	return usagef("use auto, always or never")
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
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
