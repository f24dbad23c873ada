package transports

import (
	"net"
	"regexp"
	"strconv"
	"strings"
)

var (
	devicePath  = regexp.MustCompile(`^(/dev/|\\\\\.\\COM)`)
	windowsPort = regexp.MustCompile(`(?i)^COM[0-9]+(\?|$)`)
	socketPath  = regexp.MustCompile(`^(\.{0,2}/|[A-Za-z]:[\\/])`)
)

// suggestAddress gives the address that was meant by a text that is a place
// without a scheme, or "".
func suggestAddress(s string) string {
	switch {
	case devicePath.MatchString(s), windowsPort.MatchString(s):
		return "serial:" + s
	case socketPath.MatchString(s):
		return "serial:" + s + " or unix:" + s
	case isHostPort(s) && !isScheme(s[:strings.IndexByte(s, ':')]):
		return "tcp:" + s
	}
	return ""
}

// isHostPort reports whether s is a host and a port's number, such as
// 192.168.4.1:23, [::1]:23 or bridge.local:23.
func isHostPort(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host == "" {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}
