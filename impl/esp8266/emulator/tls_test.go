package emulator

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// secret is a certificate that httptest made: for example.com and 127.0.0.1, signed by itself.
func secret(t *testing.T) (tls.Certificate, *x509.CertPool) {
	web := httptest.NewTLSServer(http.NotFoundHandler())
	defer web.Close()
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())
	return web.TLS.Certificates[0], pool
}

// tlsPeer is a TLS server that tells what it saw of each client.
func tlsPeer(t *testing.T, cfg *tls.Config, serve func(*tls.Conn)) string {
	t.Helper()
	ln, err := tls.Listen("tcp4", "127.0.0.1:0", cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if conn := conn.(*tls.Conn); conn.Handshake() == nil {
					serve(conn)
				}
			}()
		}
	}()
	return fmt.Sprint(ln.Addr().(*net.TCPAddr).Port)
}

func TestTLSSettings(t *testing.T) {
	cert, roots := secret(t)
	port := tlsPeer(t, &tls.Config{
		Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert, NextProtos: []string{"mqtt"},
	}, func(conn *tls.Conn) {
		state := conn.ConnectionState()
		fmt.Fprintf(conn, "%s %s %d", state.ServerName, state.NegotiatedProtocol, len(state.PeerCertificates))
		io.Copy(io.Discard, conn)
	})
	s := online(t, Firmware22, Roots(roots), Certificates(cert))
	s.play(`
		> AT+CIPSSLCCONF=2\r\n
		< \r\nOK\r\n
		> AT+CIPSTART="SSL","127.0.0.1",PORT\r\n
		< \r\nERROR\r\n
		> AT+CIPSSLCCONF=3,0,0\r\n
		< \r\nOK\r\n
		> AT+CIPSSLCSNI="device.example"\r\n
		< \r\nOK\r\n
		> AT+CIPSSLCALPN=1,"mqtt"\r\n
		< \r\nOK\r\n
		> AT+CIPSSLCCN="nobody.example"\r\n
		< \r\nOK\r\n
		> AT+CIPSTART="SSL","127.0.0.1",PORT\r\n
		< \r\nERROR\r\n
		> AT+CIPSSLCCN="example.com"\r\n
		< \r\nOK\r\n
		> AT+CIPSTART="SSL","127.0.0.1",PORT\r\n
		< CONNECT\r\n\r\nOK\r\n\r\n+IPD,21:device.example mqtt 1
		> AT+CIPCLOSE\r\n
		< CLOSED\r\n\r\nOK\r\n`, "PORT", port)
	s.idle()
}

// A record that does not fit AT 1.7's buffer ends the link.
func TestTLSRecordThatDoesNotFit(t *testing.T) {
	cert, _ := secret(t)
	port := tlsPeer(t, &tls.Config{Certificates: []tls.Certificate{cert}, DynamicRecordSizingDisabled: true}, func(conn *tls.Conn) {
		conn.Write(bytes.Repeat([]byte("x"), 3000))
		io.Copy(io.Discard, conn)
	})
	s := online(t, Firmware17, BootGarbage(false))
	s.play(`
		> AT+CIPSTART="SSL","127.0.0.1",PORT\r\n
		< CONNECT\r\n\r\nOK\r\nCLOSED\r\n
		> AT+CIPSSLSIZE=4096\r\n
		< \r\nOK\r\n
		> AT+CIPSTART="SSL","127.0.0.1",PORT\r\n
		< CONNECT\r\n\r\nOK\r\n`, "PORT", port)
	for n := 0; n < 3000; {
		var piece int
		s.until("\r\n+IPD,")
		if _, err := fmt.Sscanf(s.until(":"), "%d:", &piece); err != nil {
			t.Fatal(err)
		}
		s.expect(string(bytes.Repeat([]byte("x"), piece)))
		n += piece
	}
	s.idle()
}

// In passive mode ESP-AT counts TLS's own bytes among those that wait, and a read of nothing but them fails.
func TestPassiveTLS(t *testing.T) {
	cert, _ := secret(t)
	port := tlsPeer(t, &tls.Config{Certificates: []tls.Certificate{cert}}, func(conn *tls.Conn) {
		conn.Write([]byte("hello"))
		io.ReadFull(conn, make([]byte, 2))
	})
	s := online(t, Firmware22)
	s.play(`
		> AT+CIPRECVMODE=1\r\n
		< \r\nOK\r\n
		> AT+CIPSTART="SSL","127.0.0.1",PORT\r\n
		< CONNECT\r\n\r\nOK\r\n\r\n+IPD,34\r\n
		> AT+CIPRECVLEN?\r\n
		< +CIPRECVLEN:34\r\n\r\nOK\r\n
		> AT+CIPRECVDATA=1000\r\n
		< +CIPRECVDATA:5,hello\r\nOK\r\n\r\n+IPD,29\r\n
		> AT+CIPRECVDATA=1000\r\n
		< \r\nERROR\r\n
		> AT+CIPRECVLEN?\r\n
		< +CIPRECVLEN:0\r\n\r\nOK\r\n
		> AT+CIPSEND=2\r\n
		< \r\nOK\r\n\r\n>
		> ab
		< \r\nRecv 2 bytes\r\n\r\nSEND OK\r\nCLOSED\r\n`, "PORT", port)
	s.idle()
}

// A peer that leaves a handshake unfinished does not keep the module busy for good.
func TestTLSPeerThatIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := NewMemory()
		ln, err := network.Host(peerAddr).Listen(443)
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		s := online(t, Firmware22, WithNetwork(network))
		began := time.Now()
		s.play(`
			> AT+CIPSTART="SSL","10.0.0.9",443\r\n
			< \r\nERROR\r\n`)
		if took := time.Since(began); took != handshakePatience {
			t.Errorf("given up after %v", took)
		}
		s.idle()
	})
}
