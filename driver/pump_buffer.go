//go:build !tinygo

package driver

// PumpBuffer is how many bytes a pump takes from a stream at the most at once. The
// longest datagram fits (UDP over IPv4: 65507 bytes).
const PumpBuffer = 64 << 10
