// Package driver is what generated code and drivers share, as
// database/sql/driver is shared by database/sql and its drivers: error
// numbers, handles with their queues, ordered delivery of events, capabilities,
// and the hook that traces use.
//
// It compiles for a microcontroller with TinyGo. What a microcontroller lacks
// (os, syscall) stands in files that TinyGo does not build.
package driver
