package tcp

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"syscall"
	"time"
)

// keepAlive is how often a silent peer is probed: a bridge that lost its power
// is noticed within Idle + Count*Interval, which is 30 s. Without it a Read
// would wait for it forever.
var keepAlive = net.KeepAliveConfig{
	Enable:   true,
	Idle:     15 * time.Second,
	Interval: 5 * time.Second,
	Count:    3,
}

// Dial connects to a bridge at HOST:PORT; an IPv6 address is written in
// brackets. What is written is sent at once (TCP_NODELAY) and silent peers are
// probed. The context bounds the dialling only.
func Dial(ctx context.Context, hostport string) (*Conn, error) {
	name := "tcp:" + hostport
	host, port, err := net.SplitHostPort(hostport)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: want HOST:PORT, such as tcp:192.168.1.20:23 or tcp:[fe80::1%%eth0]:23: %w", name, addrCause(err))
	case host == "":
		return nil, fmt.Errorf("%s: the host is missing: want HOST:PORT, such as tcp:localhost:%s", name, port)
	case port == "" || port == "0":
		return nil, fmt.Errorf("%s: the port is missing: want HOST:PORT, such as tcp:%s", name, net.JoinHostPort(host, "23"))
	}
	// Go sets TCP_NODELAY on every connection unless told otherwise.
	dialer := net.Dialer{KeepAliveConfig: keepAlive}
	conn, err := dialer.DialContext(ctx, "tcp", hostport)
	if err != nil {
		return nil, dialError(ctx, name, err)
	}
	return &Conn{conn: conn, name: name}, nil
}

// DialUnix connects to a stream socket of this machine by its path.
func DialUnix(ctx context.Context, path string) (*Conn, error) {
	name := "unix:" + path
	if path == "" {
		return nil, fmt.Errorf("%s: the path is missing: want unix:PATH", name)
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, dialError(ctx, name, err)
	}
	return &Conn{conn: conn, name: name}, nil
}

// dialError says why a connection could not be made and what to look at.
func dialError(ctx context.Context, name string, err error) error {
	// The context's end reaches us as the dialer's own error; give the one that
	// the caller looks for.
	if ctxErr := ctx.Err(); ctxErr != nil {
		return fmt.Errorf("%s: no answer: %w", name, ctxErr)
	}
	err = cause(err)
	hint := ""
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		hint = "; check the name of the host"
	case errors.Is(err, syscall.ECONNREFUSED):
		hint = "; is the bridge running, and is the port right?"
	case errors.Is(err, fs.ErrNotExist):
		hint = "; is the program running that makes this socket?"
	case errors.Is(err, fs.ErrPermission):
		hint = "; the user may not write to this socket"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		hint = "; is this machine in the bridge's network?"
	}
	return fmt.Errorf("%s: %w%s", name, err, hint)
}

// addrCause takes the address off an error about an address.
func addrCause(err error) error {
	var addr *net.AddrError
	if errors.As(err, &addr) {
		return errors.New(addr.Err)
	}
	return err
}
