package esp8266_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/emulator"
)

// A busy module is asked again, and nothing is sent twice.
func TestBusyModule(t *testing.T) {
	everywhere(t, func(b *bench) {
		fd := b.dial(b.listen(echo))
		want := noise(2, 10_000)
		b.emu.Busy(3)
		b.check(b.net.Write(b.ctx, fd, want[:4000]))
		b.emu.Busy(2)
		b.check(b.net.Write(b.ctx, fd, want[4000:]))
		if got := b.read(fd, len(want)); !bytes.Equal(got, want) {
			b.Error("what came back is not what was sent")
		}
	})
}

// The firmware's other tasks print at every point of the dialogue.
func TestInterleaved(t *testing.T) {
	var opts []emulator.Option
	for _, at := range []emulator.Point{emulator.AfterEcho, emulator.AtAnswer, emulator.BeforePrompt, emulator.AfterPrompt, emulator.AfterRecv} {
		opts = append(opts,
			emulator.Interleave{At: at, Text: "\r\n+IPD,3,8:\r\n> OK\r\n"},
			emulator.Interleave{At: at, Text: "4,CLOSED\r\n"})
	}
	everywhere(t, func(b *bench) {
		// Links 4 and 3 belong to nobody while these strange words come.
		_, at := b.serve()
		for range 5 {
			c, err := net.Dial("tcp4", at)
			b.check(err)
			c.Close()
		}
		if _, err := b.dev.WiFi().Scan(b.ctx); err != nil {
			b.Error(err)
		}
		if _, err := b.net.Resolve(b.ctx, "peer.example"); err != nil {
			b.Error(err)
		}
	}, append(opts, emulator.DNS{Name: "peer.example", Addr: lanHost})...)
}

// The peer closes the link in the middle of a send.
func TestClosedWhileSending(t *testing.T) {
	for _, at := range []emulator.Point{emulator.BeforePrompt, emulator.AfterPrompt, emulator.AfterRecv} {
		everywhere(t, func(b *bench) {
			fd := b.dial(b.listen(echo))
			b.emu.Interleave(emulator.Interleave{At: at, Drop: true, Times: 1})
			if err := b.net.Write(b.ctx, fd, []byte("hello")); err != nil && !errors.Is(err, driver.EPIPE) {
				b.Errorf("write: %v, want EPIPE or none", err)
			}
			for buf := make([]byte, 10); ; {
				if _, _, err := b.net.Recv(b.ctx, fd, buf); err != nil {
					if err != io.EOF {
						b.Errorf("recv: %v, want EOF", err)
					}
					break
				}
			}
			b.check(b.net.Close(b.ctx, fd))
			again := b.dial(b.listen(echo))
			b.check(b.net.Write(b.ctx, again, []byte("hello")))
			b.read(again, 5)
		})
	}
}

func TestSendFails(t *testing.T) {
	everywhere(t, func(b *bench) {
		fd := b.dial(b.listen(echo))
		b.emu.SendFail(1)
		if err := b.net.Write(b.ctx, fd, []byte("lost")); !errors.Is(err, driver.EIO) {
			b.Errorf("write: %v, want EIO", err)
		}
	})
}

// A reply that never comes ends the call at its deadline; the module is found again for the next one.
func TestReplyNeverComes(t *testing.T) {
	everywhere(t, func(b *bench) {
		peer := b.listen(echo)
		fd := b.socket(netdev.ProtocolStream)
		b.emu.Swallow(1)
		ctx, cancel := context.WithTimeout(b.ctx, 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		err := b.net.Connect(ctx, fd, peer.Addr().String(), peer.Port())
		if !errors.Is(err, driver.ETIMEDOUT) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 2*time.Second {
			b.Errorf("connect: %v after %v", err, time.Since(start))
		}
		b.check(b.net.Connect(b.ctx, fd, peer.Addr().String(), peer.Port()))
		b.check(b.net.Write(b.ctx, fd, []byte("hello")))
		b.read(fd, 5)
		// The link of the connect that was given up was closed: five are free.
		for range 4 {
			b.dial(peer)
		}
	})
}

// The module restarts: all sockets fail with ECONNRESET, and after it everything works again without a word of the caller.
func TestReboot(t *testing.T) {
	everywhere(t, func(b *bench) {
		changes := make(chan string, 10)
		defer b.dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{
			Associated:   func() { changes <- "associated" },
			Connected:    func() { changes <- "connected" },
			Disconnected: func() { changes <- "disconnected" },
		}).Cancel()
		peer := b.listen(echo)
		stream, listener, datagrams := b.dial(peer), b.socket(netdev.ProtocolStream), b.socket(netdev.ProtocolDgram)
		b.check(b.net.Bind(b.ctx, listener, "", 8000))
		b.check(b.net.Listen(b.ctx, listener, 1))
		b.check(b.net.Bind(b.ctx, datagrams, "", 8001))
		waiting := make(chan error)
		for _, fd := range []netdev.FD{stream, datagrams} {
			go func() {
				_, _, err := b.net.Recv(b.ctx, fd, make([]byte, 1))
				waiting <- err
			}()
		}
		go func() {
			_, _, err := b.net.Accept(b.ctx, listener)
			waiting <- err
		}()
		b.emu.Reboot()
		for range 3 {
			if err := <-waiting; !errors.Is(err, driver.ECONNRESET) {
				b.Errorf("%v, want ECONNRESET", err)
			}
		}
		if err := b.net.Write(b.ctx, stream, []byte("x")); !errors.Is(err, driver.ECONNRESET) {
			b.Errorf("write: %v, want ECONNRESET", err)
		}
		for _, fd := range []netdev.FD{stream, listener, datagrams} {
			b.check(b.net.Close(b.ctx, fd))
		}
		again := b.dial(peer)
		b.check(b.net.Write(b.ctx, again, []byte("hello")))
		b.read(again, 5)
		for _, want := range []string{"disconnected", "associated", "connected"} {
			select {
			case got := <-changes:
				if got != want {
					b.Errorf("change %q, want %q", got, want)
				}
			case <-b.ctx.Done():
				b.Fatalf("change %q did not come", want)
			}
		}
	})
}

// A restart in the middle of everything: no call hangs, and none succeeds that did not.
func TestRebootsUnderLoad(t *testing.T) {
	everywhere(t, func(b *bench) {
		peer := b.listen(echo)
		for range 5 {
			ended := make(chan struct{})
			for range 3 {
				go func() {
					defer func() { ended <- struct{}{} }()
					fd, err := b.net.Socket(b.ctx, netdev.DomainINET, netdev.ProtocolStream)
					if err != nil {
						return
					}
					defer b.net.Close(b.ctx, fd)
					if b.net.Connect(b.ctx, fd, peer.Addr().String(), peer.Port()) != nil {
						return
					}
					buf := make([]byte, 3000)
					for range 20 { // who connects after the restart is not interrupted
						if b.net.Write(b.ctx, fd, noise(1, len(buf))) != nil {
							return
						}
						// All of it: a peer that cannot get rid of its echo reads no more, and SEND OK waits for it.
						for rest := buf; len(rest) > 0; {
							n, _, err := b.net.Recv(b.ctx, fd, rest)
							if err != nil {
								return
							}
							rest = rest[n:]
						}
					}
				}()
			}
			fd := b.dialAgain(peer.Addr().String(), peer.Port())
			b.check(b.net.Write(b.ctx, fd, []byte("hello")))
			b.emu.Reboot()
			for range 3 {
				select {
				case <-ended:
				case <-b.ctx.Done():
					b.Fatal("a call hangs")
				}
			}
			b.check(b.net.Close(b.ctx, fd))
		}
	})
}

// dialAgain dials until it succeeds: a restart may come in between.
func (b *bench) dialAgain(addr string, port uint16) netdev.FD {
	b.Helper()
	for {
		fd := b.socket(netdev.ProtocolStream)
		err := b.net.Connect(b.ctx, fd, addr, port)
		if err == nil {
			return fd
		}
		b.check(b.ctx.Err())
		b.net.Close(b.ctx, fd)
	}
}

// No network: errors say so.
func TestNoNetwork(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			dev, _ := open(t, f.firmware)
			fd, err := dev.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
			if err != nil {
				t.Fatal(err)
			}
			if err := dev.Net().Connect(t.Context(), fd, "127.0.0.1", 80); !errors.Is(err, driver.ENETDOWN) {
				t.Errorf("connect: %v, want ENETDOWN", err)
			}
			if _, err := dev.Net().IP(t.Context()); !errors.Is(err, driver.ENETDOWN) {
				t.Errorf("ip: %v, want ENETDOWN", err)
			}
			if _, err := dev.Net().Resolve(t.Context(), "peer.example"); !errors.Is(err, driver.ENETDOWN) {
				t.Errorf("resolve: %v, want ENETDOWN", err)
			}
			// A server may be started before a network is joined.
			if err := dev.Net().Bind(t.Context(), fd, "", 80); err != nil {
				t.Error(err)
			}
			if err := dev.Net().Listen(t.Context(), fd, 1); err != nil {
				t.Error(err)
			}
		})
	}
}
