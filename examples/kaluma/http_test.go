package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The web server of module http speaks HTTP as RFC 9112 has it, on the wire.
func TestHTTPOnTheWire(t *testing.T) {
	addr, _ := serving(t, "web", "stay")
	tests := []struct {
		name, send string
		want       []string // the status and the body of each response
		close      bool     // the server then closes
	}{
		{"two at once", "GET /nowhere HTTP/1.1\r\nHost: m\r\n\r\nPOST /upper HTTP/1.1\r\nHost: m\r\nContent-Length: 3\r\n\r\nabc",
			[]string{"404 There is no such page.\n", "200 ABC"}, false},
		{"in pieces", "POST /upper HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\nTrailer: t\r\n\r\n", []string{"200 ABC"}, false},
		{"head alone", "HEAD /nowhere HTTP/1.1\r\nHost: m\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: m\r\n\r\n", []string{"404 ", "404 There is no such page.\n"}, false},
		{"expecting", "POST /upper HTTP/1.1\r\nHost: m\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx", []string{"100 ", "200 X"}, false},
		{"the last", "GET /nowhere HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n", []string{"404 There is no such page.\n"}, true},
		{"old", "POST /upper HTTP/1.0\r\nContent-Length: 1\r\n\r\nx", []string{"200 X"}, true},
		{"no request", "hello\r\n\r\n", []string{"400 "}, true},
		{"no header", "GET / HTTP/1.1\r\nno header\r\n\r\n", []string{"400 "}, true},
		{"no length", "POST / HTTP/1.1\r\nHost: m\r\nContent-Length: -1\r\n\r\n", []string{"400 "}, true},
		{"no encoding", "POST / HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: gzip\r\n\r\n", []string{"501 "}, true},
		{"too much", "GET / HTTP/1.1\r\nHost: m\r\nX: " + strings.Repeat("x", 20_000) + "\r\n\r\n", []string{"431 "}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, test.send); err != nil {
				t.Fatal(err)
			}
			reader := bufio.NewReader(conn)
			for _, want := range test.want {
				method, _, _ := strings.Cut(test.send, " ")
				if want != test.want[0] {
					method = http.MethodGet
				}
				response, err := http.ReadResponse(reader, &http.Request{Method: method})
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(response.Body)
				if got := response.Status[:4] + string(body); err != nil || got != want {
					t.Errorf("got %q, %v, want %q", got, err, want)
				}
			}
			if test.close {
				if rest, err := io.ReadAll(reader); err != nil || len(rest) > 0 {
					t.Errorf("then comes %q, %v", rest, err)
				}
			}
		})
	}
}

// The client of module http understands the ways in which a response tells its length, and leaves bytes as they are.
func TestHTTPClient(t *testing.T) {
	large := strings.Repeat("0123456789abcdef", 8192)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/length":
			io.WriteString(w, "length")
		case "/chunks":
			for _, part := range []string{"chu", "nks"} {
				io.WriteString(w, part)
				w.(http.Flusher).Flush()
			}
		case "/close", "/broken":
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			if r.URL.Path == "/close" {
				io.WriteString(conn, "HTTP/1.0 200 OK\r\n\r\nuntil the end")
			} else {
				io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
			}
		case "/empty":
			w.WriteHeader(http.StatusNoContent)
		case "/echo":
			w.Header().Set("X-Name", r.Header.Get("X-Name"))
			io.Copy(w, r.Body)
		case "/large":
			io.WriteString(w, large)
		}
	}))
	defer server.Close()
	sum := func(text string) string {
		n := 0
		for _, b := range []byte(text) {
			n = (n*31 + int(b)) % 65521
		}
		return fmt.Sprintf("%d %d", len(text), n)
	}
	var bytes [256]byte
	for i := range bytes {
		bytes[i] = byte(i)
	}
	out, log, code := kaluma(t, "testdata/fetch.js", strings.Replace(server.Listener.Addr().String(), "127.0.0.1", peerHost, 1))
	if code != 0 || log != "" {
		t.Fatalf("exit %d, standard error:\n%s", code, log)
	}
	wants(t, out,
		`GET /length: 200  `+sum("length"), `GET /chunks: 200  `+sum("chunks"), `GET /close: 200  `+sum("until the end"),
		`HEAD /length: 200  0 0`, `GET /empty: 204  0 0`, `POST /echo: 200  `+sum(string(bytes[:])), `PUT /echo: 200 value `+sum("é"),
		`GET /large: 200  `+sum(large), `GET /broken: ECONNRESET|GET /broken: the connection was closed within a message`)
}
