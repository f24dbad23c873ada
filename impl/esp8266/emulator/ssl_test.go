package emulator

import (
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestSSL(t *testing.T) {
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("secret of " + r.Host))
	}))
	web.Config.ErrorLog = log.New(io.Discard, "", 0)
	web.StartTLS()
	defer web.Close()
	port := web.URL[strings.LastIndex(web.URL, ":")+1:]
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())
	for _, f := range []Firmware{Firmware17, Firmware22} {
		s := online(t, f, DNS{Name: "example.com", Addr: loopback}, DNS{Name: "other.example", Addr: loopback}, Roots(pool))
		s.play(`
			> AT+CIPMUX=1\r\n
			< \r\nOK\r\n
			> AT+CIPSTART=1,"SSL","other.example",PORT\r\n
			< 1,CONNECT\r\n\r\nOK\r\n
			> AT+CIPSTART=2,"SSL","example.com",PORT\r\n
			< \r\nERROR\r\n
			> AT+CIPCLOSE=1\r\n
			< 1,CLOSED\r\n\r\nOK\r\n`, "PORT", port)
		if f == Firmware22 {
			s.play(`
				> AT+CIPSSLCCONF=1,2,0,0\r\n
				< \r\nOK\r\n
				> AT+CIPSSLCCONF?\r\n
				< +CIPSSLCCONF:0,0,0,0\r\n+CIPSSLCCONF:1,2,0,0\r\n+CIPSSLCCONF:2,0,0,0\r\n+CIPSSLCCONF:3,0,0,0\r\n+CIPSSLCCONF:4,0,0,0\r\n\r\nOK\r\n
				> AT+CIPSTART=1,"SSL","other.example",PORT\r\n
				< \r\nERROR\r\n`, "PORT", port)
		}
		s.play(`
			> AT+CIPSTART=1,"SSL","example.com",PORT\r\n
			< 1,CONNECT\r\n\r\nOK\r\n
			> AT+CIPSEND=1,37\r\n`, "PORT", port)
		s.until(">")
		s.send("GET / HTTP/1.0\r\nHost: example.com\r\n\r\n")
		s.until("SEND OK\r\n")
		s.until("secret of example.com")
		s.expect("1,CLOSED\r\n")
		s.idle()
	}
}
