package gonet_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
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

func TestTLS(t *testing.T) {
	cert, pool := certificate(t)
	clientSide := &tls.Config{RootCAs: pool, ServerName: "device.test"}
	serverSide := &tls.Config{Certificates: []tls.Certificate{cert}}
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		exchange(t, tls.Client(near, clientSide), tls.Server(far, serverSide), w.big/4)
	})
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		exchange(t, tls.Client(far, clientSide), tls.Server(near, serverSide), w.big/4)
	})
}

// exchange sends data from one side to the other and back.
func exchange(t *testing.T, c, s *tls.Conn, size int) {
	t.Helper()
	go func() {
		io.Copy(s, s)
		s.Close()
	}()
	data := bytes.Repeat([]byte("0123456789abcdef"), size/16)
	sent := make(chan error, 1)
	go func() { _, err := c.Write(data); sent <- err }()
	got := make([]byte, len(data))
	_, err := io.ReadFull(c, got)
	check(t, err)
	check(t, <-sent)
	if !bytes.Equal(got, data) {
		t.Error("what came back is not what was sent")
	}
	check(t, c.Close())
}
