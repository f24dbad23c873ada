package gonet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// webSockets returns both ends of a WebSocket.
func webSockets(t *testing.T, l link, mode websocket.CompressionMode) (client, server *websocket.Conn) {
	t.Helper()
	accepted := make(chan *websocket.Conn, 1)
	serveHTTP(t, l.listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"chat"}, CompressionMode: mode})
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}))
	client, _, err := websocket.Dial(t.Context(), "ws://device.test/", &websocket.DialOptions{
		HTTPClient: httpClient(t, l), Subprotocols: []string{"other", "chat"}, CompressionMode: mode,
	})
	check(t, err)
	server = <-accepted
	t.Cleanup(func() {
		client.CloseNow()
		server.CloseNow()
	})
	if got := client.Subprotocol(); got != "chat" {
		t.Errorf("the subprotocol is %q", got)
	}
	return client, server
}

// bothEnds runs a test of one end of a WebSocket against the other, with each end in turn.
func bothEnds(t *testing.T, test func(t *testing.T, near, far *websocket.Conn)) {
	t.Run("by the client", func(t *testing.T) {
		everyRole(t, func(t *testing.T, w world, l link) {
			client, server := webSockets(t, l, websocket.CompressionDisabled)
			test(t, client, server)
		})
	})
	t.Run("by the server", func(t *testing.T) {
		everyRole(t, func(t *testing.T, w world, l link) {
			client, server := webSockets(t, l, websocket.CompressionDisabled)
			test(t, server, client)
		})
	})
}

// echoMessages sends back what it reads. It returns why it cannot read any more.
func echoMessages(ctx context.Context, c *websocket.Conn) error {
	for {
		kind, message, err := c.Read(ctx)
		if err != nil {
			return err
		}
		if err := c.Write(ctx, kind, message); err != nil {
			return err
		}
	}
}

func TestWebSocketMessages(t *testing.T) {
	messages := []struct {
		kind websocket.MessageType
		data []byte
	}{
		{websocket.MessageText, []byte("hello")},
		{websocket.MessageText, []byte("grüße, +IPD,0,4:\r\nOK\r\n")},
		{websocket.MessageBinary, nil},
		{websocket.MessageBinary, noise(5, 100<<10)},
		{websocket.MessageText, []byte(strings.Repeat("so it goes, ", 10<<10))},
	}
	for name, mode := range map[string]websocket.CompressionMode{
		"plain": websocket.CompressionDisabled, "compressed": websocket.CompressionContextTakeover,
	} {
		t.Run(name, func(t *testing.T) {
			everyRole(t, func(t *testing.T, w world, l link) {
				client, server := webSockets(t, l, mode)
				client.SetReadLimit(1 << 20)
				server.SetReadLimit(1 << 20)
				echoed := make(chan error, 1)
				go func() { echoed <- echoMessages(t.Context(), server) }()
				for _, m := range messages {
					check(t, client.Write(t.Context(), m.kind, m.data))
					kind, data, err := client.Read(t.Context())
					if kind != m.kind || !bytes.Equal(data, m.data) || err != nil {
						t.Errorf("%d bytes of %v came back as %d bytes of %v, %v", len(m.data), m.kind, len(data), kind, err)
					}
				}
				check(t, client.Close(websocket.StatusNormalClosure, ""))
				<-echoed
			})
		})
	}
}

// Pings are answered while messages of many frames go both ways.
func TestWebSocketPing(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		client, server := webSockets(t, l, websocket.CompressionDisabled)
		const messages = 20
		data := noise(6, 10<<10)
		var wg sync.WaitGroup
		for _, c := range []*websocket.Conn{client, server} {
			wg.Go(func() {
				for range messages {
					if err := c.Write(t.Context(), websocket.MessageBinary, data); err != nil {
						t.Error(err)
					}
					if err := c.Ping(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
			wg.Go(func() {
				for range messages {
					if _, got, err := c.Read(t.Context()); !bytes.Equal(got, data) || err != nil {
						t.Errorf("%d bytes, %v", len(got), err)
					}
				}
				c.CloseRead(t.Context()) // goes on answering pings
			})
		}
		wg.Wait()
	})
}

// The code and the reason of an end are told to the other side, which confirms them.
func TestWebSocketClose(t *testing.T) {
	want := websocket.CloseError{Code: 4001, Reason: "out of tea"}
	bothEnds(t, func(t *testing.T, near, far *websocket.Conn) {
		ended := make(chan error, 1)
		go func() { ended <- echoMessages(t.Context(), far) }()
		check(t, near.Close(want.Code, want.Reason))
		var got websocket.CloseError
		if err := <-ended; !errors.As(err, &got) || got != want {
			t.Errorf("the other side: %v, want %v", err, want)
		}
	})
}

// A side that goes away without a word is told from one that closed.
func TestWebSocketIsCutOff(t *testing.T) {
	bothEnds(t, func(t *testing.T, near, far *websocket.Conn) {
		check(t, near.Write(t.Context(), websocket.MessageText, []byte("last words")))
		_, got, err := far.Read(t.Context())
		if string(got) != "last words" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		check(t, near.CloseNow())
		if _, _, err := far.Read(t.Context()); !errors.Is(err, io.EOF) || websocket.CloseStatus(err) != -1 {
			t.Errorf("the other side: %v, want %v and no status", err, io.EOF)
		}
	})
}

// A message that is too big is refused, and its sender is told.
func TestWebSocketTooBigAMessage(t *testing.T) {
	bothEnds(t, func(t *testing.T, near, far *websocket.Conn) {
		far.SetReadLimit(1000)
		read := make(chan error, 1)
		go func() { _, _, err := far.Read(t.Context()); read <- err }()
		check(t, near.Write(t.Context(), websocket.MessageBinary, make([]byte, 1001)))
		_, _, err := near.Read(t.Context())
		if got := websocket.CloseStatus(err); got != websocket.StatusMessageTooBig {
			t.Errorf("the sender: %v, want %v", err, websocket.StatusMessageTooBig)
		}
		if err := <-read; !errors.Is(err, websocket.ErrMessageTooBig) {
			t.Errorf("the reader: %v", err)
		}
	})
}

// A Read whose context ends while it waits returns, and its connection is closed.
func TestWebSocketReadIsCancelled(t *testing.T) {
	bothEnds(t, func(t *testing.T, near, far *websocket.Conn) {
		ctx, cancel := context.WithCancel(t.Context())
		read := make(chan error, 1)
		go func() { _, _, err := near.Read(ctx); read <- err }()
		gone := far.CloseRead(t.Context())
		check(t, far.Ping(t.Context())) // nobody but that Read answers it
		cancel()
		if err := <-read; !errors.Is(err, context.Canceled) && !errors.Is(err, net.ErrClosed) {
			t.Errorf("Read: %v", err)
		}
		<-gone.Done()
	})
}

// A request that is no handshake is refused over the same listener that takes handshakes.
func TestWebSocketIsRefused(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /private", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
		mux.HandleFunc("GET /chat", func(w http.ResponseWriter, r *http.Request) {
			if _, err := websocket.Accept(w, r, nil); err == nil {
				t.Error("a plain request was accepted")
			}
		})
		serveHTTP(t, l.listener, mux)
		c := httpClient(t, l)
		_, resp, err := websocket.Dial(t.Context(), "ws://device.test/private", &websocket.DialOptions{HTTPClient: c})
		if err == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("Dial: %v", err)
		}
		resp, err = c.Get(anyURL + "chat")
		check(t, err)
		check(t, resp.Body.Close())
		if resp.StatusCode != http.StatusUpgradeRequired {
			t.Errorf("a plain request is answered %s", resp.Status)
		}
	})
}
