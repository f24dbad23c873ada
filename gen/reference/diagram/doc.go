// Package diagram draws state machines and the order of events as SVG.
//
// A drawing is a pure function of what it shows: all of its arithmetic is on whole
// pixels, so that the bytes are the same on every machine. It names no colour outside
// of Variables, and loads nothing.
package diagram
