package console

import (
	"fmt"
	"net"
	"strconv"
	"strings"
)

// CheckServer checks the value of a flag that names a server, HOST:PORT. Its error says what to write instead; example is such a
// value.
func CheckServer(flag, text, example string) error {
	host, port, err := net.SplitHostPort(text)
	if err != nil || host == "" || strings.Contains(port, "/") {
		return fmt.Errorf("--%s %q: want HOST:PORT, such as %s", flag, text, example)
	}
	return checkPort(flag, text, port)
}

// checkPort checks the port in the value of a flag.
func checkPort(flag, text, port string) error {
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return fmt.Errorf("--%s %q: want a port from 1 to 65535", flag, text)
	}
	return nil
}

// CheckListen checks the value of a flag that says where this machine is to listen, [HOST]:PORT, with 0 for a port of its choice. Its
// error says what to write instead; example is such a value.
func CheckListen(flag, text, example string) error {
	_, port, err := net.SplitHostPort(text)
	if err != nil || strings.Contains(port, "/") {
		return fmt.Errorf("--%s %q: want [HOST]:PORT, such as %s", flag, text, example)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("--%s %q: want a port from 0, for one that is free, to 65535", flag, text)
	}
	return nil
}
