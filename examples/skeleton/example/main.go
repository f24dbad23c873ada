// Command example opens the device, prints what it tells of itself, and lets it talk to a
// peer: another device on the same network.
package main

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"time"

	"drivergen/driver"
	"drivergen/examples/skeleton"
	"drivergen/examples/skeleton/fakechip"
	"drivergen/generated/netdev"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var network fakechip.Network
	dev := skeleton.New(network.Attach(netip.MustParseAddr("192.0.2.1"), 8), driver.MAC{0x02, 0, 0, 0, 0, 1})
	peer := skeleton.New(network.Attach(netip.MustParseAddr("192.0.2.2"), 8), driver.MAC{0x02, 0, 0, 0, 0, 2})
	network.Name("peer.example", netip.MustParseAddr("192.0.2.2"))

	mac, err := dev.MAC(ctx)
	if err != nil {
		return err
	}
	ip, err := dev.IP(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("mac              %s\nip               %s\n", mac, ip)

	listener, err := listen(ctx, peer, 7)
	if err != nil {
		return err
	}
	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		return err
	}
	if err := dev.Connect(ctx, fd, "peer.example", 7); err != nil {
		return err
	}
	if err := dev.Write(ctx, fd, []byte("hello")); err != nil {
		return err
	}
	conn, from, err := peer.Accept(ctx, listener)
	if err != nil {
		return err
	}
	buf := make([]byte, 64)
	n, _, err := peer.Recv(ctx, conn, buf)
	if err != nil {
		return err
	}
	fmt.Printf("the peer got     %q from %s\n", buf[:n], from.Addr())
	return dev.Close(ctx, fd)
}

// listen returns a socket that takes connections at a port.
func listen(ctx context.Context, dev netdev.NetDev, port uint16) (netdev.FD, error) {
	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		return fd, err
	}
	if err := dev.Bind(ctx, fd, "", port); err != nil {
		return fd, err
	}
	return fd, dev.Listen(ctx, fd, 0)
}
