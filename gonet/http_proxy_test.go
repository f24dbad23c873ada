package gonet_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"testing"
)

// A reverse proxy on the device is a server and a client of one device at the same time.
func TestHTTPReverseProxy(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		origin, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		serveHTTP(t, origin, http.HandlerFunc(echoBody))
		front, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		address := s.reach(front.Addr())
		out := &http.Transport{DialContext: s.device.DialContext, MaxConnsPerHost: 2}
		t.Cleanup(out.CloseIdleConnections)
		proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: origin.Addr().String()})
		proxy.Transport = out
		serveHTTP(t, front, proxy)
		c := httpClient(t, link{connect: func(context.Context) (net.Conn, error) { return s.dial("tcp", address) }})
		postMany(t, c, anyURL, 30, 2, 2000)
		check(t, post(c, anyURL, noise(1, 256<<10)))
	})
}
