package driver_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
)

var recvRule = driver.Rule{Op: "recv", From: driver.States(bound, connected), To: driver.Stay, Else: []driver.Errno{closed: driver.ENOTCONN}}

// A wire is what the hardware has received.
type wire struct {
	mu    sync.Mutex
	data  []byte
	eof   bool
	reads int // calls of read that are under way
	t     *testing.T
}

func (w *wire) read(_ context.Context, _ driver.Link, buf []byte) (int, netip.AddrPort, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.reads++; w.reads > 1 {
		w.t.Error("two reads at once")
	}
	defer func() { w.reads-- }()
	if len(w.data) == 0 {
		if w.eof {
			return 0, netip.AddrPort{}, io.EOF
		}
		return 0, netip.AddrPort{}, driver.EAGAIN
	}
	n := copy(buf, w.data)
	w.data = w.data[n:]
	return n, netip.AddrPort{}, nil
}

func (w *wire) arrive(data string) {
	w.mu.Lock()
	w.data = append(w.data, data...)
	w.mu.Unlock()
}

// reception is what one Receive gave.
type reception struct {
	data string
	err  error
}

func receive(ctx context.Context, h *driver.Handle[props], w *wire, size int) reception {
	buf := make([]byte, size)
	n, _, err := h.Receive(ctx, &recvRule, buf, w.read)
	return reception{string(buf[:n]), err}
}

// receiving receives in a goroutine.
func receiving(ctx context.Context, h *driver.Handle[props], w *wire, size int) <-chan reception {
	done := make(chan reception, 1)
	go func() { done <- receive(ctx, h, w, size) }()
	return done
}

func (r reception) want(t *testing.T, data string, errno driver.Errno) {
	t.Helper()
	if r.data != data {
		t.Errorf("received %q, want %q", r.data, data)
	}
	wantErrno(t, r.err, errno)
}

// bubble runs f in a synctest bubble with a connected handle and its wire.
func bubble(t *testing.T, f func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire)) {
	synctest.Test(t, func(t *testing.T) {
		table := newTable(4)
		h := open(t, table, connected)
		f(t, table, h, &wire{t: t})
	})
}

func TestReceiveTakesWhatIsThere(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		w.arrive("abcdef")
		receive(t.Context(), h, w, 4).want(t, "abcd", 0)
		receive(t.Context(), h, w, 4).want(t, "ef", 0)
	})
}

func TestReceiveWaits(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		done := receiving(t.Context(), h, w, 8)
		synctest.Wait()
		h.Readable() // a false alarm
		synctest.Wait()
		select {
		case r := <-done:
			t.Fatalf("got %+v", r)
		default:
		}
		w.arrive("abc")
		if !h.Readable() {
			t.Error("not to be told")
		}
		r := <-done
		r.want(t, "abc", 0)
	})
}

func TestReceiveDeadline(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		r := receive(ctx, h, w, 8)
		r.want(t, "", driver.ETIMEDOUT)
		if !errors.Is(r.err, os.ErrDeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", r.err, time.Since(start))
		}
		w.arrive("late")
		receive(t.Context(), h, w, 8).want(t, "late", 0)
	})
}

func TestReceiveCancel(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		ctx, cancel := context.WithCancel(t.Context())
		first, second := receiving(ctx, h, w, 8), receiving(ctx, h, w, 8)
		synctest.Wait()
		cancel()
		(<-first).want(t, "", driver.ECANCELED)
		(<-second).want(t, "", driver.ECANCELED)
	})
}

func TestReceiveCloseWakesAll(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		first, second := receiving(t.Context(), h, w, 8), receiving(t.Context(), h, w, 8)
		synctest.Wait()
		h.Close()
		(<-first).want(t, "", driver.ECONNABORTED)
		(<-second).want(t, "", driver.ECONNABORTED)
		receive(t.Context(), h, w, 8).want(t, "", driver.EBADF)
	})
}

func TestReceiveDrainsThenEnds(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		w.arrive("rest")
		h.Lose(closed, nil)
		receive(t.Context(), h, w, 2).want(t, "re", 0)
		receive(t.Context(), h, w, 8).want(t, "st", 0)
		for range 2 {
			if r := receive(t.Context(), h, w, 8); r.err != io.EOF {
				t.Errorf("got %+v, want EOF", r)
			}
		}
	})
}

func TestReceiveEndsWithTheCause(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		done := receiving(t.Context(), h, w, 8)
		synctest.Wait()
		w.arrive("x")
		h.Lose(closed, driver.ECONNRESET)
		(<-done).want(t, "x", 0)
		receive(t.Context(), h, w, 8).want(t, "", driver.ECONNRESET)
	})
}

func TestReceiveTheHardwaresEnd(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		w.eof = true
		if r := receive(t.Context(), h, w, 8); r.err != io.EOF {
			t.Errorf("got %+v, want EOF", r)
		}
	})
}

func TestReceiveAfterEnd(t *testing.T) {
	bubble(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props], w *wire) {
		done := receiving(t.Context(), h, w, 8)
		synctest.Wait()
		h.End()
		if r := <-done; r.err != io.EOF {
			t.Errorf("got %+v, want EOF", r)
		}
		w.arrive("too late")
		if h.Readable() {
			t.Error("an ended queue has news")
		}
		if r := receive(t.Context(), h, w, 8); r.err != io.EOF {
			t.Errorf("got %+v, want EOF", r)
		}
	})
}

func TestReceiveInAWrongState(t *testing.T) {
	h := open(t, newTable(1), closed)
	receive(t.Context(), h, &wire{t: t}, 8).want(t, "", driver.ENOTCONN)
}

func TestReceiveHardwareFailure(t *testing.T) {
	h := open(t, newTable(1), connected)
	fails := func(context.Context, driver.Link, []byte) (int, netip.AddrPort, error) {
		return 0, netip.AddrPort{}, driver.EOVERFLOW
	}
	_, _, err := h.Receive(t.Context(), &recvRule, nil, fails)
	wantErrno(t, err, driver.EOVERFLOW)
}

// Many readers share the bytes; none is lost, none comes twice.
func TestReceiveOneReaderAtATime(t *testing.T) {
	h := open(t, newTable(1), connected)
	w := &wire{t: t}
	var want []byte
	for n := range 2000 {
		want = append(want, byte(n))
	}
	var mu sync.Mutex
	counts := map[byte]int{}
	total := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				r := receive(t.Context(), h, w, 7)
				if r.err == io.EOF {
					return
				}
				if r.err != nil {
					t.Error(r.err)
					return
				}
				mu.Lock()
				total += len(r.data)
				for _, b := range []byte(r.data) {
					counts[b]++
				}
				mu.Unlock()
			}
		})
	}
	for chunk := range bytes.SplitSeq(want, []byte{0}) {
		w.arrive("\x00" + string(chunk))
		h.Readable()
	}
	h.Lose(closed, nil)
	wg.Wait()
	if total != len(want)+1 { // one zero more: the split's first piece is empty
		t.Errorf("received %d bytes, want %d", total, len(want)+1)
	}
	for b := 1; b < 256; b++ {
		if got, want := counts[byte(b)], bytes.Count(want, []byte{byte(b)}); got != want {
			t.Errorf("byte %d came %d times, want %d", b, got, want)
		}
	}
}

func TestReceiveDoesNotAllocate(t *testing.T) {
	h := open(t, newTable(1), connected)
	buf := make([]byte, 64)
	read := driver.ReadFunc(func(_ context.Context, _ driver.Link, buf []byte) (int, netip.AddrPort, error) {
		return len(buf), netip.AddrPort{}, nil
	})
	ctx := t.Context()
	if n := testing.AllocsPerRun(100, func() {
		if _, _, err := h.Receive(ctx, &recvRule, buf, read); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
