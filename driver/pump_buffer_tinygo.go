//go:build tinygo

package driver

// PumpBuffer is how many bytes a pump takes from a stream at the most at once. A
// datagram that crosses an Ethernet or WiFi link in one piece fits.
const PumpBuffer = 2048
