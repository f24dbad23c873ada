package esp8266_test

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"math/big"
	"math/rand/v2"
	"net"
	"time"
)

// soakSecrets are both sides' settings of TLS.
type soakSecrets struct{ server, client *tls.Config }

func newSoakSecrets() (*soakSecrets, error) {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: soakName}, DNSNames: []string{soakName},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
	}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &soakSecrets{
		server: &tls.Config{
			Certificates:     []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key, Leaf: cert}},
			CurvePreferences: []tls.CurveID{tls.X25519}, SessionTicketsDisabled: true,
		},
		client: &tls.Config{RootCAs: roots, ServerName: soakName, CurvePreferences: []tls.CurveID{tls.X25519}},
	}, nil
}

// config gives one connection its own copy of a side's settings, whose randomness repeats with the seed.
func (r soakRun) config(side *tls.Config, connection net.Addr) *tls.Config {
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], r.seed)
	copy(seed[8:], connection.String())
	side = side.Clone()
	side.Rand = soakRandom{rand.NewChaCha8(seed)}
	return side
}

// soakRandom repeats itself even where package crypto reads one byte too many now and then, so that nobody relies on it.
type soakRandom struct{ *rand.ChaCha8 }

func (r soakRandom) Read(p []byte) (int, error) {
	if len(p) == 1 {
		p[0] = 0
		return 1, nil
	}
	return r.ChaCha8.Read(p)
}
