package tinynet_test

import (
	"net/netip"
	"testing"

	"drivergen/generated/tinygo"
	"drivergen/impl/loopback"
	"drivergen/tinynet"
)

// pair returns two devices on one network in memory.
func pair(t *testing.T) (near, far *loopback.Device) {
	t.Helper()
	network, air := loopback.NewNetwork(), loopback.NewAir()
	near, far = loopback.New(network, air), loopback.New(network, air)
	t.Cleanup(func() { near.Close(); far.Close() })
	return near, far
}

// netdevers returns two Netdevers that reach each other.
func netdevers(t *testing.T, opts ...tinynet.Option) (near, far tinygo.Netdever) {
	t.Helper()
	a, b := pair(t)
	return tinynet.NewNetdever(a.Net(), opts...), tinynet.NewNetdever(b.Net(), opts...)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// socket makes a socket.
func socket(t *testing.T, n tinygo.Netdever, stype, protocol int) int {
	t.Helper()
	fd, err := n.Socket(tinygo.AF_INET, stype, protocol)
	check(t, err)
	return fd
}

// listen makes a listening socket and returns where it is reached.
func listen(t *testing.T, n tinygo.Netdever, port uint16) (fd int, at netip.AddrPort) {
	t.Helper()
	fd = socket(t, n, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	check(t, n.Bind(fd, netip.AddrPortFrom(netip.Addr{}, port)))
	check(t, n.Listen(fd, 5))
	addr, err := n.Addr()
	check(t, err)
	return fd, netip.AddrPortFrom(addr, port)
}

// connected returns a connection from near to far.
func connected(t *testing.T, near, far tinygo.Netdever) (client, server int) {
	t.Helper()
	listener, at := listen(t, far, 80)
	client = socket(t, near, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	check(t, near.Connect(client, "", at))
	server, _, err := far.Accept(listener)
	check(t, err)
	check(t, far.Close(listener))
	return client, server
}
