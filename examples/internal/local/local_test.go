package local_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"drivergen/examples/internal/local"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp4", local.Loopback)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func dial(t *testing.T, l net.Listener) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// Each connection has a goroutine of its own and is closed after that, and the end of the context ends those that wait.
func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l, ended := listen(t), make(chan error, 1)
	const clients = 3
	var waiting sync.WaitGroup
	waiting.Add(clients)
	go func() {
		ended <- local.Serve(ctx, l, func(conn net.Conn) {
			line := make([]byte, 5)
			if _, err := io.ReadFull(conn, line); err == nil && string(line) == "leave" {
				return
			}
			waiting.Done()
			io.Copy(io.Discard, conn)
		})
	}()
	for range clients {
		io.WriteString(dial(t, l), "stay.")
	}
	waiting.Wait()
	leaves := dial(t, l)
	io.WriteString(leaves, "leave")
	if n, err := leaves.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("%d, %v", n, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if conn, err := net.Dial("tcp", l.Addr().String()); err == nil {
		conn.Close()
		t.Error("it still listens")
	}
}

// failing is a listener that fails after the first connection.
type failing struct {
	net.Listener
	accepted bool
}

var errGone = errors.New("the module is gone")

func (f *failing) Accept() (net.Conn, error) {
	if f.accepted {
		return nil, errGone
	}
	f.accepted = true
	return f.Listener.Accept()
}

// A listener that fails ends its connections, and one that somebody closes is the end.
func TestServeEnds(t *testing.T) {
	l := listen(t)
	client := dial(t, l)
	if err := local.Serve(t.Context(), &failing{Listener: l}, func(conn net.Conn) { io.Copy(io.Discard, conn) }); err != errGone {
		t.Error(err)
	}
	if _, err := client.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}
	closed := listen(t)
	closed.Close()
	if err := local.Serve(t.Context(), closed, func(net.Conn) {}); err != nil {
		t.Error(err)
	}
}

// Stop tells why a server took no more connections.
func TestTCPServer(t *testing.T) {
	l := listen(t)
	s := local.StartTCP(l, func(conn net.Conn) { io.Copy(conn, conn) })
	client := dial(t, l)
	io.WriteString(client, "hello")
	if back := make([]byte, 5); s.Addr() != l.Addr() {
		t.Errorf("it listens at %v, want %v", s.Addr(), l.Addr())
	} else if _, err := io.ReadFull(client, back); err != nil || string(back) != "hello" {
		t.Errorf("%q, %v", back, err)
	}
	for range 2 {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	}
	if _, err := client.Read(make([]byte, 1)); err == nil {
		t.Error("the connection is still open")
	}

	l = listen(t)
	client = dial(t, l)
	s = local.StartTCP(&failing{Listener: l}, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	client.Read(make([]byte, 1)) // until the listener has failed
	if err := s.Stop(); !errors.Is(err, errGone) {
		t.Errorf("Stop: %v, want %v", err, errGone)
	}
}

func TestHTTP(t *testing.T) {
	s, err := local.StartHTTP("www.example.test", nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Host) }))
	if err != nil {
		t.Fatal(err)
	}
	if url := s.URL("/page"); !strings.HasPrefix(url, "http://www.example.test:") || !strings.HasSuffix(url, "/page") || url != "http://"+s.HostPort()+"/page" {
		t.Error(url)
	}
	var client http.Client
	defer client.CloseIdleConnections()
	response, err := client.Get("http://" + s.Addr().String() + "/")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil || string(text) != s.Addr().String() {
		t.Errorf("%q, %v", text, err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}
