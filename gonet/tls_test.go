package gonet_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"testing"
	"time"
)

// certificate makes a certificate for device.test that signs itself.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "device.test"}, DNSNames: []string{"device.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	check(t, err)
	parsed, err := x509.ParseCertificate(der)
	check(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// tlsConfigs are those of a client and a server that know each other as device.test.
func tlsConfigs(t *testing.T) (client, server *tls.Config) {
	t.Helper()
	cert, pool := certificate(t)
	return &tls.Config{RootCAs: pool, ServerName: "device.test"}, &tls.Config{Certificates: []tls.Certificate{cert}}
}

// isStranger tells whether an error is about a certificate that nobody vouches for.
func isStranger(err error) bool {
	var e x509.UnknownAuthorityError
	return errors.As(err, &e)
}

// meet connects both sides of a TLS session, its handshake still to come.
func meet(t *testing.T, l link, clientSide, serverSide *tls.Config) (client, server *tls.Conn) {
	t.Helper()
	far, err := l.connect(t.Context())
	check(t, err)
	t.Cleanup(func() { far.Close() })
	near, err := l.listener.Accept()
	check(t, err)
	t.Cleanup(func() { near.Close() })
	return tls.Client(far, clientSide), tls.Server(near, serverSide)
}

// Data goes both ways at once, more than buffers hold, in both versions of the protocol.
func TestTLSCarriesData(t *testing.T) {
	clientSide, serverSide := tlsConfigs(t)
	data := noise(3, 1<<20)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			limited := clientSide.Clone()
			limited.MinVersion, limited.MaxVersion = version, version
			everyRole(t, func(t *testing.T, w world, l link) {
				client, server := meet(t, l, limited, serverSide)
				echoed := make(chan error, 1)
				go func() {
					_, err := io.Copy(server, server)
					echoed <- errors.Join(err, server.Close())
				}()
				sent := make(chan error, 1)
				go func() {
					_, err := client.Write(data)
					sent <- errors.Join(err, client.CloseWrite())
				}()
				got, err := io.ReadAll(client)
				check(t, err)
				check(t, <-sent)
				check(t, <-echoed)
				if !bytes.Equal(got, data) {
					t.Errorf("%d bytes came back, not the %d that were sent", len(got), len(data))
				}
				if got := client.ConnectionState().Version; got != version {
					t.Errorf("the version is %s", tls.VersionName(got))
				}
				check(t, client.Close())
			})
		})
	}
}

// The word that nothing more comes leaves the other way open.
func TestTLSCloseNotify(t *testing.T) {
	clientSide, serverSide := tlsConfigs(t)
	everyRole(t, func(t *testing.T, w world, l link) {
		client, server := meet(t, l, clientSide, serverSide)
		answered := make(chan error, 1)
		go func() {
			question, err := io.ReadAll(server)
			if err == nil {
				_, err = server.Write(append([]byte("re: "), question...))
			}
			answered <- errors.Join(err, server.Close())
		}()
		_, err := client.Write([]byte("a question"))
		check(t, err)
		check(t, client.CloseWrite())
		if _, err := client.Write([]byte("more")); err == nil {
			t.Error("a Write after CloseWrite succeeded")
		}
		answer, err := io.ReadAll(client)
		if string(answer) != "re: a question" || err != nil {
			t.Errorf("the answer is %q, %v", answer, err)
		}
		check(t, <-answered)
	})
}

// An end in the middle of a record is no end of the data.
func TestTLSIsCutOff(t *testing.T) {
	clientSide, serverSide := tlsConfigs(t)
	everyRole(t, func(t *testing.T, w world, l link) {
		client, server := meet(t, l, clientSide, serverSide)
		cut := make(chan error, 1)
		go func() {
			_, err := io.ReadFull(server, make([]byte, len("hello")))
			if err == nil {
				_, err = server.Write([]byte("an answer, and"))
			}
			if err == nil {
				_, err = server.NetConn().Write([]byte{23, 3, 3, 0, 100, 1, 2, 3}) // 3 of 100 bytes (RFC 8446, 5.1)
			}
			cut <- errors.Join(err, server.NetConn().Close())
		}()
		_, err := client.Write([]byte("hello"))
		check(t, err)
		answer, err := io.ReadAll(client)
		if string(answer) != "an answer, and" || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%q, %v; want %v", answer, err, io.ErrUnexpectedEOF)
		}
		check(t, <-cut)
	})
}

func TestTLSRefusals(t *testing.T) {
	clientSide, serverSide := tlsConfigs(t)
	wrongName := clientSide.Clone()
	wrongName.ServerName = "other.test"
	needsClient := serverSide.Clone()
	needsClient.ClientAuth, needsClient.ClientCAs = tls.RequireAndVerifyClientCert, clientSide.RootCAs
	oldVersion := clientSide.Clone()
	oldVersion.MaxVersion = tls.VersionTLS12
	newVersion := serverSide.Clone()
	newVersion.MinVersion = tls.VersionTLS13

	for _, refusal := range []struct {
		name           string
		client, server *tls.Config
		who            func(client, server error) bool
	}{
		{"another name", wrongName, serverSide, func(client, server error) bool {
			var e x509.HostnameError
			return errors.As(client, &e) && isAlert(server)
		}},
		{"unknown authority", &tls.Config{ServerName: "device.test"}, serverSide, func(client, server error) bool {
			return isStranger(client) && isAlert(server)
		}},
		{"client without certificate", clientSide, needsClient, func(client, server error) bool {
			return isAlert(client) && server != nil
		}},
		{"no version in common", oldVersion, newVersion, func(client, server error) bool {
			return isAlert(client) && server != nil
		}},
	} {
		t.Run(refusal.name, func(t *testing.T) {
			everyRole(t, func(t *testing.T, w world, l link) {
				client, server := meet(t, l, refusal.client, refusal.server)
				served := make(chan error, 1)
				go func() {
					_, err := server.Read(make([]byte, 1))
					served <- errors.Join(err, server.NetConn().Close())
				}()
				_, err := client.Read(make([]byte, 1)) // the handshake, and of TLS 1.3 what the server thinks of it
				check(t, client.NetConn().Close())
				if served := <-served; !refusal.who(err, served) {
					t.Errorf("the client: %v\nthe server: %v", err, served)
				}
			})
		})
	}
}

// isAlert tells whether an error is what the other side told of its own.
func isAlert(err error) bool {
	var e *net.OpError
	return errors.As(err, &e) && e.Op == "remote error"
}

// A handshake with a peer that says nothing ends with its context, and so does the
// connection.
func TestTLSHandshakeIsGivenUp(t *testing.T) {
	clientSide, serverSide := tlsConfigs(t)
	everyRole(t, func(t *testing.T, w world, l link) {
		client, server := meet(t, l, clientSide, serverSide)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			server.NetConn().Read(make([]byte, 1)) // its hello has arrived
			cancel()
		}()
		if err := client.HandshakeContext(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("HandshakeContext: %v", err)
		}
		if _, err := io.Copy(io.Discard, server.NetConn()); err != nil {
			t.Errorf("the peer's Read: %v", err)
		}
	})
}
