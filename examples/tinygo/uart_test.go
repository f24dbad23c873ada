package main

import (
	"errors"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fakeUART is a UART that a test feeds.
type fakeUART struct {
	mu       sync.Mutex
	received []byte
	polls    int
	sent     string
	fault    error // what every call fails with
}

func (u *fakeUART) Buffered() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.polls++
	return len(u.received)
}

func (u *fakeUART) ReadByte() (byte, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.fault != nil {
		return 0, u.fault
	}
	c := u.received[0]
	u.received = u.received[1:]
	return c, nil
}

func (u *fakeUART) Write(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.fault != nil {
		return 0, u.fault
	}
	u.sent += string(p)
	return len(p), nil
}

func (u *fakeUART) receive(text string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.received = append(u.received, text...)
}

func TestReadWaitsForBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := &fakeUART{}
		p := newPort(u)
		go func() {
			time.Sleep(100 * time.Millisecond) // of the bubble's clock
			u.receive("hello")
		}()
		buf := make([]byte, 3)
		start := time.Now()
		for _, want := range []string{"hel", "lo"} {
			if n, err := p.Read(buf); err != nil || string(buf[:n]) != want {
				t.Errorf("read %q, %v; want %q", buf[:n], err, want)
			}
		}
		if took := time.Since(start); took < 100*time.Millisecond || took > 102*time.Millisecond {
			t.Errorf("the bytes were read after %v, want them at once", took)
		}
		if u.polls > 120 {
			t.Errorf("the UART was asked %d times in 100 ms", u.polls)
		}
		if n, err := p.Read(nil); n != 0 || err != nil {
			t.Errorf("read of nothing: %d, %v", n, err)
		}
	})
}

func TestCloseEndsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPort(&fakeUART{})
		ended := make(chan error, 1)
		go func() {
			_, err := p.Read(make([]byte, 1))
			ended <- err
		}()
		time.Sleep(time.Minute)
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("read: %v", err)
		}
		if _, err := p.Write([]byte("late")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("write: %v", err)
		}
	})
}

func TestWrite(t *testing.T) {
	u := &fakeUART{}
	if n, err := newPort(u).Write([]byte("hello")); err != nil || n != 5 || u.sent != "hello" {
		t.Errorf("%d, %v: %q was sent", n, err, u.sent)
	}
}

func TestPortFaults(t *testing.T) {
	u := &fakeUART{fault: errors.New("framing error")}
	u.receive("x")
	p := newPort(u)
	if _, err := p.Read(make([]byte, 1)); err != u.fault {
		t.Errorf("read: %v", err)
	}
	if _, err := p.Write([]byte("x")); err != u.fault {
		t.Errorf("write: %v", err)
	}
}
