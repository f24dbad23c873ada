// Package ptytest runs a program in a terminal of its own, for its tests. It has that on
// Unix alone.
package ptytest
