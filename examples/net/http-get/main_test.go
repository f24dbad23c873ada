package main

import (
	"context"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const server = "server   http://peer.example.test:<port>/ on 127.0.0.1:<port>\n"

const get = `get      http://peer.example.test:<port>/get?name=John+Doe&occupation=gardener

HTTP/1.1 200 OK
Content-Length: <n>
Content-Type: application/json
Date: <date>

{
  "method": "GET",
  "url": "http://peer.example.test:<port>/get?name=John+Doe&occupation=gardener",
  "origin": "127.0.0.1:<port>",
  "args": {
    "name": "John Doe",
    "occupation": "gardener"
  },
  "headers": {
    "Accept-Encoding": "gzip",
    "User-Agent": "Go-http-client/1.1"
  }
}
`

func TestGet(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+server+get)
	for _, firmware := range []string{"1.3", "1.7", "2.2.1"} {
		address := "emulator:?firmware=" + firmware
		online := strings.Replace(boardtest.Online, "emulator:", address, 1)
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address), online+server+get)
	}
}

func TestHTTPS(t *testing.T) {
	head, rest, _ := strings.Cut(strings.ReplaceAll(server+get, "http://", "https://"), "\n\n")
	secured := "\nsecured  by TLS 1.3, <any>; the certificate is one of CN=peer.example.test\n\n"
	boardtest.Done(t, boardtest.Run(t, program(), "--https"), boardtest.Online+head+secured+rest)
}

func TestAgainAndAgain(t *testing.T) {
	want := boardtest.Online + server + "\n-------- 1 --------\n" + get + "\n-------- 2 --------\n" + get
	boardtest.Done(t, boardtest.Run(t, program(), "--count", "2", "--interval", "0s"), want)
}

// Until Control-C, which is no failure.
func TestEndless(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var asked atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 3 {
			cancel()
		}
		http.Error(w, "come back later", http.StatusServiceUnavailable)
	}))
	defer site.Close()
	r := boardtest.RunContext(ctx, program(), "--count", "0", "--interval", "0s", "--url", site.URL)
	if r.Code != board.Done || !strings.HasPrefix(r.Log, strings.Repeat("the server answered 503 Service Unavailable\n", 2)) {
		t.Errorf("exit %d, standard error:\n%s", r.Code, r.Log)
	}
}

// What goes wrong in the module costs time, not the page.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, faults := range []string{"busy=0.05,seed=3", "stray-busy=0.1,seed=1", "delay=0.2,delay-for=1ms,seed=5"} {
		boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+server+get)
	}
}

// A connection that is lost before the answer is made anew.
func TestLostConnection(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, "at last\n")
	}))
	defer site.Close()
	boardtest.Done(t, boardtest.Run(t, program(), "--url", site.URL+"/page"), boardtest.Online+`get      http://127.0.0.1:<port>/page
again    Get "http://127.0.0.1:<port>/page": EOF

HTTP/1.1 200 OK
Content-Length: 8
Content-Type: text/plain; charset=utf-8
Date: <date>

at last
`)
	const faults = "close-link=1,seed=3"
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", site.URL+"/page", "--fault", faults), board.Failed, "http-get: Get \"http://127.0.0.1:<port>/page\": <any>")
}

// A long page is cut, and so are its long lines, and nothing of it steers the terminal.
func TestLongPage(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Del("Date")
		io.WriteString(w, "<b>\x1b[31mred\x1b[0m</b>\n"+strings.Repeat("x", 200)+"\n"+strings.Repeat("a line of the page\n", 5000))
	}))
	defer site.Close()
	boardtest.Done(t, boardtest.Run(t, program(), "--url", site.URL), boardtest.Online+"get      http://127.0.0.1:<port>\n"+`
HTTP/1.1 200 OK
Content-Type: text/html
Date: <date>

<b>[31mred[0m</b>
`+strings.Repeat("x", 100)+"…\n"+strings.Repeat("a line of the page\n", 38)+"… and 94278 bytes more\n")
}

// The password in a URL is printed nowhere.
func TestPasswordInTheURL(t *testing.T) {
	r := boardtest.Run(t, program(), "--url", "http://user:hidden@"+boardtest.Nobody(t)+"/")
	if r.Code != board.Failed || strings.Contains(r.Out+r.Log, "hidden") || !strings.Contains(r.Out, "get      http://user:xxxxx@127.0.0.1:") {
		t.Errorf("exit %d, standard error:\n%s\nprinted:\n%s", r.Code, r.Log, r.Out)
	}
}

func TestAuthority(t *testing.T) {
	site := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "secret\n") }))
	site.Config.ErrorLog = log.New(io.Discard, "", 0) // it is refused
	site.StartTLS()
	defer site.Close()
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", site.URL), board.Failed,
		`http-get: Get "https://127.0.0.1:<port>": <any>x509: certificate signed by unknown authority: name the authority with --ca if you trust it`)
	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: site.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	r := boardtest.Run(t, program(), "--url", site.URL, "--ca", file)
	boardtest.Done(t, r, boardtest.Online+"get      https://127.0.0.1:<port>\nsecured  by TLS 1.3, <any>\n\nHTTP/1.1 200 OK\n<lines>\nsecret\n")
}

func TestMistakes(t *testing.T) {
	notPEM := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(notPEM, []byte("buy milk\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	boardtest.Mistake(t, program(), "a real module needs --url, such as http://example.org/", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(), `--url "ftp://b/": want http://HOST/ or https://HOST/`, "--url", "ftp://b/")
	boardtest.Mistake(t, program(), `--url "http://:80/": want http://HOST/ or https://HOST/`, "--url", "http://:80/")
	boardtest.Mistake(t, program(), `--url "http://[b/": missing ']' in host`, "--url", "http://[b/")
	boardtest.Mistake(t, program(), "--https is for the server of this program: write https in --url instead", "--url", "http://b/", "--https")
	boardtest.Mistake(t, program(), "--ca: open <any>", "--ca", filepath.Join(t.TempDir(), "none"))
	boardtest.Mistake(t, program(), "--ca <any>notes.txt: want certificates in PEM: -----BEGIN CERTIFICATE-----", "--ca", notPEM)
	boardtest.Mistake(t, program(), "--count -1: want 1 or more, or 0 for until Control-C", "--count", "-1")
	boardtest.Mistake(t, program(), "--interval -1s: want a duration such as 10s", "--interval", "-1s")
	boardtest.Mistake(t, program(), "unknown flag --ulr: did you mean --url?", "--ulr", "http://b/")
}

func TestServerAway(t *testing.T) {
	const local = " (the emulated module's network is this machine: peer.example.test and loopback addresses)"
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "http://"+boardtest.Nobody(t)+"/"), board.Failed,
		"http-get: nobody listens at 127.0.0.1:<port>: check --url and whether the server runs"+local)
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "http://nowhere.test/"), board.Failed, "http-get: unknown host nowhere.test: check --url"+local)
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", "http://"+boardtest.Nobody(t)+"/", "--count", "2"), board.Failed, "http-get: nobody listens <any>")
	site := httptest.NewServer(http.NotFoundHandler())
	defer site.Close()
	r := boardtest.Run(t, program(), "--url", site.URL)
	boardtest.Fails(t, r, board.Failed, "http-get: the server answered 404 Not Found")
	if !strings.Contains(r.Out, "\n404 page not found\n") {
		t.Errorf("printed:\n%s", r.Out)
	}
}

// A server that takes the request and never answers.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer site.Close()
	boardtest.Fails(t, boardtest.Run(t, program(), "--url", site.URL, "--timeout", "500ms"), board.Failed,
		"http-get: not done in 500ms, --timeout allows more: <any>")
}
