// Package js binds devices into goja, a JavaScript engine in Go, and drivers written in JavaScript into Go.
//
// It holds what generated code shares: the conversions between Go and JavaScript (Type), the one loop on which all
// JavaScript runs (Loop), the objects that stand for a device and its handles (Base, Object, Handles), and the calls of a
// driver that is a JavaScript object (Face). Programs use the generated packages above it, such as netdevjs.
package js
