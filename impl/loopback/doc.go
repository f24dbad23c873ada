// Package loopback is a network device and a WiFi device in memory: the reference that
// the conformance tests are checked on, and a device for programs and tests that
// have none.
//
// Devices on one Network reach each other's sockets; devices on one Air see the same
// access points. Nothing leaves the process.
package loopback
