package web

import (
	"crypto/tls"
	"net/http"

	"drivergen/examples/internal/local"
	"drivergen/examples/net/internal/board"
)

// StartServer starts a web server beside the emulated module. With secure it speaks HTTPS, with the certificate of board.PeerHost.
func StartServer(secure bool, handler http.Handler) (*local.HTTPServer, error) {
	var certificate *tls.Certificate
	if secure {
		own := board.Certificate()
		certificate = &own
	}
	return local.StartHTTP(board.PeerHost, certificate, handler)
}
