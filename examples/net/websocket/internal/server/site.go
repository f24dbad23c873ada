package server

import (
	_ "embed"
	"net/http"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/websocket/internal/echo"

	"github.com/coder/websocket"
)

//go:embed page.html
var page []byte

// newSite serves the page and the echo. With tell it tells of each message.
func newSite(b *board.Board, tell bool) http.Handler {
	var told func(*http.Request, websocket.MessageType, []byte)
	if tell {
		told = func(r *http.Request, kind websocket.MessageType, message []byte) {
			if kind == websocket.MessageBinary {
				b.Step("message", "of %d bytes from %s", len(message), r.RemoteAddr)
				return
			}
			b.Step("message", "from %s: %s", r.RemoteAddr, console.Printable(string(message)))
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /echo", echo.Handler(told))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(page)
	})
	return mux
}
