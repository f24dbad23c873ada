// Package peer is the server that a program talks to over TCP: one that it starts beside the emulated module, or one that a flag
// names.
package peer

import (
	"flag"
	"fmt"
	"net"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
)

// Flag is the name of the flag that names a server.
const Flag = "server"

// Address is where a server is: HOST:PORT, or empty for one beside the emulated module.
type Address string

// Flags adds the flag --server. what is the server's kind, as in "an HTTP server".
func (a *Address) Flags(fs *flag.FlagSet, what string) {
	fs.StringVar((*string)(a), Flag, "", "`HOST:PORT` of "+what+" (emulator: one of this program)")
}

// Check looks for mistakes of usage.
func (a *Address) Check(emulated bool, example string) error {
	if *a == "" {
		if emulated {
			return nil
		}
		return fmt.Errorf("a real module needs --%s HOST:PORT, such as %s", Flag, example)
	}
	return console.CheckServer(Flag, string(*a), example)
}

// Host is the host without the port.
func (a *Address) Host() string {
	host, _, _ := net.SplitHostPort(string(*a)) // Check has seen to it, or Beside
	return host
}

// beside is the address of a server on this machine, as the emulated module sees it.
func beside(at net.Addr) Address {
	_, port, _ := net.SplitHostPort(at.String()) // a listener's address has a port
	return Address(net.JoinHostPort(board.PeerHost, port))
}
