package esp8266_test

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/esp8266/emulator/linerate"
)

// A module's word that data waits is lost: the watch finds the data.
func TestNoticeLost(t *testing.T) {
	virtually(t, []esp8266.Option{esp8266.WatchInterval(2 * time.Second)}, func(b *bubble) {
		peer := make(chan *emulator.MemoryConn, 1)
		fd := b.dial(b.peer(func(c *emulator.MemoryConn) {
			peer <- c
			io.Copy(io.Discard, c)
		}))
		c := <-peer
		for range 5 {
			b.faulty(emulator.Faults{LoseURC: 1})
			_, err := c.Write([]byte("news"))
			b.check(err)
			synctest.Wait()
			b.faulty(emulator.Faults{})
			start := time.Now()
			if got := string(b.read(fd, 4)); got != "news" || time.Since(start) > 4500*time.Millisecond {
				b.Errorf("%q after %v", got, time.Since(start))
			}
		}
	})
}

// A module's word that a link is closed is lost: the watch finds that out, too. What was received before is not lost.
func TestClosedLost(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		peer := make(chan *emulator.MemoryConn, 1)
		fd := b.dial(b.peer(func(c *emulator.MemoryConn) {
			peer <- c
			io.Copy(io.Discard, c)
		}))
		c := <-peer
		b.faulty(emulator.Faults{LoseURC: 1})
		_, err := c.Write([]byte("last words"))
		b.check(err)
		b.check(c.Close())
		start := time.Now()
		if got := string(b.read(fd, 10)); got != "last words" {
			b.Errorf("got %q", got)
		}
		_, _, err = b.net.Recv(b.ctx, fd, make([]byte, 1))
		if !errors.Is(err, driver.ECONNRESET) || time.Since(start) > 20*time.Second {
			b.Errorf("%v after %v, want ECONNRESET", err, time.Since(start))
		}
		b.faulty(emulator.Faults{})
		b.check(b.net.Close(b.ctx, fd))
	})
}

// A module's word that a client connected is lost: the watch finds the client.
func TestClientLost(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		fd := b.socket(netdev.ProtocolStream)
		b.check(b.net.Bind(b.ctx, fd, "", 8080))
		b.check(b.net.Listen(b.ctx, fd, 5))
		b.faulty(emulator.Faults{LoseURC: 1})
		at, ok := b.emu.ListenAddr(8080)
		if !ok {
			b.Fatal("the module does not listen")
		}
		c, err := b.memory.Host(peerHost).Dial(b.ctx, addrPort(at))
		b.check(err)
		defer c.Close()
		synctest.Wait()
		b.faulty(emulator.Faults{})
		start := time.Now()
		conn, from, err := b.net.Accept(b.ctx, fd)
		b.check(err)
		if from != addrPort(c.LocalAddr()) || time.Since(start) > 11*time.Second {
			b.Errorf("accepted %v after %v", from, time.Since(start))
		}
		_, err = c.Write([]byte("hello"))
		b.check(err)
		if got := string(b.read(conn, 5)); got != "hello" {
			b.Errorf("got %q", got)
		}
	})
}

// The links are compared also while one of them never has enough: the worker has always something to fetch.
func TestWatchAmongBulk(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				x := startTransfer(t, linerate.Line{Firmware: f.firmware, Baud: 921600}, esp8266.WatchInterval(500*time.Millisecond))
				peer := make(chan net.Conn, 1)
				idle := x.dial(x.Serve(func(c net.Conn) {
					peer <- c
					io.Copy(io.Discard, c)
				}))
				x.check(x.Emulator.SetFaults(emulator.Faults{LoseURC: 1}))
				c := <-peer
				x.check(c.Close())
				synctest.Wait()
				x.check(x.Emulator.SetFaults(emulator.Faults{}))
				const n = 512 << 10
				bulk := x.Source(n)
				busy := x.dial(bulk.AddrPort)
				told := make(chan time.Duration)
				start := time.Now()
				go func() {
					_, _, err := x.net.Recv(x.ctx, idle, make([]byte, 1))
					if !errors.Is(err, driver.ECONNRESET) {
						t.Errorf("recv: %v, want ECONNRESET", err)
					}
					told <- time.Since(start)
				}()
				bulk.Start()
				whole := make(chan error)
				go func() { whole <- linerate.Check(reader{x, busy}, n) }()
				if after := <-told; after > 3*time.Second {
					t.Errorf("the end of a link was noticed after %v, with the download", after)
				}
				x.check(<-whole)
				x.close(busy)
				x.close(idle)
			})
		})
	}
}

// A link that the module has and nobody owns is closed.
func TestStrayLink(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		fd := b.socket(netdev.ProtocolStream)
		b.check(b.net.Bind(b.ctx, fd, "", 8080))
		b.check(b.net.Listen(b.ctx, fd, 5))
		at, ok := b.emu.ListenAddr(8080)
		if !ok {
			b.Fatal("the module does not listen")
		}
		b.faulty(emulator.Faults{LoseURC: 1})
		c, err := b.memory.Host(peerHost).Dial(b.ctx, addrPort(at))
		b.check(err)
		defer c.Close()
		synctest.Wait()
		b.faulty(emulator.Faults{})
		b.check(b.net.Close(b.ctx, fd))
		b.dial(b.peer(reflect))
		start := time.Now()
		if n, err := c.Read(make([]byte, 1)); n != 0 || err == nil || time.Since(start) > 11*time.Second {
			b.Errorf("%d, %v after %v", n, err, time.Since(start))
		}
	})
}

// The watch leaves the module alone while nothing is open, and asks rarely while something is.
func TestWatchIsQuiet(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		before := b.dev.Stats().Dialogue.Commands
		time.Sleep(time.Minute)
		if after := b.dev.Stats().Dialogue.Commands; after != before {
			b.Errorf("%d commands in an idle minute without a link", after-before)
		}
		b.dial(b.peer(reflect))
		before = b.dev.Stats().Dialogue.Commands
		time.Sleep(time.Minute)
		if n := b.dev.Stats().Dialogue.Commands - before; n < 10 || n > 30 {
			b.Errorf("%d commands in an idle minute with a link", n)
		}
	})
}
