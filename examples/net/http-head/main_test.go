package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const head = `server   http://peer.example.test:<port>/ on 127.0.0.1:<port>
head     http://peer.example.test:<port>/

HTTP/1.1 200 OK
Content-Length: 6
Content-Type: text/plain; charset=utf-8
Date: <date>
`

func TestHead(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+head)
}

func TestFaults(t *testing.T) {
	for _, faults := range []string{"busy=0.05,seed=3", "send-fail=0.5,seed=3"} {
		r := boardtest.Run(t, program(), "--fault", faults)
		if r.Code != board.Done || !boardtest.Matches(r.Out, boardtest.OnlineWith(faults)+"<lines>HTTP/1.1 200 OK\n<lines>") {
			t.Errorf("%s: exit %d, standard error:\n%s\nprinted:\n%s", faults, r.Code, r.Log, r.Out)
		}
	}
}

func TestAnswersOfAnotherServer(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			t.Errorf("asked %s", r.Method)
		}
		w.Header()["Set-Cookie"] = []string{"a=1", "b=2"}
		w.WriteHeader(http.StatusNotFound)
	}))
	defer site.Close()
	r := boardtest.Run(t, program(), "--url", site.URL+"/none")
	boardtest.Fails(t, r, board.Failed, "http-head: the server answered 404 Not Found")
	if !boardtest.Matches(r.Out, boardtest.Online+"head     "+site.URL+"/none\n\nHTTP/1.1 404 Not Found\nDate: <date>\nSet-Cookie: a=1\nSet-Cookie: b=2\n") {
		t.Errorf("printed:\n%s", r.Out)
	}
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "a real module needs --url, such as http://example.org/", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "http://"+boardtest.Nobody(t)), board.Failed, "http-head: nobody listens at 127.0.0.1:<port>: <any>")
}
