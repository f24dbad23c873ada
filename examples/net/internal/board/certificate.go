package board

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// identity is what a TLS server beside the module shows, and who believes it.
type identity struct {
	certificate tls.Certificate
	roots       *x509.CertPool
}

// own is made once a process, for PeerHost, and signed by itself.
var own = sync.OnceValue(func() identity {
	id, err := newIdentity(PeerHost, time.Now())
	if err != nil {
		panic(fmt.Sprintf("board: the certificate of %s: %v", PeerHost, err)) // no input leads here
	}
	return id
})

// Certificate is the certificate of PeerHost, for a TLS server beside the module. It is made when a program starts.
func Certificate() tls.Certificate { return own().certificate }

// Roots are the authorities that signed Certificate. The emulated module has them in its flash.
func Roots() *x509.CertPool { return own().roots }

// newIdentity makes a key and a certificate of a host that is good for a day from an hour before now.
func newIdentity(host string, now time.Time) (identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return identity{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: host},
		DNSNames:     []string{host},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return identity{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return identity{}, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return identity{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, roots}, nil
}
