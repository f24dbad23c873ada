package gonet_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"testing"
)

// secureClient is an httpClient of servers with the tests' certificate.
func secureClient(t *testing.T, l link, protocols *http.Protocols, config *tls.Config) *http.Client {
	c := httpClient(t, l)
	transport := c.Transport.(*http.Transport)
	transport.TLSClientConfig, transport.Protocols = config, protocols
	return c
}

func TestHTTPS(t *testing.T) {
	clientSide, serverSide := tlsConfigs(t)
	http1, http2 := new(http.Protocols), new(http.Protocols)
	http1.SetHTTP1(true)
	http2.SetHTTP2(true)
	for _, version := range []struct {
		name        string
		protocols   *http.Protocols
		connections int32 // what 100 requests, 5 at a time, may take
	}{
		{"HTTP/1.1", http1, fewConnections},
		{"HTTP/2.0", http2, 1},
	} {
		t.Run(version.name, func(t *testing.T) {
			everyRole(t, func(t *testing.T, w world, l link) {
				mux := http.NewServeMux()
				mux.HandleFunc("POST /", echoBody)
				mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) })
				server := startHTTP(t, l.listener, &http.Server{
					Handler: mux, TLSConfig: serverSide.Clone(), Protocols: version.protocols,
				})
				c := secureClient(t, l, version.protocols, clientSide.Clone())
				const url = "https://device.test/"
				resp, err := c.Get(url)
				check(t, err)
				got, err := io.ReadAll(resp.Body)
				if string(got) != version.name || err != nil {
					t.Errorf("the protocol is %q, %v", got, err)
				}
				check(t, resp.Body.Close())
				postMany(t, c, l, url, 100, 5, 500)
				postMany(t, c, l, url, 1, 1, 1<<20)
				if n := server.connections.Load(); n > version.connections {
					t.Errorf("the requests made %d connections, want at most %d", n, version.connections)
				}
			})
		})
	}
}

// A client that does not trust the server sends it no request.
func TestHTTPSOfAStranger(t *testing.T) {
	_, serverSide := tlsConfigs(t)
	everyRole(t, func(t *testing.T, w world, l link) {
		startHTTP(t, l.listener, &http.Server{
			Handler:   http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the request was served") }),
			TLSConfig: serverSide.Clone(),
		})
		err := post(secureClient(t, l, nil, &tls.Config{}), "https://device.test/", []byte("a secret"))
		if !isStranger(err) {
			t.Errorf("%v, want an x509.UnknownAuthorityError", err)
		}
	})
}
