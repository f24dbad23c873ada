package tinynet

import (
	"context"
	"net/netip"
	"time"

	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
)

// Send sends all of buf and returns its length, or fails: how much was sent then is not
// known. A passed deadline is ErrTimeout; the zero time is none. Flags are not
// supported and must be 0.
func (n *Netdever) Send(sockfd int, buf []byte, flags int, deadline time.Time) (int, error) {
	if flags != 0 {
		return 0, n.config.errors.of(tinygo.ErrNotSupported)
	}
	ctx := n.contexts.until(deadline)
	defer n.contexts.done(ctx)
	if err := n.dev.Write(ctx, netdev.FD(sockfd), buf); err != nil {
		return 0, n.config.errors.of(socketError(err))
	}
	return len(buf), nil
}

// Recv waits until something was received, copies it to buf and returns how many bytes
// that were. The end of a stream is io.EOF, a passed deadline ErrTimeout; the
// zero time is no deadline. Flags are not supported and must be 0.
func (n *Netdever) Recv(sockfd int, buf []byte, flags int, deadline time.Time) (int, error) {
	if flags != 0 {
		return 0, n.config.errors.of(tinygo.ErrNotSupported)
	}
	ctx := n.contexts.until(deadline)
	defer n.contexts.done(ctx)
	got, _, err := n.dev.Recv(ctx, netdev.FD(sockfd), buf)
	if err != nil {
		return 0, n.config.errors.of(socketError(err))
	}
	return got, nil
}

// Accept waits for a connection on a listening socket and returns its descriptor and the
// peer's address, or -1 with an error. It waits until Close, whatever CallTimeout says.
func (n *Netdever) Accept(sockfd int) (conn int, peer netip.AddrPort, err error) {
	fd, peer, err := n.dev.Accept(context.Background(), netdev.FD(sockfd))
	if err != nil {
		return -1, netip.AddrPort{}, n.config.errors.of(socketError(err))
	}
	n.options.drop(fd)
	return int(fd), peer, nil
}
