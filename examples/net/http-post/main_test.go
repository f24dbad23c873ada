package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const post = `server   http://peer.example.test:<port>/ on 127.0.0.1:<port>
post     http://peer.example.test:<port>/post

HTTP/1.1 200 OK
Content-Length: <n>
Content-Type: application/json
Date: <date>

{
  "method": "POST",
  "url": "http://peer.example.test:<port>/post",
  "origin": "127.0.0.1:<port>",
  "headers": {
    "Accept-Encoding": "gzip",
    "Content-Length": "43",
    "Content-Type": "application/json",
    "User-Agent": "Go-http-client/1.1"
  },
  "json": {
    "name": "John Doe",
    "occupation": "gardener"
  }
}
`

func TestPost(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+post)
	const faults = "busy=0.05,seed=3"
	boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+post)
}

// A document that takes many packets arrives whole.
func TestLongDocument(t *testing.T) {
	document := `["` + strings.Repeat("so long ", 4000) + `"]`
	got := make(chan string, 1)
	site := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- string(body)
	}))
	defer site.Close()
	r := boardtest.Run(t, program(), "--url", site.URL, "--json", document)
	if r.Code != board.Done {
		t.Fatalf("exit %d, %s", r.Code, r.Log)
	}
	if text := <-got; text != document {
		t.Errorf("the server read %d bytes of %d", len(text), len(document))
	}
}

// What the server may have acted on is not posted again.
func TestPostsOnce(t *testing.T) {
	var posts atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		posts.Add(1)
		panic(http.ErrAbortHandler)
	}))
	defer site.Close()
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", site.URL), board.Failed, `http-post: Post "http://127.0.0.1:<port>": EOF`)
	if n := posts.Load(); n != 1 {
		t.Errorf("posted %d times", n)
	}
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "a real module needs --url, such as http://example.org/", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(), `--json "{name: John}": invalid character 'n' looking for beginning of object key string`, "--json", "{name: John}")
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "http://"+boardtest.Nobody(t)), board.Failed, "http-post: nobody listens at 127.0.0.1:<port>: <any>")
}
