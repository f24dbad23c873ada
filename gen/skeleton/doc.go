// Package skeleton makes the start of a driver: a Go package in which each hardware
// call of the chosen interfaces stands ready to be filled in, the conformance test that
// says what is missing, an example program and a README.
//
// What has to be filled in is read from the stub that gen makes of the description, so that
// the skeleton's methods and the stub's interfaces cannot part.
package skeleton
