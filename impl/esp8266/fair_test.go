package esp8266_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/emulator"
)

// chunkTime is how long a payload of 2048 bytes and all that goes with it take at 115200 baud.
const chunkTime = (2048 + 100) * 10 * time.Second / 115200

// A small send waits for at most one chunk of each of the others, however much these have to send.
func TestSmallSendAmongBulk(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		peer := b.peer(func(c *emulator.MemoryConn) { io.Copy(io.Discard, c) })
		ctx, cancel := context.WithCancel(b.ctx)
		const writers = 4
		ended := make(chan error, writers)
		for range writers {
			fd := b.dial(peer)
			go func() { ended <- b.net.Write(ctx, fd, make([]byte, 1<<20)) }()
		}
		small := b.dial(peer)
		time.Sleep(5 * time.Second) // of the bubble: the others are at it
		for range 20 {
			start := time.Now()
			b.check(b.net.Write(b.ctx, small, []byte("me too")))
			if took := time.Since(start); took > (writers+1)*chunkTime {
				b.Errorf("a small send took %v, %d chunks take %v", took, writers, writers*chunkTime)
			}
		}
		cancel()
		for range writers {
			if err := <-ended; !errors.Is(err, driver.ECANCELED) {
				b.Errorf("write: %v, want ECANCELED", err)
			}
		}
	}, emulator.Baud(115200))
}

// Closing a socket is not behind the others' sends, nor behind what they receive.
func TestCloseAmongBulk(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		source := b.peer(func(c *emulator.MemoryConn) {
			go io.Copy(io.Discard, c)
			for {
				if _, err := c.Write(make([]byte, 5000)); err != nil {
					return
				}
			}
		})
		ctx, cancel := context.WithCancel(b.ctx)
		defer synctest.Wait()
		defer cancel()
		for range 2 {
			fd := b.dial(source)
			go b.net.Write(ctx, fd, make([]byte, 1<<20))
			go func() {
				for buf := make([]byte, 2048); ; {
					if _, _, err := b.net.Recv(ctx, fd, buf); err != nil {
						return
					}
				}
			}()
		}
		time.Sleep(5 * time.Second)
		for range 5 {
			fd := b.dial(source)
			start := time.Now()
			b.check(b.net.Close(b.ctx, fd))
			// One fetch of the worker is under way, and a chunk of each writer; ESP-AT gives up to 8 KiB at once.
			if took := time.Since(start); took > 8*chunkTime {
				b.Errorf("closing took %v", took)
			}
		}
	}, emulator.Baud(115200))
}

// Both directions of a link and several links go on at once: a send does not wait until all is received, nor the other
// way round.
func TestBothWaysAtOnce(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		const size = 60_000
		want := noise(12, size)
		sent := make(chan []byte, 1)
		fd := b.dial(b.peer(func(c *emulator.MemoryConn) {
			go c.Write(want)
			got := make([]byte, size)
			io.ReadFull(c, got)
			sent <- got
		}))
		start := time.Now()
		write := make(chan time.Duration, 1)
		go func() {
			b.check(b.net.Write(b.ctx, fd, want))
			write <- time.Since(start)
		}()
		got := b.read(fd, size)
		read := time.Since(start)
		wrote := <-write
		if !bytes.Equal(got, want) || !bytes.Equal(<-sent, want) {
			b.Error("what came is not what was sent")
		}
		// One after the other each takes 5.2 s. With turns both end about when the later one does.
		if read < wrote/2 || wrote < read/2 {
			b.Errorf("receiving took %v, sending %v", read, wrote)
		}
		b.check(b.net.Close(b.ctx, fd))
	}, emulator.Baud(115200))
}

// A write that is cancelled returns at once. What the module was given is seen through: the link goes on, and what is
// written next comes after it.
func TestCancelledWrite(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		got := make(chan []byte, 1)
		fd := b.dial(b.peer(func(c *emulator.MemoryConn) {
			all, _ := io.ReadAll(c)
			got <- all
		}))
		for _, after := range []time.Duration{0, time.Millisecond, 30 * time.Millisecond, 100 * time.Millisecond, 170 * time.Millisecond} {
			ctx, cancel := context.WithCancel(b.ctx)
			ended := make(chan error)
			go func() { ended <- b.net.Write(ctx, fd, bytes.Repeat([]byte{'a'}, 2048)) }()
			time.Sleep(after)
			cancel()
			start := time.Now()
			if err := <-ended; !errors.Is(err, driver.ECANCELED) || time.Since(start) > 100*time.Millisecond {
				b.Errorf("cancelled after %v: %v, %v later", after, err, time.Since(start))
			}
		}
		b.check(b.net.Write(b.ctx, fd, []byte("the end")))
		b.check(b.net.Close(b.ctx, fd))
		all := <-got
		if n := len(all) - len("the end"); n%2048 != 0 || !bytes.HasSuffix(all, []byte("the end")) || bytes.Count(all, []byte{'a'}) != n {
			b.Errorf("the peer got %d bytes: a part of a payload", len(all))
		}
	}, emulator.Baud(115200))
}

// A payload that fails after its sender had gone fails the link.
func TestCancelledWriteFails(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		lost := make(chan error, 1)
		defer b.net.Subscribe(netdev.NetDevEvents{Closed: func(_ netdev.FD, cause error) { lost <- cause }}).Cancel()
		fd := b.dial(b.peer(func(c *emulator.MemoryConn) { io.Copy(io.Discard, c) }))
		b.emu.SendFail(1)
		ctx, cancel := context.WithTimeout(b.ctx, 100*time.Millisecond)
		defer cancel()
		if err := b.net.Write(ctx, fd, make([]byte, 2048)); !errors.Is(err, driver.ETIMEDOUT) {
			b.Errorf("write: %v, want ETIMEDOUT", err)
		}
		if cause := <-lost; !errors.Is(cause, driver.EIO) {
			b.Errorf("closed because of %v, want EIO", cause)
		}
		if err := b.net.Write(b.ctx, fd, []byte("x")); !errors.Is(err, driver.EIO) {
			b.Errorf("write: %v, want EIO", err)
		}
	}, emulator.Baud(115200))
}
