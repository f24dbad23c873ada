package gonet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// DialTLSContext connects to an address, HOST:PORT, with TLS that ends on the device: what
// the program reads and writes is in the clear between it and the device. The connection
// is a *TCPConn. The network is tcp, tcp4 or tcp6. It fits http.Transport.DialTLSContext.
//
// The device is given the host's name, which it resolves, asks the server for (SNI, RFC
// 6066) and checks the certificate by, if it checks certificates: whether it does is the
// driver's to say.
//
// Where the device has no TLS the error is EPROTONOSUPPORT, or EOPNOTSUPP from firmware
// that was built without it: errors.Is(err, errors.ErrUnsupported) holds for both. With
// HostTLS set TLS is then made on the host, and the connection is what HostTLS returns.
func (d *Dialer) DialTLSContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := d.bound(ctx)
	defer cancel()
	conn, err := d.dialDeviceTLS(ctx, network, address)
	if err == nil || d.HostTLS == nil || !errors.Is(err, errors.ErrUnsupported) {
		return conn, err
	}
	return d.dialHostTLS(ctx, network, address)
}

func (d *Dialer) dialDeviceTLS(ctx context.Context, network, address string) (net.Conn, error) {
	fail := func(to net.Addr, err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Source: d.LocalAddr, Addr: to, Err: err}
	}
	t, err := d.target(ctx, network, address)
	if err != nil {
		return fail(nil, err)
	}
	if t.protocol != netdev.ProtocolStream {
		return fail(nil, net.UnknownNetworkError(network))
	}
	var peer netip.AddrPort // only known where the host is an address
	if addr, err := literal(t.host); err == nil {
		addrs, err := fitting(t.family, t.host, []netip.Addr{addr})
		if err != nil {
			return fail(nil, err)
		}
		peer = netip.AddrPortFrom(addrs[0], t.port)
	}
	host := strings.TrimSuffix(t.host, ".") // as a server's name has it (RFC 6066, 3)
	conn, err := d.connect(ctx, t, netdev.ProtocolTLS, host, peer)
	switch {
	case err == nil:
		return conn, nil
	case driver.ErrnoOf(err) == driver.ENOENT && !peer.IsValid():
		return fail(nil, dnsError(t.host, err))
	}
	return fail(hostAddr{network, address}, inWords(ended(ctx, err)))
}

func (d *Dialer) dialHostTLS(ctx context.Context, network, address string) (net.Conn, error) {
	plain, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(address)
	if err == nil {
		var secure net.Conn
		if secure, err = d.HostTLS(ctx, plain, host); err == nil {
			return secure, nil
		}
	}
	plain.Close()
	return nil, &net.OpError{Op: "dial", Net: network, Source: plain.LocalAddr(), Addr: plain.RemoteAddr(), Err: err}
}

// A hostAddr is an address as the caller gave it, for the error of a connection whose peer
// only the device knows.
type hostAddr struct{ network, address string }

func (a hostAddr) Network() string { return a.network }

func (a hostAddr) String() string { return a.address }
