package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"time"

	"drivergen/driver"
	"drivergen/examples/internal/console"
	"drivergen/gonet"
	"drivergen/impl/esp8266"
)

// network makes the checks for which a network must be joined.
func (x *examination) network(ctx context.Context, dev *esp8266.Device) {
	x.section("Network")
	mac, err := dev.Net().MAC(ctx)
	if err != nil {
		x.fail(err, adviseModule(err), "the module does not tell its hardware address")
		return
	}
	ip, err := dev.Net().IP(ctx)
	if err != nil {
		x.fail(err, "the access point's DHCP server gave it none: check that it has one with free leases", "the module has no address")
		return
	}
	x.ok("address %s (%s)", ip, mac)
	x.names(ctx, dev)
	stop, ok := x.findPeer(ip)
	if !ok {
		return
	}
	defer func() {
		if err := stop(); err != nil {
			x.fail(err, "close other programs, or allow more open files", "not every connection was taken")
		}
	}()
	switch reached := x.transfer(ctx, dev); {
	case x.soak == 0 || ctx.Err() != nil:
	case reached:
		x.soakFor(ctx, dev)
	default:
		x.skip("soak: it needs the peer, which was not reached")
	}
}

// names resolves a name with the module's resolver and pings it.
func (x *examination) names(ctx context.Context, dev *esp8266.Device) {
	start := time.Now()
	addrs, err := gonet.New(dev.Net()).LookupHost(ctx, x.host)
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown) && unknown.IsNotFound:
		x.warn("check --host, and whether the network reaches a name server", "%s is unknown", x.host)
		return
	case err != nil:
		x.fail(err, adviseModule(err), "%s is not resolved", x.host)
		return
	}
	x.ok("%s is %s, found in %v", x.host, addrs[0], rounded(time.Since(start)))
	took, err := dev.Ping(ctx, addrs[0])
	switch {
	case errors.Is(err, driver.EOPNOTSUPP):
		x.skip("ping: not in this firmware")
	case err != nil:
		x.warn("many hosts answer no ping; it says nothing where connections work", "%s does not answer a ping: %s", x.host, console.OneLine(err))
	default:
		x.ok("%s answers a ping in %v", x.host, rounded(took))
	}
}

// findPeer starts the server for throughput and soak, unless another one was named. The module must be able to reach it.
func (x *examination) findPeer(module netip.Addr) (stop func() error, ok bool) {
	if x.settings.peer != "" {
		x.peer = x.settings.peer
		return func() error { return nil }, true
	}
	p, err := startPeer(x.listen)
	if err != nil {
		x.fail(err, "check --listen", "the server for the module")
		return nil, false
	}
	at := p.Addr().(*net.TCPAddr)
	host := at.IP
	if host.IsUnspecified() {
		if host, err = facing(module); err != nil {
			p.Stop()
			x.skip("throughput and soak: this machine has no way to %s; use --peer", module)
			return nil, false
		}
	}
	x.peer = net.JoinHostPort(host.String(), strconv.Itoa(at.Port))
	return p.Stop, true
}

// facing returns this machine's address on the way to another one. Nothing is sent.
func facing(other netip.Addr) (net.IP, error) {
	conn, err := net.Dial("udp4", netip.AddrPortFrom(other, 9).String())
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).IP, nil
}

// unreached is the failure of a connection to the peer that did not come up.
type unreached struct{ cause error }

func (u *unreached) Error() string { return u.cause.Error() }
func (u *unreached) Unwrap() error { return u.cause }

// dial connects the module to the peer and tells that what it wants.
func (x *examination) dial(ctx context.Context, dev *esp8266.Device, want string, args ...any) (net.Conn, error) {
	conn, err := gonet.New(dev.Net()).DialContext(ctx, "tcp", x.peer)
	if err != nil {
		return nil, &unreached{err}
	}
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetDeadline(deadline)
	}
	if _, err := fmt.Fprintf(conn, want+"\n", args...); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// advisePeer says what to do about a peer that the module does not reach.
func (x *examination) advisePeer(err error) string {
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return "check --peer, and whether the network reaches a name server"
	case errors.Is(err, driver.ECONNREFUSED), errors.Is(err, driver.ETIMEDOUT), errors.Is(err, driver.ENETUNREACH):
		return fmt.Sprintf("can the network reach %s? A firewall may be between; --listen chooses the address, --peer another machine with doctor --serve", x.peer)
	case errors.Is(err, driver.ECONNRESET):
		return "the connection was lost on the way; the counters below tell whether the module restarted"
	}
	return adviseModule(err)
}
