// Package runtime runs scripts that are written for Kaluma's API (kalumajs.org/docs): its globals, require with the
// modules events, stream, net, dgram, http and wifi, and a program that ends when nothing is left to do.
//
// All JavaScript runs on one goroutine, that of Run. What is told from elsewhere, such as by a device, comes through
// Loop.RunOnLoop.
package runtime
