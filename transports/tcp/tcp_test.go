package tcp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"drivergen/transports/tcp"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bridge listens as ser2net does, and gives the port that was dialled and the
// bridge's side of it.
func bridge(t *testing.T, network string) (*tcp.Conn, net.Conn) {
	t.Helper()
	address := "127.0.0.1:0"
	if network == "unix" {
		address = filepath.Join(t.TempDir(), "s")
	}
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dial := tcp.Dial
	if network == "unix" {
		dial = tcp.DialUnix
	}
	port, err := dial(t.Context(), l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { port.Close() })
	far, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close() })
	if want := network + ":" + l.Addr().String(); port.String() != want {
		t.Errorf("String() = %s, want %s", port, want)
	}
	return port, far
}

func both(t *testing.T, test func(t *testing.T, port *tcp.Conn, far net.Conn)) {
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) {
			port, far := bridge(t, network)
			test(t, port, far)
		})
	}
}

func TestBytesGoBothWays(t *testing.T) {
	both(t, func(t *testing.T, port *tcp.Conn, far net.Conn) {
		all := make([]byte, 256) // telnet's 0xff and NUL included
		for i := range all {
			all[i] = byte(i)
		}
		got := make([]byte, len(all))
		for _, way := range []struct{ from, to io.ReadWriter }{{port, far}, {far, port}} {
			if _, err := way.from.Write(all); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(way.to, got); err != nil || !bytes.Equal(got, all) {
				t.Fatalf("got %x, %v", got, err)
			}
		}
	})
}

func TestPeerThatCloses(t *testing.T) {
	both(t, func(t *testing.T, port *tcp.Conn, far net.Conn) {
		far.Write([]byte("bye"))
		far.Close()
		got, err := io.ReadAll(port)
		if string(got) != "bye" {
			t.Errorf("read %q before the end, want bye", got)
		}
		wantGone(t, err, port.String()+": the peer closed the connection")
	})
}

func TestPeerThatResets(t *testing.T) {
	port, far := bridge(t, "tcp")
	far.(*net.TCPConn).SetLinger(0) // close with RST
	far.Close()
	_, err := port.Read(make([]byte, 1))
	wantGone(t, err, port.String()+": the peer reset the connection")
	_, err = port.Write([]byte("AT"))
	wantGone(t, err, port.String()+": the peer closed the connection")
}

func TestWriteToAPeerThatIsGone(t *testing.T) {
	both(t, func(t *testing.T, port *tcp.Conn, far net.Conn) {
		far.Close()
		// TCP hears of it with the answer to the first write; reading waits for that.
		var err error
		for err == nil {
			if _, err = port.Write([]byte("AT\r\n")); err == nil {
				port.Read(make([]byte, 1))
			}
		}
		if !errors.Is(err, io.EOF) || !strings.HasPrefix(err.Error(), port.String()+": the peer ") {
			t.Errorf("Write = %v, want that the peer is gone", err)
		}
	})
}

func wantGone(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || err.Error() != text || !errors.Is(err, io.EOF) {
		t.Errorf("error %v (io.EOF: %v), want %s", err, errors.Is(err, io.EOF), text)
	}
}

func TestCloseReleasesRead(t *testing.T) {
	both(t, func(t *testing.T, port *tcp.Conn, far net.Conn) {
		errs := make(chan error)
		reading := make(chan struct{})
		go func() {
			buf := make([]byte, 1)
			port.Read(buf)
			close(reading)
			_, err := port.Read(buf)
			errs <- err
		}()
		far.Write([]byte("x"))
		<-reading
		if err := port.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		want := port.String() + ": file already closed"
		if err := <-errs; !errors.Is(err, fs.ErrClosed) || errors.Is(err, io.EOF) || err.Error() != want {
			t.Errorf("Read = %v, want %s", err, want)
		}
		if _, err := port.Write([]byte("x")); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("Write = %v, want fs.ErrClosed", err)
		}
		if err := port.Close(); err != nil {
			t.Errorf("second Close: %v", err)
		}
	})
}

func TestDialErrors(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free := l.Addr().String()
	l.Close()
	absent := filepath.Join(t.TempDir(), "absent")
	tests := []struct {
		name string
		dial func(context.Context, string) (*tcp.Conn, error)
		to   string
		want []string
	}{
		{"refused", tcp.Dial, free, []string{"tcp:" + free, "refused", "is the bridge running"}},
		{"port out of range", tcp.Dial, "127.0.0.1:70000", []string{"tcp:127.0.0.1:70000", "invalid port"}},
		{"no port", tcp.Dial, "localhost", []string{"want HOST:PORT", "missing port"}},
		{"IPv6 without brackets", tcp.Dial, "fe80::1:23", []string{"want HOST:PORT", "too many colons", "tcp:[fe80::1%eth0]:23"}},
		{"no socket", tcp.DialUnix, absent, []string{"unix:" + absent, "no such file", "is the program running"}},
		{"no path", tcp.DialUnix, "", []string{"want unix:PATH"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			port, err := tt.dial(t.Context(), tt.to)
			if err == nil {
				port.Close()
				t.Fatal("no error")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
		})
	}
}

func TestDialHonoursTheContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	for _, dial := range []func(context.Context, string) (*tcp.Conn, error){tcp.Dial, tcp.DialUnix} {
		_, err := dial(ctx, "127.0.0.1:9")
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no answer") {
			t.Errorf("error %v, want context.DeadlineExceeded", err)
		}
	}
}
