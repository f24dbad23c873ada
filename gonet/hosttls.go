//go:build !tinygo

package gonet

import (
	"context"
	"crypto/tls"
	"net"
)

// HostTLS returns what a Dialer's field HostTLS takes: TLS by package crypto/tls. The
// configuration may be nil, which stands for the zero one; where it has no ServerName it is
// the host that is dialled. The connection is a *tls.Conn whose handshake is done.
func HostTLS(config *tls.Config) func(ctx context.Context, conn net.Conn, host string) (net.Conn, error) {
	return func(ctx context.Context, conn net.Conn, host string) (net.Conn, error) {
		own := &tls.Config{}
		if config != nil {
			own = config.Clone()
		}
		if own.ServerName == "" {
			own.ServerName = host
		}
		secure := tls.Client(conn, own)
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		return secure, nil
	}
}
