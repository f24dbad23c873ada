package gonet_test

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"drivergen/gonet"

	"go.uber.org/goleak"
)

// A makeListener returns a listener at an address, or at any for an empty one, and what
// connects to it: nettest's MakePipe, for listeners.
type makeListener func(t *testing.T, at string) (*gonet.TCPListener, func() (net.Conn, error))

// TestNettestListener does for listeners what nettest.TestConn does for connections, of
// which that package has nothing.
func TestNettestListener(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		testListener(t, func(t *testing.T, at string) (*gonet.TCPListener, func() (net.Conn, error)) {
			if at == "" {
				at = net.JoinHostPort(s.host, "0")
			}
			l, err := s.device.Listen("tcp", at)
			check(t, err)
			t.Cleanup(func() { l.Close() })
			seen := s.reach(l.Addr())
			return l.(*gonet.TCPListener), func() (net.Conn, error) { return s.dial("tcp", seen) }
		})
	})
}

func testListener(t *testing.T, listen makeListener) {
	tests := []struct {
		name string
		test func(t *testing.T, l *gonet.TCPListener, dial func() (net.Conn, error))
	}{
		{"Addr", testListenerAddr},
		{"Accept", testAccept},
		{"AcceptWaits", testAcceptWaits},
		{"ConcurrentAccepts", testConcurrentAccepts},
		{"PastDeadline", testAcceptPastDeadline},
		{"FutureDeadline", testAcceptFutureDeadline},
		{"DeadlineWakes", testDeadlineWakesAccepts},
		{"CloseWakes", testCloseWakesAccepts},
		{"Closed", testClosedListener},
		{"CloseEndsWaiting", testCloseEndsWaiting},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, dial := listen(t, "")
			tt.test(t, l, dial)
		})
	}
	t.Run("ListenAgain", func(t *testing.T) { testListenAgain(t, listen) })
	t.Run("NoGoroutineLeft", func(t *testing.T) { testListenerLeavesNothing(t, listen) })
}

func testListenerAddr(t *testing.T, l *gonet.TCPListener, _ func() (net.Conn, error)) {
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok || addr.Port == 0 {
		t.Fatalf("Addr() = %#v", l.Addr())
	}
	check(t, l.Close())
	if after := l.Addr().String(); after != addr.String() {
		t.Errorf("Addr() after Close = %s, was %s", after, addr)
	}
}

// connected returns both sides of a new connection.
func connected(t *testing.T, l net.Listener, dial func() (net.Conn, error)) (near, far net.Conn) {
	t.Helper()
	far, err := dial()
	check(t, err)
	t.Cleanup(func() { far.Close() })
	near, err = l.Accept()
	check(t, err)
	t.Cleanup(func() { near.Close() })
	return near, far
}

// talk sends a byte from the one to the other and another one back.
func talk(t *testing.T, a, b net.Conn) {
	t.Helper()
	for i, way := range []struct{ from, to net.Conn }{{a, b}, {b, a}} {
		_, err := way.from.Write([]byte{byte(i)})
		check(t, err)
		got := []byte{99}
		if _, err := io.ReadFull(way.to, got); err != nil || got[0] != byte(i) {
			t.Fatalf("read %d, %v; want %d", got[0], err, i)
		}
	}
}

func testAccept(t *testing.T, l *gonet.TCPListener, dial func() (net.Conn, error)) {
	for range 3 {
		near, far := connected(t, l, dial)
		if got, want := near.LocalAddr().(*net.TCPAddr).Port, l.Addr().(*net.TCPAddr).Port; got != want {
			t.Errorf("the connection's own port is %d, want the listener's, %d", got, want)
		}
		if got, want := near.RemoteAddr().(*net.TCPAddr).Port, far.LocalAddr().(*net.TCPAddr).Port; got != want {
			t.Errorf("the peer's port is %d, want %d", got, want)
		}
		talk(t, near, far)
		check(t, far.Close())
		check(t, near.Close())
	}
}

func testAcceptWaits(t *testing.T, l *gonet.TCPListener, dial func() (net.Conn, error)) {
	accepted := make(chan net.Conn, 1)
	go func() {
		near, err := l.Accept()
		if err != nil {
			t.Error(err)
		}
		accepted <- near
	}()
	far, err := dial()
	check(t, err)
	defer far.Close()
	if near := <-accepted; near != nil {
		defer near.Close()
		talk(t, far, near)
	}
}

// Each connection is given to one caller, whole.
func testConcurrentAccepts(t *testing.T, l *gonet.TCPListener, dial func() (net.Conn, error)) {
	const n = 4
	ids := make(chan byte, n)
	for range n {
		go func() {
			id := []byte{255}
			near, err := l.Accept()
			if err == nil {
				_, err = io.ReadFull(near, id)
				near.Close()
			}
			if err != nil {
				t.Error(err)
			}
			ids <- id[0]
		}()
	}
	for i := range n {
		far, err := dial()
		check(t, err)
		defer far.Close()
		_, err = far.Write([]byte{byte(i)})
		check(t, err)
	}
	seen := map[byte]int{}
	for range n {
		seen[<-ids]++
	}
	for i := range n {
		if seen[byte(i)] != 1 {
			t.Errorf("connection %d was accepted %d times", i, seen[byte(i)])
		}
	}
}

// A deadline in the past fails Accept also where a connection waits, which stays.
func testAcceptPastDeadline(t *testing.T, l *gonet.TCPListener, dial func() (net.Conn, error)) {
	check(t, l.SetDeadline(past))
	for range 2 {
		if _, err := l.Accept(); !isTimeout(err) || !isOp(err, "accept", os.ErrDeadlineExceeded) {
			t.Errorf("Accept: %v", err)
		}
	}
	far, err := dial()
	check(t, err)
	defer far.Close()
	if _, err := l.Accept(); !isTimeout(err) {
		t.Errorf("Accept while a connection waits: %v", err)
	}
	check(t, l.SetDeadline(time.Time{}))
	near, err := l.Accept()
	check(t, err)
	defer near.Close()
	talk(t, near, far)
}

func testAcceptFutureDeadline(t *testing.T, l *gonet.TCPListener, dial func() (net.Conn, error)) {
	at := time.Now().Add(20 * time.Millisecond)
	check(t, l.SetDeadline(at))
	if _, err := l.Accept(); !isTimeout(err) {
		t.Errorf("Accept: %v", err)
	}
	if early := time.Until(at); early > 0 {
		t.Errorf("Accept failed %v before its deadline", early)
	}
	check(t, l.SetDeadline(time.Now().Add(time.Hour)))
	near, far := connected(t, l, dial)
	talk(t, near, far)
}

// acceptMany has some callers wait, and returns what tells their errors.
func acceptMany(l net.Listener) <-chan error {
	errs := make(chan error, 3)
	for range cap(errs) {
		go func() { _, err := l.Accept(); errs <- err }()
	}
	return errs
}

func testDeadlineWakesAccepts(t *testing.T, l *gonet.TCPListener, _ func() (net.Conn, error)) {
	check(t, l.SetDeadline(time.Now().Add(time.Hour)))
	errs := acceptMany(l)
	check(t, l.SetDeadline(past))
	for range cap(errs) {
		if err := <-errs; !isTimeout(err) {
			t.Errorf("Accept: %v", err)
		}
	}
}

func testCloseWakesAccepts(t *testing.T, l *gonet.TCPListener, _ func() (net.Conn, error)) {
	errs := acceptMany(l)
	check(t, l.Close())
	for range cap(errs) {
		if err := <-errs; !isOp(err, "accept", net.ErrClosed) || isTimeout(err) {
			t.Errorf("Accept: %v", err)
		}
	}
}

// A closed listener fails in the same way each time, and takes no connection.
func testClosedListener(t *testing.T, l *gonet.TCPListener, dial func() (net.Conn, error)) {
	check(t, l.Close())
	for range 2 {
		if _, err := l.Accept(); !isOp(err, "accept", net.ErrClosed) {
			t.Errorf("Accept: %v", err)
		}
		if err := l.Close(); !isOp(err, "close", net.ErrClosed) {
			t.Errorf("Close: %v", err)
		}
		if err := l.SetDeadline(time.Now()); !isOp(err, "set", net.ErrClosed) {
			t.Errorf("SetDeadline: %v", err)
		}
	}
	if far, err := dial(); err == nil {
		far.Close()
		t.Error("a closed listener took a connection")
	}
}

// Who connected and was not accepted sees the end.
func testCloseEndsWaiting(t *testing.T, l *gonet.TCPListener, dial func() (net.Conn, error)) {
	far, err := dial()
	check(t, err)
	defer far.Close()
	check(t, l.Close())
	check(t, far.SetReadDeadline(time.Now().Add(10*time.Second)))
	var timeout net.Error
	if n, err := far.Read(make([]byte, 1)); n != 0 || err == nil || errors.As(err, &timeout) && timeout.Timeout() {
		t.Errorf("Read of who was not accepted = %d, %v", n, err)
	}
}

// An address is free again as soon as its listener is closed. What was accepted stays.
func testListenAgain(t *testing.T, listen makeListener) {
	at := ""
	for range 3 {
		l, dial := listen(t, at)
		at = l.Addr().String()
		near, far := connected(t, l, dial)
		check(t, l.Close())
		talk(t, near, far)
		check(t, far.Close()) // first: this machine keeps the port of who closes first for a while
		check(t, near.Close())
	}
}

func testListenerLeavesNothing(t *testing.T, listen makeListener) {
	before := goleak.IgnoreCurrent()
	l, dial := listen(t, "")
	near, far := connected(t, l, dial)
	talk(t, near, far)
	errs := acceptMany(l)
	check(t, l.Close())
	for range cap(errs) {
		<-errs
	}
	check(t, near.Close())
	check(t, far.Close())
	goleak.VerifyNone(t, before)
}
