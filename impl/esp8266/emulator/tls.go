package emulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// errUntrusted is why a server's certificate was not believed where the module has no authority to believe.
var errUntrusted = errors.New("emulator: no Roots are set to check the server's certificate with")

// secured is what a link's handshake goes by.
type secured struct {
	auth, pki  int
	host       string // of AT+CIPSTART
	options    sslOptions
	recordMost int // bytes of a TLS record that there is room for; 0: any
}

// handshakePatience is for how long a peer may leave a handshake unfinished.
const handshakePatience = 20 * time.Second

// handshake makes a TLS connection of a connection. It closes conn if that fails.
func (e *Emulator) handshake(ctx context.Context, conn net.Conn, s secured) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakePatience)
	defer cancel()
	if s.recordMost > 0 {
		conn = &recordLimit{Conn: conn, most: s.recordMost}
	}
	secure := tls.Client(conn, e.tlsConfig(s))
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

// tlsConfig is of TLS 1.2, the latest that either firmware has. They believe any certificate unless they are asked to
// check it.
func (e *Emulator) tlsConfig(s secured) *tls.Config {
	cfg := &tls.Config{
		MaxVersion: tls.VersionTLS12, InsecureSkipVerify: true, ServerName: s.host, NextProtos: s.options.protocols,
	}
	if _, err := netip.ParseAddr(s.host); err == nil {
		cfg.ServerName = "" // an address is no server name (RFC 6066)
	}
	if s.options.serverName != "" {
		cfg.ServerName = s.options.serverName
	}
	for _, n := range s.options.ciphers {
		cfg.CipherSuites = append(cfg.CipherSuites, uint16(n))
	}
	if s.auth&1 != 0 && s.pki < len(e.cfg.Certificates) {
		cert := e.cfg.Certificates[s.pki]
		cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &cert, nil }
	}
	if s.auth&2 != 0 {
		name := s.options.commonName
		if name == "" {
			name = s.host
		}
		cfg.VerifyConnection = func(state tls.ConnectionState) error { return e.verify(state, name) }
	}
	return cfg
}

// verify checks a server's certificate for a name.
func (e *Emulator) verify(state tls.ConnectionState, name string) error {
	if e.cfg.Roots == nil {
		return errUntrusted
	}
	opts := x509.VerifyOptions{Roots: e.cfg.Roots, DNSName: name, Intermediates: x509.NewCertPool()}
	for _, cert := range state.PeerCertificates[1:] {
		opts.Intermediates.AddCert(cert)
	}
	_, err := state.PeerCertificates[0].Verify(opts)
	return err
}

// security is what a link's handshake goes by at the moment.
func (m *module) security(s start) (sec secured) {
	m.locked(func() {
		sec = secured{auth: m.set.ssl[s.id].auth, pki: m.set.ssl[s.id].pki, host: s.host, options: m.tls[s.id]}
		if m.v17() {
			sec.recordMost = m.sslSize
		}
	})
	return sec
}

// recordLimit is a connection that breaks at a TLS record longer than the module's buffer, which is what happens to
// AT 1.x with a server that sends more than AT+CIPSSLSIZE at once.
type recordLimit struct {
	net.Conn
	most   int
	header []byte // of the record that begins
	left   int    // bytes of the record that are still to come
	broken error  // what the next Read fails with
}

const recordHeader = 5 // bytes: type, version, length (RFC 5246, 6.2.1)

func (r *recordLimit) Read(p []byte) (int, error) {
	if r.broken != nil {
		return 0, r.broken
	}
	n, err := r.Conn.Read(p)
	for at := 0; at < n; {
		if r.left > 0 {
			k := min(r.left, n-at)
			r.left, at = r.left-k, at+k
			continue
		}
		k := min(recordHeader-len(r.header), n-at)
		r.header, at = append(r.header, p[at:at+k]...), at+k
		if len(r.header) < recordHeader {
			continue
		}
		r.left = int(binary.BigEndian.Uint16(r.header[3:]))
		r.header = r.header[:0]
		if r.left > r.most {
			r.broken = fmt.Errorf("emulator: a TLS record of %d bytes does not fit AT+CIPSSLSIZE=%d", r.left, r.most)
			return at, nil // what came before it counts
		}
	}
	return n, err
}
