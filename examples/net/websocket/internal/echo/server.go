// Package echo is what the WebSocket programs share: a server that sends back what it is sent, and a conversation with it.
package echo

import (
	"net/http"

	"github.com/coder/websocket"
)

// MaxMessage is how long a message may be, in bytes.
const MaxMessage = 32 << 10

// Handler sends every client back what it sends, message by message, until the client closes or is gone. Told, where it
// is not nil, is called with each message.
func Handler(told func(r *http.Request, kind websocket.MessageType, message []byte)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return // Accept has answered why
		}
		defer conn.CloseNow()
		conn.SetReadLimit(MaxMessage)
		for {
			kind, message, err := conn.Read(r.Context())
			if err != nil {
				return
			}
			if told != nil {
				told(r, kind, message)
			}
			if err := conn.Write(r.Context(), kind, message); err != nil {
				return
			}
		}
	})
}
