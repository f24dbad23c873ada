package peer_test

import (
	"io"
	"net"
	"sync"
	"testing"

	"drivergen/examples/net/internal/peer"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Each client has a goroutine of its own, and Stop ends those that wait.
func TestServe(t *testing.T) {
	const clients = 5
	var started sync.WaitGroup
	started.Add(clients)
	s, err := peer.Serve(func(conn net.Conn) {
		started.Done()
		io.Copy(io.Discard, conn)
	})
	if err != nil {
		t.Fatal(err)
	}
	for range clients {
		conn, err := net.Dial("tcp", s.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	started.Wait()
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if conn, err := net.Dial("tcp", s.Addr().String()); err == nil {
		conn.Close()
		t.Error("it still listens")
	}
}

func TestAddress(t *testing.T) {
	for text, want := range map[peer.Address]string{"example.org:80": "example.org", "[2001:db8::1]:80": "2001:db8::1"} {
		if err := text.Check(false, "h:1"); err != nil || text.Host() != want {
			t.Errorf("%s: host %q, %v", text, text.Host(), err)
		}
	}
	for text, want := range map[peer.Address]string{
		"":             "a real module needs --server HOST:PORT, such as h:1",
		"example.org":  `--server "example.org": want HOST:PORT, such as h:1`,
		"h:1:2":        `--server "h:1:2": want HOST:PORT, such as h:1`,
		":80":          `--server ":80": want HOST:PORT, such as h:1`,
		"http://h:80/": `--server "http://h:80/": want HOST:PORT, such as h:1`,
		"h:-1":         `--server "h:-1": want a port from 1 to 65535`,
		"h:":           `--server "h:": want a port from 1 to 65535`,
	} {
		if err := text.Check(false, "h:1"); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", string(text), err, want)
		}
	}
	if none := peer.Address(""); none.Check(true, "h:1") != nil {
		t.Error("the emulated module has a server beside it")
	}
}
