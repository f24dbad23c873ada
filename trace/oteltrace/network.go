package oteltrace

import (
	"net/netip"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"drivergen/driver"
)

// A network is what the calls on a socket have told of it.
type network struct {
	transport   string // tcp, udp
	family      string // ipv4, ipv6
	local, peer netip.AddrPort
}

// learn takes from a successful call what it tells. The names are those that descriptions
// of sockets give to parameters; an address or a number of another call says nothing. An
// address among the results is the peer's where the call made the socket.
func (n *network) learn(call *driver.Call, made bool) {
	var host, port *driver.Attr
	for i := range call.Args {
		switch a := &call.Args[i]; a.Name {
		case "protocol", "domain":
			n.kind(a)
		case "addr", "host":
			host = a
		case "port":
			port = a
		case "ip", "to", "peer":
			n.address(call.Method, a.AddrPort())
		}
	}
	if host != nil && port != nil {
		if addr, err := netip.ParseAddr(host.String()); err == nil {
			n.address(call.Method, netip.AddrPortFrom(addr, uint16(port.Uint())))
		}
	}
	if !made {
		return
	}
	for i := range call.Results {
		if a := &call.Results[i]; a.Kind() == driver.AddrPortKind {
			n.peer = a.AddrPort()
		}
	}
}

// kind takes the transport or the family from an argument of the call that makes a socket:
// a name, or a number as TinyGo counts, which are those of IP's header and of Linux.
func (n *network) kind(a *driver.Attr) {
	switch strings.ToUpper(a.String()) {
	case "STREAM", "TCP", "6", "TLS", "254": // 254 is TinyGo's own number
		n.transport = "tcp"
	case "DGRAM", "UDP", "17":
		n.transport = "udp"
	case "AF_INET", "INET", "2":
		n.family = "ipv4"
	case "AF_INET6", "INET6", "10":
		n.family = "ipv6"
	}
}

// address takes an address: of a bind the local one, of a connect the peer's. A datagram's
// destination is the call's own.
func (n *network) address(method string, at netip.AddrPort) {
	switch strings.ToLower(method) {
	case "bind":
		n.local = at
	case "connect":
		n.peer = at
	}
}

// attributes returns what is known.
func (n *network) attributes() []attribute.KeyValue {
	attrs := make([]attribute.KeyValue, 0, 6)
	if n.transport != "" {
		attrs = append(attrs, semconv.NetworkTransportKey.String(n.transport))
	}
	if n.family != "" {
		attrs = append(attrs, semconv.NetworkTypeKey.String(n.family))
	}
	if n.peer.IsValid() {
		attrs = append(attrs, semconv.NetworkPeerAddress(n.peer.Addr().String()), semconv.NetworkPeerPort(int(n.peer.Port())))
	}
	if n.local.IsValid() {
		attrs = append(attrs, semconv.NetworkLocalAddress(n.local.Addr().String()), semconv.NetworkLocalPort(int(n.local.Port())))
	}
	return attrs
}

// appendServer appends the host and the port that a call names, but for the address that a
// bind gives to the socket itself.
func appendServer(attrs []attribute.KeyValue, call *driver.Call) []attribute.KeyValue {
	if strings.EqualFold(call.Method, "bind") {
		return attrs
	}
	named := false
	for i := range call.Args {
		switch a := &call.Args[i]; {
		case (a.Name == "addr" || a.Name == "host") && a.Kind() == driver.StringKind && a.String() != "":
			named = true
			attrs = append(attrs, semconv.ServerAddress(valid(a.String())))
		case a.Name == "port" && a.Kind() == driver.UintKind:
			attrs = append(attrs, semconv.ServerPort(int(a.Uint())))
		case a.Kind() == driver.AddrPortKind:
			at := a.AddrPort()
			if !named && at.IsValid() {
				attrs = append(attrs, semconv.ServerAddress(at.Addr().String()))
			}
			attrs = append(attrs, semconv.ServerPort(int(at.Port())))
		}
	}
	return attrs
}
