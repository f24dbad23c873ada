package gonet_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
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
		l := link{front, func(context.Context) (net.Conn, error) { return s.dial("tcp", address) }, new(atomic.Int32)}
		c := httpClient(t, l)
		postMany(t, c, l, anyURL, 30, 2, 2000)
		postMany(t, c, l, anyURL, 1, 1, 256<<10)
	})
}
