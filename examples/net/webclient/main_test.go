package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/peer"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const server = "server   http://peer.example.test:<port>/ on 127.0.0.1:<port>\n"

const page = `dial     peer.example.test:<port>
get      /
received 141 bytes

HTTP/1.1 200 OK
Content-Type: text/plain; charset=utf-8
Date: <date>
Content-Length: 6
Connection: close

hello
`

func TestPage(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+server+page)
	const faults = "busy=0.05,seed=3"
	boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+server+page)
	boardtest.Done(t, boardtest.Run(t, program(), "--count", "2", "--interval", "0s"),
		boardtest.Online+server+"\n-------- 1 --------\n"+page+"\n-------- 2 --------\n"+page)
}

// serve starts a server of connections and returns where it is.
func serve(t *testing.T, handler func(net.Conn)) string {
	t.Helper()
	s, err := peer.Serve(handler)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s.Addr().String()
}

// What is asked is a request that net/http reads, and what is answered is printed whatever it is.
func TestRequest(t *testing.T) {
	requests := make(chan *http.Request, 1)
	address := serve(t, func(conn net.Conn) {
		request, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			t.Error(err)
		}
		requests <- request
		io.WriteString(conn, "I speak no HTTP,\x1b[31m but\tgood day\r\n"+strings.Repeat(".\n", 100))
	})
	r := boardtest.Run(t, program(), "--server", address, "--path", "/a?b=c%20d")
	boardtest.Done(t, r, boardtest.Online+"dial     "+address+"\nget      /a?b=c%20d\nreceived 236 bytes\n\nI speak no HTTP,[31m but good day\n"+
		strings.Repeat(".\n", 39)+"… and 122 bytes more\n")
	request := <-requests
	if request.Host != address || request.URL.String() != "/a?b=c%20d" || !request.Close || request.UserAgent() != "drivergen" {
		t.Errorf("asked %+v", request)
	}
}

// A connection that ends without an answer is made anew, a few times.
func TestLostConnection(t *testing.T) {
	t.Parallel()
	var conns atomic.Int32
	address := serve(t, func(conn net.Conn) {
		if conns.Add(1) == 2 {
			http.ReadRequest(bufio.NewReader(conn))
			io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n")
		}
	})
	r := boardtest.Run(t, program(), "--server", address)
	if r.Code != board.Done || !strings.Contains(r.Out, "\nagain    ") || !strings.HasSuffix(r.Out, "\nHTTP/1.1 204 No Content\n\n") {
		t.Errorf("exit %d, standard error:\n%s\nprinted:\n%s", r.Code, r.Log, r.Out)
	}
	r = boardtest.Run(t, program(), "--server", address)
	if n := strings.Count(r.Out, "\nagain    "); r.Code != board.Failed || n != 3 {
		t.Errorf("exit %d, tried again %d times, standard error:\n%s", r.Code, n, r.Log)
	}
}

// A server that takes the connection and says nothing.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	address := serve(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", address, "--timeout", "500ms"), board.Failed,
		"webclient: not done in 500ms, --timeout allows more<any>")
}

// Somebody who does not wait for it.
func TestInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	address := serve(t, func(conn net.Conn) {
		http.ReadRequest(bufio.NewReader(conn))
		interrupt()
		io.Copy(io.Discard, conn)
	})
	boardtest.Fails(t, boardtest.RunContext(ctx, program(), "--server", address), board.Failed, "webclient: interrupted")
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "a real module needs --server HOST:PORT, such as example.org:80", "--port", "tcp:h:1", "--ssid", "a")
	for _, wrong := range []string{"example.org", ":80", "http://example.org/"} {
		boardtest.Mistake(t, program(), `--server "`+wrong+`": want HOST:PORT, such as example.org:80`, "--server", wrong)
	}
	for _, wrong := range []string{"h:0", "h:65536", "h:http"} {
		boardtest.Mistake(t, program(), `--server "`+wrong+`": want a port from 1 to 65535`, "--server", wrong)
	}
	for _, wrong := range []string{"", "index.html", "/a b", "http://h/", "/\n"} {
		boardtest.Fails(t, boardtest.Run(t, program(), "--path", wrong), board.Usage, "webclient: --path <any>: want the path of a URL, such as /index.html (webclient -h tells more)")
	}
	boardtest.Mistake(t, program(), "--count -1: want 1 or more, or 0 for until Control-C", "--count", "-1")
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", boardtest.Nobody(t)), board.Failed, "webclient: nobody listens at 127.0.0.1:<port>: check --server and whether the server runs <any>")
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", "nowhere.test:80"), board.Failed, "webclient: unknown host nowhere.test: check --server <any>")
}
