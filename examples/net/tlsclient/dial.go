package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"

	"drivergen/driver"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/web"
	"drivergen/gonet"
)

// dialer returns how to connect as the flags say.
func (s *settings) dialer(b *board.Board) web.Dial {
	if s.on == "module" {
		return func(ctx context.Context, server string) (net.Conn, error) { return s.dialModule(ctx, b, server) }
	}
	return func(ctx context.Context, server string) (net.Conn, error) { return s.dialHost(ctx, b, server) }
}

// dialHost makes TLS with crypto/tls over a plain connection of the module.
func (s *settings) dialHost(ctx context.Context, b *board.Board, server string) (net.Conn, error) {
	plain, err := b.Dial(ctx, peer.Flag, "tcp", server)
	if err != nil {
		return nil, err
	}
	secure := tls.Client(plain, &tls.Config{ServerName: s.Server.Host(), RootCAs: s.Roots()})
	if err := secure.HandshakeContext(ctx); err != nil {
		plain.Close()
		return nil, web.AdviseTLS(err)
	}
	b.Step("secured", "%s", web.Secured(secure.ConnectionState()))
	return secure, nil
}

// dialModule has the module make TLS.
func (s *settings) dialModule(ctx context.Context, b *board.Board, server string) (net.Conn, error) {
	dialer := gonet.Dialer{Stack: b.Stack}
	secure, err := dialer.DialTLSContext(ctx, "tcp", server)
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return nil, fmt.Errorf("the module has no TLS, --tls host makes it on this machine: %w", err)
	case errors.Is(err, driver.ECONNREFUSED):
		return nil, refused{err}
	case err != nil:
		return nil, err
	}
	if s.verify {
		b.Step("secured", "by the module, which checked the certificate")
	} else {
		b.Step("secured", "by the module, which believes any certificate: --verify has it check")
	}
	return board.Bind(ctx, secure), nil
}

// refused is a connection with TLS by the module that did not come up. It keeps its cause to itself: the module does not tell whether
// it was refused or TLS failed, so that no advice may say which.
type refused struct{ cause error }

func (r refused) Error() string { return r.cause.Error() + ": check --" + peer.Flag }
