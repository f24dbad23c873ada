package emulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

var peerAddr = netip.MustParseAddr("10.0.0.9")

// memoryPair gives both ends of a connection, the module's first.
func memoryPair(t *testing.T, n *Memory) (module, peer *MemoryConn) {
	t.Helper()
	l, err := n.Host(peerAddr).Listen(80)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := n.Dial(t.Context(), netip.AddrPortFrom(peerAddr, 80))
	if err != nil {
		t.Fatal(err)
	}
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return c.(*MemoryConn), a.(*MemoryConn)
}

// The buffer is small and odd, so that what is written wraps, waits and is cut in pieces.
func TestMemoryStreamsAreIntact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewMemory()
		n.SetBuffer(7)
		a, b := memoryPair(t, n)
		for _, way := range []struct{ from, to *MemoryConn }{{a, b}, {b, a}} {
			var sent []byte
			for i := range 5000 {
				sent = append(sent, byte(i*7), byte(i>>8))
			}
			go func() {
				for rest := sent; len(rest) > 0; {
					k := min(len(rest), 1+len(rest)%13)
					if _, err := way.from.Write(rest[:k]); err != nil {
						t.Error(err)
						return
					}
					rest = rest[k:]
				}
				way.from.CloseWrite()
			}()
			if got, err := io.ReadAll(way.to); err != nil || !bytes.Equal(got, sent) {
				t.Errorf("got %d bytes, %v; want the %d sent", len(got), err, len(sent))
			}
		}
		a.Close()
		b.Close()
	})
}

// A writer waits while its peer does not read, and for nothing else.
func TestMemoryHoldsTheWriterBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewMemory()
		n.SetBuffer(100)
		a, b := memoryPair(t, n)
		defer b.Close()
		defer a.Close()
		wrote := make(chan int)
		go func() {
			k, _ := a.Write(make([]byte, 150))
			wrote <- k
		}()
		synctest.Wait()
		select {
		case k := <-wrote:
			t.Fatalf("Write of 150 bytes into a buffer of 100 returned %d", k)
		default:
		}
		if k, err := b.Read(make([]byte, 50)); k != 50 || err != nil {
			t.Fatalf("Read = %d, %v", k, err)
		}
		if k := <-wrote; k != 150 {
			t.Errorf("Write = %d, want 150", k)
		}
	})
}

func TestMemoryEnds(t *testing.T) {
	const text = "before"
	for _, tt := range []struct {
		name        string
		unread      bool // the closing side has not read all
		end         func(*MemoryConn) error
		read, write error // what the peer gets
	}{
		{"close", false, (*MemoryConn).Close, io.EOF, syscall.EPIPE},
		{"close with data unread", true, (*MemoryConn).Close, syscall.ECONNRESET, syscall.ECONNRESET},
		{"reset", false, (*MemoryConn).Abort, syscall.ECONNRESET, syscall.ECONNRESET},
		{"half", false, (*MemoryConn).CloseWrite, io.EOF, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := memoryPair(t, NewMemory())
				defer b.Close()
				defer a.Close()
				if tt.unread {
					b.Write([]byte("unread"))
				}
				a.Write([]byte(text))
				if err := tt.end(a); err != nil {
					t.Fatal(err)
				}
				got := make([]byte, len(text))
				if _, err := io.ReadFull(b, got); err != nil || string(got) != text {
					t.Errorf("peer read %q, %v", got, err)
				}
				if _, err := b.Read(got); !errors.Is(err, tt.read) {
					t.Errorf("peer's read: %v, want %v", err, tt.read)
				}
				if _, err := b.Write(got); !errors.Is(err, tt.write) {
					t.Errorf("peer's write: %v, want %v", err, tt.write)
				}
				if tt.write != nil {
					if _, err := a.Read(got); !errors.Is(err, net.ErrClosed) {
						t.Errorf("own read: %v, want net.ErrClosed", err)
					}
				} else if _, err := io.ReadFull(a, got); err != nil || string(got) != text {
					t.Errorf("the half that is open carried %q, %v", got, err)
				}
				if _, err := a.Write(got); !errors.Is(err, net.ErrClosed) {
					t.Errorf("own write: %v, want net.ErrClosed", err)
				}
			})
		})
	}
}

// Whatever waits on a connection is woken by its own end's close, its peer's, and its deadline.
func TestMemoryWaitsEnd(t *testing.T) {
	wakers := []struct {
		name        string
		wake        func(own, peer *MemoryConn)
		read, write error
	}{
		{"own close", func(own, _ *MemoryConn) { own.Close() }, net.ErrClosed, net.ErrClosed},
		{"peer's reset", func(_, peer *MemoryConn) { peer.Abort() }, syscall.ECONNRESET, syscall.ECONNRESET},
		{"deadline", func(own, _ *MemoryConn) { own.SetDeadline(time.Now().Add(time.Second)) }, os.ErrDeadlineExceeded, os.ErrDeadlineExceeded},
		{"deadline in the past", func(own, _ *MemoryConn) { own.SetDeadline(time.Now().Add(-time.Second)) }, os.ErrDeadlineExceeded, os.ErrDeadlineExceeded},
	}
	for _, tt := range wakers {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := NewMemory()
				n.SetBuffer(10)
				a, b := memoryPair(t, n)
				defer b.Close()
				defer a.Close()
				reads, writes := make(chan error, 1), make(chan error, 1)
				go func() { _, err := a.Read(make([]byte, 1)); reads <- err }()
				go func() { _, err := a.Write(make([]byte, 20)); writes <- err }()
				synctest.Wait()
				tt.wake(a, b)
				if err := <-reads; !errors.Is(err, tt.read) {
					t.Errorf("read: %v, want %v", err, tt.read)
				}
				if err := <-writes; !errors.Is(err, tt.write) {
					t.Errorf("write: %v, want %v", err, tt.write)
				}
			})
		})
	}
}

func TestMemoryDeadlineIsExactAndMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := memoryPair(t, NewMemory())
		defer b.Close()
		defer a.Close()
		start := time.Now()
		a.SetReadDeadline(start.Add(time.Second))
		a.SetReadDeadline(start.Add(2 * time.Second))
		_, err := a.Read(make([]byte, 1))
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() || time.Since(start) != 2*time.Second {
			t.Errorf("read: %v after %v", err, time.Since(start))
		}
		a.SetReadDeadline(time.Time{})
		b.Write([]byte("x"))
		if _, err := a.Read(make([]byte, 1)); err != nil {
			t.Errorf("read after the deadline was taken away: %v", err)
		}
	})
}

func TestMemoryDial(t *testing.T) {
	const port = 80
	for _, tt := range []struct {
		name string
		set  func(t *testing.T, h *MemoryHost)
		to   netip.Addr
		want error
		took time.Duration
	}{
		{"nobody listens", func(*testing.T, *MemoryHost) {}, peerAddr, syscall.ECONNREFUSED, 0},
		{"nobody is there", func(*testing.T, *MemoryHost) {}, netip.MustParseAddr("10.0.0.77"), syscall.ETIMEDOUT, dialPatience},
		{"silent", func(t *testing.T, h *MemoryHost) {
			listen(t, h, port)
			h.SetSilent(true)
		}, peerAddr, syscall.ETIMEDOUT, dialPatience},
		{"nobody accepts", func(t *testing.T, h *MemoryHost) {
			listen(t, h, port)
			for range memoryBacklog {
				if _, err := h.Dial(t.Context(), netip.AddrPortFrom(peerAddr, port)); err != nil {
					t.Fatal(err)
				}
			}
		}, peerAddr, syscall.ETIMEDOUT, dialPatience},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := NewMemory()
				tt.set(t, n.Host(peerAddr))
				start := time.Now()
				_, err := n.Dial(t.Context(), netip.AddrPortFrom(tt.to, port))
				if !errors.Is(err, tt.want) || time.Since(start) != tt.took {
					t.Errorf("%v after %v, want %v after %v", err, time.Since(start), tt.want, tt.took)
				}
				if tt.took == 0 {
					return
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				if _, err = n.Dial(ctx, netip.AddrPortFrom(tt.to, port)); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("given up: %v", err)
				}
			})
		})
	}
}

func listen(t *testing.T, h *MemoryHost, port uint16) net.Listener {
	t.Helper()
	l, err := h.Listen(port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func TestMemoryListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewMemory()
		h := n.Host(peerAddr)
		l := listen(t, h, 80)
		if _, err := h.Listen(80); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("second listen: %v, want EADDRINUSE", err)
		}
		if chosen := listen(t, h, 0).Addr().(*net.TCPAddr); chosen.Port < firstDynamicPort {
			t.Errorf("chose port %d", chosen.Port)
		}
		l.(*memoryListener).SetDeadline(time.Now().Add(time.Second))
		if _, err := l.Accept(); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("accept: %v, want a deadline", err)
		}
		waiting, err := n.Dial(t.Context(), netip.AddrPortFrom(peerAddr, 80))
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		if _, err := waiting.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("a connection that nobody accepted: %v, want ECONNRESET", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("accept: %v, want net.ErrClosed", err)
		}
		if _, err := n.Dial(t.Context(), netip.AddrPortFrom(peerAddr, 80)); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("dial: %v, want ECONNREFUSED", err)
		}
		if _, err := h.Listen(80); err != nil {
			t.Errorf("listen again: %v", err)
		}
	})
}

func TestMemoryDatagrams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := NewMemory()
		module, err := n.ListenPacket(0)
		if err != nil {
			t.Fatal(err)
		}
		peer, err := n.Host(peerAddr).ListenPacket(53)
		if err != nil {
			t.Fatal(err)
		}
		defer peer.Close()
		if _, err := n.Host(peerAddr).ListenPacket(53); !errors.Is(err, syscall.EADDRINUSE) {
			t.Errorf("second socket: %v, want EADDRINUSE", err)
		}
		// More than the queue holds: the sender waits, and nothing is lost or merged.
		const count = memoryDatagrams + 50
		go func() {
			for i := range count {
				if _, err := module.WriteTo(fmt.Append(nil, i), peer.LocalAddr()); err != nil {
					t.Error(err)
				}
			}
		}()
		for i := range count {
			buf := make([]byte, 100)
			k, from, err := peer.ReadFrom(buf)
			if string(buf[:k]) != fmt.Sprint(i) || from.String() != module.LocalAddr().String() || err != nil {
				t.Fatalf("datagram %d: %q from %v, %v", i, buf[:k], from, err)
			}
		}
		peer.SetReadDeadline(time.Now().Add(time.Second))
		if _, _, err := peer.ReadFrom(nil); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("read: %v, want a deadline", err)
		}
		if _, err := module.WriteTo([]byte("x"), &net.UDPAddr{IP: peerAddr.AsSlice(), Port: 54}); err != nil {
			t.Errorf("to nobody: %v, want that it is lost", err)
		}
		// A sender that waits for room is woken by its deadline and by its own close.
		for range memoryDatagrams {
			module.WriteTo(nil, peer.LocalAddr())
		}
		module.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := module.WriteTo(nil, peer.LocalAddr()); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("write: %v, want a deadline", err)
		}
		module.SetWriteDeadline(time.Time{})
		ended := make(chan error)
		go func() { _, err := module.WriteTo(nil, peer.LocalAddr()); ended <- err }()
		synctest.Wait()
		module.Close()
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("write: %v, want net.ErrClosed", err)
		}
	})
}

func TestMemoryNames(t *testing.T) {
	n := NewMemory()
	n.Name("Peer.example", peerAddr)
	n.Host(peerAddr)
	if got, err := n.Resolve(t.Context(), "peer.EXAMPLE"); got != peerAddr || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := n.Resolve(t.Context(), "nobody.example"); err == nil {
		t.Error("a name that nobody has was found")
	}
	if err := n.Ping(t.Context(), peerAddr); err != nil {
		t.Errorf("ping: %v", err)
	}
	n.Host(peerAddr).SetSilent(true)
	if err := n.Ping(t.Context(), peerAddr); !errors.Is(err, syscall.EHOSTUNREACH) {
		t.Errorf("ping of a silent host: %v", err)
	}
}
