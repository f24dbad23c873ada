package esp8266

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// The sizes of the receive buffer for TLS that NonOS AT takes (AT+CIPSSLSIZE).
const (
	minTLSBuffer = 2048
	maxTLSBuffer = 4096
)

// What AT+CIPSSLCCONF asks of the module.
const (
	tlsCheckNothing = 0
	tlsCheckServer  = 2
)

var (
	errOneTLS  = errors.New("the module has memory for one TLS connection, and another socket has it")
	errTLS     = errors.New("the peer refused the connection, or the TLS handshake failed; the module does not tell which")
	errTLSCert = errors.New("the peer refused the connection, or the TLS handshake failed, perhaps because the server's " +
		"certificate is not signed by the authority in the module's flash; the module does not tell which")
	errNoCert = errors.New("the module has no certificate in its flash to check the server's by: " +
		"flash one, or leave out VerifyServer")
	errNoTLS = errors.New("the module's firmware has no TLS")
)

// TLSBuffer sets how many bytes NonOS AT keeps for a record of a TLS connection, 2048 to 4096, the default (AT+CIPSSLSIZE).
// A server that sends longer records cannot be talked to. ESP-AT has no such setting.
func TLSBuffer(bytes int) Option {
	return func(c *config) { c.tlsBuffer = min(max(bytes, minTLSBuffer), maxTLSBuffer) }
}

// VerifyServer has the module check the certificates of the servers that TLS sockets connect to (AT+CIPSSLCCONF). The
// authority that signed them must be in the module's flash, where it is written together with the firmware; without it no
// TLS connection comes up. Without this option the module believes any certificate: it encrypts, and does not know to
// whom. TLS on the host, over a plain socket, knows.
func VerifyServer() Option { return func(c *config) { c.verify = true } }

// reserveFor takes a link for a stream, and returns its id. The memory of a TLS connection that is being closed is waited for.
func (m *module) reserveFor(ctx context.Context, s *socket) (int, error) {
	for {
		m.mu.Lock()
		busy := m.secureSlot()
		switch {
		case busy == nil || !s.secure():
			id, ok := m.reserve(s)
			m.mu.Unlock()
			if !ok {
				return noLink, driver.Fail("", driver.EMFILE, errNoLink)
			}
			return id, nil
		case busy.phase != phaseClosing:
			m.mu.Unlock()
			return noLink, driver.Fail("", driver.EMFILE, errOneTLS)
		}
		done := busy.leave()
		m.mu.Unlock()
		if err := m.finished(ctx, done); err != nil {
			return noLink, err
		}
	}
}

// secureSlot returns the link that carries TLS, or nil. The lock is held.
func (m *module) secureSlot() *slot {
	for id := range m.slots {
		if sl := &m.slots[id]; sl.phase != phaseFree && sl.secure {
			return sl
		}
	}
	return nil
}

// prepareTLS tells the module what a TLS connection to host needs, before it connects. What the firmware lacks it refuses.
func (m *module) prepareTLS(ctx context.Context, s *socket, id int, host string) error {
	check := tlsCheckNothing
	if m.verify {
		check = tlsCheckServer
	}
	var steps [2]at.Cmd
	if m.has().espAT {
		conf := at.Set("CIPSSLCCONF").Int(id).Int(check)
		if m.verify {
			conf = conf.Int(0).Int(0) // the first client certificate, the first authority
		}
		name := host
		if _, err := netip.ParseAddr(host); err == nil {
			name = "" // an address is no server name (RFC 6066)
		}
		steps = [...]at.Cmd{conf, at.Set("CIPSSLCSNI").Int(id).Str(name)}
	} else {
		steps = [...]at.Cmd{at.Set("CIPSSLSIZE").Int(m.tlsBuffer), at.Set("CIPSSLCCONF").Int(check)}
	}
	for _, c := range steps {
		err := m.talk.Command(ctx, c.When(m.owns(s, id)), nil)
		switch {
		case noCertificate(err), isRefusal(err) && m.verify && strings.HasSuffix(c.Name(), "CIPSSLCCONF"):
			return driver.Fail("", driver.EOPNOTSUPP, explain(errNoCert, err))
		case err != nil && !isRefusal(err):
			return err
		}
	}
	return nil
}

// noCertificate reports whether the module said that its flash has no certificate.
func noCertificate(err error) bool { return strings.Contains(refusalText(err), "NO CERT FOUND") }

// tlsRefused gives the refusal of a TLS connection its errno and says what it may mean.
func (m *module) tlsRefused(err error) error {
	switch {
	case noCertificate(err):
		return driver.Fail("", driver.EOPNOTSUPP, explain(errNoCert, err))
	case refusalText(err) == "Link type ERROR":
		return driver.Fail("", driver.EOPNOTSUPP, explain(errNoTLS, err))
	case m.verify:
		return driver.Fail("", driver.ECONNREFUSED, explain(errTLSCert, err))
	}
	return driver.Fail("", driver.ECONNREFUSED, explain(errTLS, err))
}
