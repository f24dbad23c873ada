package gonet_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"
)

var past = time.Unix(1, 0)

func TestConnCarriesDataBothWays(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		data := bytes.Repeat([]byte("0123456789\r\nOK\r\n"), 8<<10) // 128 KiB
		for _, way := range []struct{ from, to net.Conn }{{near, far}, {far, near}} {
			sent := make(chan error, 1)
			go func() {
				n, err := way.from.Write(data)
				if err == nil && n != len(data) {
					err = io.ErrShortWrite
				}
				sent <- err
			}()
			got := make([]byte, len(data))
			if _, err := io.ReadFull(way.to, got); err != nil {
				t.Fatal(err)
			}
			check(t, <-sent)
			if sha256.Sum256(got) != sha256.Sum256(data) {
				t.Error("what arrived is not what was sent")
			}
		}
	})
}

func TestConnEnd(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		_, err := far.Write([]byte("last words"))
		check(t, err)
		check(t, far.Close())
		got, err := io.ReadAll(near)
		if string(got) != "last words" || err != nil {
			t.Errorf("ReadAll = %q, %v", got, err)
		}
		for range 2 {
			if n, err := near.Read(make([]byte, 1)); n != 0 || err != io.EOF {
				t.Errorf("Read at the end = %d, %#v; want io.EOF itself", n, err)
			}
		}
	})
}

func TestConnAddresses(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		local, ok := near.LocalAddr().(*net.TCPAddr)
		remote, ok2 := near.RemoteAddr().(*net.TCPAddr)
		if !ok || !ok2 || local.Network() != "tcp" {
			t.Fatalf("addresses %#v and %#v", near.LocalAddr(), near.RemoteAddr())
		}
		if want := far.LocalAddr().(*net.TCPAddr).Port; remote.Port != want {
			t.Errorf("RemoteAddr %v, want port %d", remote, want)
		}
		if remote.IP.IsUnspecified() || remote.IP == nil {
			t.Errorf("RemoteAddr %v", remote)
		}
	})
}

func TestDeadlineInThePast(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		_, err := far.Write([]byte("something to read"))
		check(t, err)
		check(t, near.SetDeadline(past))
		b := make([]byte, 9)
		if n, err := near.Read(b); n != 0 || !isTimeout(err) || !isOp(err, "read", os.ErrDeadlineExceeded) {
			t.Errorf("Read = %d, %v", n, err)
		}
		if n, err := near.Write(b); n != 0 || !isTimeout(err) || !isOp(err, "write", os.ErrDeadlineExceeded) {
			t.Errorf("Write = %d, %v", n, err)
		}
		check(t, near.SetDeadline(time.Time{}))
		if _, err := io.ReadFull(near, b); string(b) != "something" || err != nil {
			t.Errorf("Read after the deadline was taken away = %q, %v", b, err)
		}
		if _, err := near.Write(b); err != nil {
			t.Errorf("Write after the deadline was taken away: %v", err)
		}
	})
}

func TestDeadlineWakesARead(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		check(t, near.SetReadDeadline(time.Now().Add(10*time.Millisecond)))
		if _, err := near.Read(make([]byte, 1)); !isTimeout(err) {
			t.Errorf("Read with a deadline: %v", err)
		}
		check(t, near.SetReadDeadline(time.Now().Add(time.Hour)))
		read := make(chan error, 1)
		go func() { _, err := near.Read(make([]byte, 1)); read <- err }()
		check(t, near.SetReadDeadline(past))
		if err := <-read; !isTimeout(err) {
			t.Errorf("Read whose deadline was moved: %v", err)
		}
	})
}

func TestDeadlineWakesAWrite(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		check(t, near.SetWriteDeadline(time.Now().Add(50*time.Millisecond)))
		var err error
		for err == nil {
			_, err = near.Write(make([]byte, 1<<20))
		}
		if !isTimeout(err) {
			t.Errorf("Write: %v", err)
		}
		far.Close() // a module that waits to be rid of a payload takes no other command
	})
}

func TestCloseWakesReadsAndWrites(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		ended := make(chan error, 4)
		for range 3 {
			go func() { _, err := near.Read(make([]byte, 1)); ended <- err }()
		}
		go func() {
			var err error
			for err == nil {
				_, err = near.Write(make([]byte, 64<<10))
			}
			ended <- err
		}()
		if w.backup {
			_, err := io.ReadFull(far, make([]byte, 1)) // the write is under way
			check(t, err)
		} else {
			go io.Copy(io.Discard, far)
		}
		check(t, near.Close())
		for range 4 {
			if err := <-ended; !errors.Is(err, net.ErrClosed) {
				t.Errorf("%v, want net.ErrClosed", err)
			}
		}
		if err := near.Close(); !isOp(err, "close", net.ErrClosed) {
			t.Errorf("Close again: %v", err)
		}
	})
}

func TestCloseIsSeenByThePeer(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		check(t, near.Close())
		if _, err := far.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the peer's Read: %v", err)
		}
	})
}

// Every byte arrives once, whoever reads it.
func TestConcurrentReadsAndWrites(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		const writers, each = 4, 2000
		go echo(far)
		var writing, reading sync.WaitGroup
		for i := range writers {
			writing.Go(func() {
				for range each / 100 {
					if _, err := near.Write(bytes.Repeat([]byte{byte(i)}, 100)); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		var mu sync.Mutex
		counts, total := map[byte]int{}, 0
		for range 3 {
			reading.Go(func() {
				b := make([]byte, 70)
				for {
					n, err := near.Read(b)
					mu.Lock()
					for _, c := range b[:n] {
						counts[c]++
					}
					if total += n; total == writers*each {
						near.SetReadDeadline(past) // the other readers wait in vain
					}
					mu.Unlock()
					if err != nil {
						if !isTimeout(err) {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		writing.Wait()
		reading.Wait()
		for i := range writers {
			if counts[byte(i)] != each {
				t.Errorf("%d bytes of writer %d came back, want %d", counts[byte(i)], i, each)
			}
		}
	})
}

// Any method may be called at any time.
func TestRacyUse(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		go echo(far)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				b := make([]byte, 64)
				for j := range 20 {
					near.SetReadDeadline(time.Now().Add(time.Duration(i*j) * 10 * time.Microsecond))
					near.Read(b)
					near.SetWriteDeadline(time.Now().Add(time.Second))
					near.Write(b)
					near.LocalAddr()
					near.RemoteAddr()
				}
			})
		}
		wg.Go(func() { near.(interface{ SetNoDelay(bool) error }).SetNoDelay(true) })
		wg.Wait()
		check(t, near.Close())
	})
}

func TestCloseWrite(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		_, err := near.Write([]byte("all there is"))
		check(t, err)
		check(t, near.(interface{ CloseWrite() error }).CloseWrite())
		if _, err := near.Write([]byte("more")); err == nil {
			t.Error("Write after CloseWrite succeeded")
		}
		got := make([]byte, 12)
		if _, err := io.ReadFull(far, got); string(got) != "all there is" || err != nil {
			t.Errorf("the peer read %q, %v", got, err)
		}
		_, err = far.Write([]byte("answer"))
		check(t, err)
		if _, err := io.ReadFull(near, got[:6]); string(got[:6]) != "answer" || err != nil {
			t.Errorf("Read after CloseWrite = %q, %v", got[:6], err)
		}
	})
}
