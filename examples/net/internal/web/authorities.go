package web

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"os"

	"drivergen/examples/net/internal/board"
)

// Authorities are those whose certificates a program believes: this machine's, and more.
type Authorities struct {
	file  string         // empty: no more
	roots *x509.CertPool // nil: this machine's alone
}

// Flags adds the flag --ca.
func (a *Authorities) Flags(fs *flag.FlagSet) {
	fs.StringVar(&a.file, "ca", "", "`FILE` with certificates, in PEM, of authorities to trust beside this machine's")
}

// Given reports whether the flag was given.
func (a *Authorities) Given() bool { return a.file != "" }

// Check reads the file. Its error is a mistake of usage.
func (a *Authorities) Check() error {
	if a.file == "" {
		return nil
	}
	text, err := os.ReadFile(a.file)
	if err != nil {
		return fmt.Errorf("--ca: %w", err)
	}
	if !a.more().AppendCertsFromPEM(text) {
		return fmt.Errorf("--ca %s: want certificates in PEM: -----BEGIN CERTIFICATE-----", a.file)
	}
	return nil
}

// TrustPeer adds the authority of the servers beside the emulated module.
func (a *Authorities) TrustPeer() { a.more().AddCert(board.Certificate().Leaf) }

// Roots is for tls.Config.RootCAs.
func (a *Authorities) Roots() *x509.CertPool { return a.roots }

// more returns the pool that further authorities are added to.
func (a *Authorities) more() *x509.CertPool {
	if a.roots != nil {
		return a.roots
	}
	var err error
	if a.roots, err = x509.SystemCertPool(); err != nil {
		a.roots = x509.NewCertPool() // this machine does not tell whom it trusts
	}
	return a.roots
}

// AdviseTLS says what to do about a handshake that failed: nobody vouches for the server, or it speaks no TLS.
func AdviseTLS(err error) error {
	if unknown := (x509.UnknownAuthorityError{}); errors.As(err, &unknown) {
		return fmt.Errorf("%w: name the authority with --ca if you trust it", err)
	}
	if plain := (tls.RecordHeaderError{}); errors.As(err, &plain) {
		return fmt.Errorf("%w: does the server speak TLS at this port?", err)
	}
	return err
}
