package gonet_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"drivergen/generated/netdev"
	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/wifi"
)

// secureName is one of the names in the certificate of a server of net/http/httptest.
const secureName = "example.com"

// everyModule runs a test with the ESP8266 on both lines of firmware, of which the name
// secureName leads to this machine.
func everyModule(t *testing.T, test func(t *testing.T, stack *gonet.Stack)) {
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		t.Run("AT "+firmware.String(), func(t *testing.T) {
			emu := emulator.Start(t, firmware, emulator.AccessPoint{SSID: "lab", Password: "correct horse"},
				emulator.DNS{Name: secureName, Addr: netip.AddrFrom4([4]byte{127, 0, 0, 1})})
			dev, err := esp8266.Open(t.Context(), emu.Port())
			check(t, err)
			t.Cleanup(func() { dev.Close() })
			check(t, wifi.New(dev.WiFi()).Join(t.Context(), "lab", wifi.Password("correct horse")))
			test(t, gonet.New(counted(t, dev.Net())))
		})
	}
}

// secureAt returns where a server is by its name.
func secureAt(t *testing.T, server net.Addr) string {
	t.Helper()
	_, port, err := net.SplitHostPort(server.String())
	check(t, err)
	return net.JoinHostPort(secureName, port)
}

// The module speaks TLS to a server of crypto/tls; the program sees a stream.
func TestModuleTLS(t *testing.T) {
	everyModule(t, func(t *testing.T, stack *gonet.Stack) {
		server := httptest.NewUnstartedServer(nil)
		server.StartTLS() // for its certificate
		defer server.Close()
		l, err := tls.Listen("tcp", "127.0.0.1:0", server.TLS)
		check(t, err)
		defer l.Close()
		accepted := make(chan *tls.Conn, 1)
		go func() {
			far, err := l.Accept()
			if err == nil {
				err = far.(*tls.Conn).Handshake()
			}
			if err != nil {
				t.Error(err)
			}
			accepted <- far.(*tls.Conn)
		}()
		near, err := stack.DialTLSContext(t.Context(), "tcp", secureAt(t, l.Addr()))
		check(t, err)
		defer near.Close()
		far := <-accepted
		defer far.Close()

		if name := far.ConnectionState().ServerName; name != secureName {
			t.Errorf("the module asked for the server %q", name)
		}
		remote, ok := near.RemoteAddr().(*net.TCPAddr)
		if _, stream := near.(*gonet.TCPConn); !stream || !ok || remote.Port != l.Addr().(*net.TCPAddr).Port {
			t.Errorf("a %T to %v", near, near.RemoteAddr())
		}
		check(t, near.SetReadDeadline(past))
		if _, err := near.Read(make([]byte, 1)); !isTimeout(err) {
			t.Errorf("Read: %v", err)
		}
		check(t, near.(*gonet.TCPConn).SetDeadline(time.Time{}))
		data := bytes.Repeat([]byte("0123456789abcdef"), 64)
		for _, way := range []struct{ from, to net.Conn }{{near, far}, {far, near}} {
			_, err := way.from.Write(data)
			check(t, err)
			got := make([]byte, len(data))
			if _, err := io.ReadFull(way.to, got); err != nil || !bytes.Equal(got, data) {
				t.Errorf("what arrived is not what was sent: %v", err)
			}
		}
		check(t, far.Close())
		if n, err := near.Read(data); n != 0 || err != io.EOF {
			t.Errorf("Read at the end = %d, %v", n, err)
		}
	})
}

// https runs through net/http with the module's TLS, on one connection for all requests.
func TestModuleHTTPS(t *testing.T) {
	everyModule(t, func(t *testing.T, stack *gonet.Stack) {
		peers := make(chan string, 3)
		server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			peers <- r.RemoteAddr
			if r.TLS == nil || r.TLS.ServerName != secureName {
				t.Errorf("the request came with the TLS state %+v", r.TLS)
			}
			io.Copy(w, r.Body)
		}))
		defer server.Close()
		transport := &http.Transport{DialTLSContext: stack.DialTLSContext}
		defer transport.CloseIdleConnections()
		c := http.Client{Transport: transport}
		body := bytes.Repeat([]byte("0123456789abcdef"), 64)
		for range cap(peers) {
			resp, err := c.Post("https://"+secureAt(t, server.Listener.Addr())+"/", "text/plain", bytes.NewReader(body))
			check(t, err)
			got, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || !bytes.Equal(got, body) {
				t.Errorf("%d bytes came back, %v; want %d", len(got), err, len(body))
			}
		}
		if a, b, c := <-peers, <-peers, <-peers; a != b || b != c {
			t.Errorf("the requests came from %s, %s and %s, want one connection", a, b, c)
		}
	})
}

func TestModuleTLSErrors(t *testing.T) {
	everyModule(t, func(t *testing.T, stack *gonet.Stack) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		check(t, err)
		go func() {
			if far, err := l.Accept(); err == nil {
				far.Write([]byte("this is no TLS\r\n"))
				far.Close()
			}
		}()
		defer l.Close()
		at := secureAt(t, l.Addr())
		_, err = stack.DialTLSContext(t.Context(), "tcp", at)
		var op *net.OpError
		if !isOp(err, "dial", netdev.ECONNREFUSED) || !errors.As(err, &op) || op.Addr.String() != at {
			t.Errorf("a server without TLS: %v", err)
		}
		_, err = stack.DialTLSContext(t.Context(), "tcp", "nobody.example:443")
		var unknown *net.DNSError
		if !isOp(err, "dial", netdev.ENOENT) || !errors.As(err, &unknown) || !unknown.IsNotFound {
			t.Errorf("an unknown host: %v", err)
		}
	})
}

// A device without TLS says so; TLS is then made on the host where the program wants that.
func TestTLSOnTheHostInstead(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		if conn, err := s.device.DialTLSContext(t.Context(), "tcp", "127.0.0.1:1"); errors.Is(err, netdev.ECONNREFUSED) {
			return // it has TLS
		} else if conn != nil || !isOp(err, "dial", netdev.EPROTONOSUPPORT) || !errors.Is(err, errors.ErrUnsupported) {
			t.Fatalf("DialTLSContext = %v, %v; want EPROTONOSUPPORT", conn, err)
		}
		l, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		cert, pool := certificate(t)
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, r.TLS.ServerName)
		}))
		server.Listener.Close()
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // a client that does not believe it
		server.Listener, server.TLS = l, &tls.Config{Certificates: []tls.Certificate{cert}}
		server.StartTLS()
		defer server.Close()

		dialer := &gonet.Dialer{Stack: s.device, HostTLS: gonet.HostTLS(&tls.Config{RootCAs: pool, ServerName: "device.test"})}
		transport := &http.Transport{DialTLSContext: dialer.DialTLSContext}
		defer transport.CloseIdleConnections()
		c := http.Client{Transport: transport}
		resp, err := c.Get("https://" + l.Addr().String() + "/")
		check(t, err)
		defer resp.Body.Close()
		if body, err := io.ReadAll(resp.Body); string(body) != "device.test" || err != nil {
			t.Errorf("the server saw the name %q, %v", body, err)
		}

		// The name in the certificate is that of the host that was dialled, unless it is told.
		dialer.HostTLS = gonet.HostTLS(&tls.Config{RootCAs: pool})
		_, err = dialer.DialTLSContext(t.Context(), "tcp", l.Addr().String())
		var wrong x509.HostnameError
		if !isOp(err, "dial", err) || !errors.As(err, &wrong) || wrong.Host != s.other {
			t.Errorf("a certificate for another name: %v", err)
		}
	})
}
