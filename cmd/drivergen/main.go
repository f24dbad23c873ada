// Command drivergen compiles descriptions of device interfaces to Go: the interface,
// its mock, its tracing wrapper, the stub that a driver fills in, and the tests that
// every implementation must pass.
//
// Its exit codes are 0 where all is well, 1 where a file is not, and 2 where the
// command line is not.
package main

import "os"

func main() {
	collectLate()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
