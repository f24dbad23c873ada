// Package view shows what a recording holds: as a table and a sequence chart for a terminal, as figures,
// and as a page for a browser. drivergen trace is its command line.
//
// What a recording tells may come from a peer, such as the name of a network. Nothing of it reaches a
// terminal or a page unescaped.
package view
