package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/websocket/internal/echo"

	"github.com/coder/websocket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const server = "server   ws://peer.example.test:<port>/echo on 127.0.0.1:<port> sends back what it is sent\ndial     ws://peer.example.test:<port>/echo\n"

const talk = `talk      1  text      12 bytes came back: hello, world
talk      2  text      27 bytes came back: Grüße aus der Leitung ☎
talk      3  binary   336 bytes came back
talk      4  text       0 bytes came back
talk      5  text    3300 bytes came back: more than a module takes at once more th…
`

func TestDial(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+server+talk+"closed   5 messages over one connection\n")
	for _, firmware := range []string{"1.3", "1.7"} {
		address := "emulator:?firmware=" + firmware
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address),
			strings.Replace(boardtest.Online, "emulator:", address, 1)+server+talk+"closed   5 messages over one connection\n")
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, faults := range []string{"busy=0.05,seed=3", "close-link=0.02,seed=3", "reboot-after=7000", "send-fail=0.05,seed=5"} {
		t.Run(faults, func(t *testing.T) {
			boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+server+talk+"closed   5 messages over <any>\n")
		})
	}
	boardtest.Fails(t, boardtest.Run(t, program(), "--fault", "close-link=1,seed=1"), board.Failed, "dial: message 1: <any>")
}

// site is a server of a test.
func site(t *testing.T, handler http.HandlerFunc) string {
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return "ws" + strings.TrimPrefix(s.URL, "http")
}

// A server that closes after each message costs a connection for each.
func TestLostConnections(t *testing.T) {
	url := site(t, func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		if kind, message, err := conn.Read(r.Context()); err == nil {
			conn.Write(r.Context(), kind, message)
		}
	})
	boardtest.Done(t, boardtest.Run(t, program(), "--url", url, "--messages", "3"), boardtest.Online+"dial     ws://127.0.0.1:<port>\n<lines>closed   3 messages over 3 connections, <any>\n")
}

func TestServersThatDoNot(t *testing.T) {
	t.Parallel()
	const local = " (the emulated module's network is this machine: peer.example.test and loopback addresses)"
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "ws://"+boardtest.Nobody(t)+"/"), board.Failed,
		"dial: message 1: <any>nobody listens at 127.0.0.1:<port>: check --url and whether the server runs"+local)
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "ws://nowhere.test/"), board.Failed, "dial: message 1: <any>unknown host nowhere.test: check --url"+local)
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", site(t, http.NotFound)), board.Failed,
		"dial: message 1: ws://127.0.0.1:<port> answered 404 Not Found instead of a WebSocket: check --url")
	var asked atomic.Int32
	wrong := site(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer conn.CloseNow()
		conn.Read(r.Context())
		conn.Write(r.Context(), websocket.MessageText, []byte("no"))
		conn.Read(r.Context())
	})
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", wrong), board.Failed, "dial: message 1: what came back is not what was sent: text of 2 bytes for text of 12")
	if asked.Load() != 1 {
		t.Errorf("it asked %d times", asked.Load())
	}
	silent := site(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", silent, "--timeout", "500ms"), board.Failed, "dial: not done in 500ms, --timeout allows more<any>")
	secure := httptest.NewUnstartedServer(echo.Handler(nil))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "wss"+strings.TrimPrefix(secure.URL, "https")), board.Failed, "dial: message 1: <any>certificate signed by unknown authority")
}

// The password in a URL is printed nowhere.
func TestPasswordInTheURL(t *testing.T) {
	address := strings.TrimPrefix(site(t, http.NotFound), "ws://")
	for _, to := range []string{address, boardtest.Nobody(t)} {
		r := boardtest.Run(t, program(), "--url", "ws://lisa:hidden@"+to+"/")
		if r.Code != board.Failed || strings.Contains(r.Out+r.Log, "hidden") || !strings.Contains(r.Out, "dial     ws://lisa:xxxxx@127.0.0.1:") {
			t.Errorf("exit %d, standard error:\n%s\nprinted:\n%s", r.Code, r.Log, r.Out)
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	url := site(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	r := boardtest.RunContext(ctx, program(), "--url", url)
	boardtest.Fails(t, r, board.Failed, "dial: interrupted")
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "a real module needs --url, such as wss://echo.websocket.org/", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(), `--url "http://b/": want ws://HOST/ or wss://HOST/`, "--url", "http://b/")
	boardtest.Mistake(t, program(), `--url "ws://[b/": missing ']' in host`, "--url", "ws://[b/")
	boardtest.Mistake(t, program(), `--url "ws://b:0/": want a port from 1 to 65535`, "--url", "ws://b:0/")
	boardtest.Mistake(t, program(), "--messages 0: want from 1 to 1000", "--messages", "0")
}
