// Package interop holds the proof that the interfaces which drivergen describes in
// idl/tinygo.yaml are those of tinygo.org/x/drivers. It is a module of its own, so that
// drivergen itself does not depend on TinyGo's.
package interop
