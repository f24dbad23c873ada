package esp8266_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// tlsServer starts a TLS server that sends back what it gets, and returns where it is, who signed its certificate, and
// the channel on which it tells the server name that each client asked for.
func tlsServer(t *testing.T) (netip.AddrPort, *x509.CertPool, chan string) {
	t.Helper()
	// The certificate of a server of net/http/httptest is good for example.com and 127.0.0.1.
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	names := make(chan string, 10)
	l, err := tls.Listen("tcp4", "127.0.0.1:0", &tls.Config{
		Certificates: s.TLS.Certificates,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			names <- hello.ServerName
			return nil, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				io.Copy(c, c)
			}()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-ended
	})
	return l.Addr().(*net.TCPAddr).AddrPort(), roots, names
}

const secureName = "example.com"

var secureDNS = emulator.DNS{Name: secureName, Addr: netip.AddrFrom4([4]byte{127, 0, 0, 1})}

// The module speaks TLS: the server hears its own name, and bytes go both ways whole.
func TestTLS(t *testing.T) {
	everywhere(t, func(b *bench) {
		at, _, names := tlsServer(b.T)
		fd := b.socket(netdev.ProtocolTLS)
		b.check(b.net.Connect(b.ctx, fd, secureName, at.Port()))
		if name := <-names; name != secureName {
			b.Errorf("the client asked for %q", name)
		}
		want := noise(77, 12_000) // on AT 1.7 nothing holds the server back: this much fits the buffer
		go func() {
			if err := b.net.Write(b.ctx, fd, want[:5000]); err != nil {
				b.Errorf("write: %v", err)
			}
			if err := b.net.Write(b.ctx, fd, want[5000:]); err != nil {
				b.Errorf("write: %v", err)
			}
		}()
		if got := b.read(fd, len(want)); !bytes.Equal(got, want) {
			b.Error("what came back is not what was sent")
		}

		// There is one TLS connection at a time; TCP goes on beside it.
		second := b.socket(netdev.ProtocolTLS)
		err := b.net.Connect(b.ctx, second, secureName, at.Port())
		if !errors.Is(err, driver.EMFILE) || !strings.Contains(err.Error(), "one TLS connection") {
			b.Errorf("a second TLS connection: %v, want EMFILE", err)
		}
		plain := b.dial(b.listen(echo))
		b.check(b.net.Write(b.ctx, plain, []byte("beside")))
		b.read(plain, 6)

		b.check(b.net.Close(b.ctx, fd))
		b.check(b.net.Connect(b.ctx, second, secureName, at.Port()))
		<-names
		b.check(b.net.Write(b.ctx, second, []byte("after")))
		if got := string(b.read(second, 5)); got != "after" {
			b.Errorf("got %q", got)
		}
	}, secureDNS)
}

// A connection that does not come up says what may be the reason.
func TestTLSRefused(t *testing.T) {
	everywhere(t, func(b *bench) {
		plain := b.listen(func(c *net.TCPConn) { c.Write([]byte("this is no TLS\r\n")) })
		fd := b.socket(netdev.ProtocolTLS)
		err := b.net.Connect(b.ctx, fd, "127.0.0.1", plain.Port())
		if !errors.Is(err, driver.ECONNREFUSED) || !strings.Contains(err.Error(), "TLS handshake") {
			b.Errorf("a server without TLS: %v", err)
		}
		at, _, _ := tlsServer(b.T)
		b.check(b.net.Connect(b.ctx, fd, "127.0.0.1", at.Port())) // the socket is good for another try
		b.check(b.net.Write(b.ctx, fd, []byte("hello")))
		b.read(fd, 5)
		if err := b.net.Bind(b.ctx, b.socket(netdev.ProtocolTLS), "", 443); err != nil {
			b.Errorf("bind: %v", err)
		}
	})
}

// The module checks the server's certificate where it is asked to.
func TestVerifyServer(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			at, roots, _ := tlsServer(t)
			for _, trusts := range []bool{true, false} {
				opts := []emulator.Option{f.firmware, lab, secureDNS}
				if trusts {
					opts = append(opts, emulator.Roots(roots))
				} else {
					opts = append(opts, emulator.Roots(x509.NewCertPool()))
				}
				emu := emulator.Start(t, opts...)
				dev, err := esp8266.Open(t.Context(), emu.Port(), esp8266.VerifyServer(), esp8266.TLSBuffer(4096))
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: ctx}
				b.join()
				err = b.net.Connect(ctx, b.socket(netdev.ProtocolTLS), secureName, at.Port())
				if (err == nil) != trusts || err != nil && !strings.Contains(err.Error(), "certificate") {
					t.Errorf("trusts %t: %v", trusts, err)
				}
				b.check(dev.Close())
				cancel()
			}
		})
	}
}
