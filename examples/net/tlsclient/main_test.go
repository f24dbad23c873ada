package main

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const server = "server   https://peer.example.test:<port>/ on 127.0.0.1:<port>\n"

const page = `get      /
received 141 bytes

HTTP/1.1 200 OK
Content-Type: text/plain; charset=utf-8
Date: <date>
Content-Length: 6
Connection: close

hello
`

const dial = "dial     peer.example.test:<port>\nsecured  "

// Who made TLS, as the program tells it.
const (
	byHost     = dial + "by TLS 1.3, TLS_<any>; the certificate is one of CN=peer.example.test\n"
	byModule   = dial + "by the module, which believes any certificate: --verify has it check\n"
	byVerifier = dial + "by the module, which checked the certificate\n"
)

func TestPage(t *testing.T) {
	t.Parallel()
	for _, firmware := range []string{"1.3", "1.7", "2.2"} {
		address := "emulator:?firmware=" + firmware
		online := strings.Replace(boardtest.Online, "emulator:", address, 1)
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address), online+server+byHost+page)
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address, "--tls", "module"), online+server+byModule+page)
	}
	boardtest.Done(t, boardtest.Run(t, program(), "--tls", "module", "--verify"), boardtest.Online+server+byVerifier+page)
}

// TestSlowAcknowledgement: the peer answers and closes at once, and the module says later that the request arrived.
func TestSlowAcknowledgement(t *testing.T) {
	t.Parallel()
	address := "emulator:?firmware=1.7&timing=ack=30ms"
	online := strings.Replace(boardtest.Online, "emulator:", address, 1)
	boardtest.Done(t, boardtest.Run(t, program(), "--port", address), online+server+byHost+page)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, on := range []string{"host", "module"} {
		for _, faults := range []string{"busy=0.05,seed=3", "send-fail=0.4,seed=3", "close-link=0.05,seed=8"} {
			r := boardtest.Run(t, program(), "--tls", on, "--fault", faults)
			if r.Code != board.Done || !boardtest.Matches(r.Out, boardtest.OnlineWith(faults)+server+"<lines>"+page) {
				t.Errorf("%s, %s: exit %d, standard error:\n%s\nprinted:\n%s", on, faults, r.Code, r.Log, r.Out)
			}
		}
	}
}

// Whom each of the two believes.
func TestStranger(t *testing.T) {
	site := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "secret\n") }))
	site.Config.ErrorLog = log.New(io.Discard, "", 0) // it is refused
	site.StartTLS()
	defer site.Close()
	address := site.Listener.Addr().String()
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", address), board.Failed,
		"tlsclient: <any>x509: certificate signed by unknown authority: name the authority with --ca if you trust it")
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", address, "--tls", "module", "--verify"), board.Failed,
		"tlsclient: <any>the server's certificate is not signed by the authority in the module's flash; the module does not tell which<any>: check --server")

	file := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: site.Certificate().Raw})
	if err := os.WriteFile(file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"--ca", file}, {"--tls", "module"}} {
		r := boardtest.Run(t, program(), append(args, "--server", address)...)
		boardtest.Done(t, r, boardtest.Online+"dial     "+address+"\nsecured  by <any>\nget      /\nreceived <n> bytes\n\n<lines>\nsecret\n")
	}
}

// A server without TLS, and none.
func TestNoTLS(t *testing.T) {
	site := httptest.NewServer(http.NotFoundHandler())
	defer site.Close()
	plain := site.Listener.Addr().String()
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", plain), board.Failed, "tlsclient: tls: first record does not look like a TLS handshake: does the server speak TLS at this port?")
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", plain, "--tls", "module"), board.Failed,
		"tlsclient: <any>the peer refused the connection, or the TLS handshake failed; the module does not tell which<any>: check --server")
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", boardtest.Nobody(t)), board.Failed, "tlsclient: nobody listens at 127.0.0.1:<port>: <any>")
	for _, on := range []string{"host", "module"} {
		boardtest.Fails(t, boardtest.Run(t, program(), "--server", "nowhere.test:443", "--tls", on), board.Failed, "tlsclient: unknown host nowhere.test: check --server <any>")
	}
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "a real module needs --server HOST:PORT, such as example.org:443", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(), `--tls "chip": want host or module`, "--tls", "chip")
	boardtest.Mistake(t, program(), "--verify is for --tls module: this machine always checks", "--verify")
	boardtest.Mistake(t, program(), "--ca is for --tls host: the module has its authorities in its flash", "--tls", "module", "--ca", "file")
	boardtest.Mistake(t, program(), "--ca: open <any>", "--ca", filepath.Join(t.TempDir(), "none"))
}
