package esp8266_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/emulator"
)

// gathering is a peer that keeps what it gets, and tells it when the connection has ended.
func gathering(b *bubble) (peer func(*emulator.MemoryConn), got chan []byte) {
	got = make(chan []byte, 1)
	return func(c *emulator.MemoryConn) {
		all, _ := io.ReadAll(c)
		got <- all
	}, got
}

// faulty sets what goes wrong from now on.
func (b *bubble) faulty(f emulator.Faults) {
	b.Helper()
	b.check(b.emu.SetFaults(f))
}

// A payload for which the module never asked is offered again: nothing of it was out.
func TestPromptLost(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		serve, got := gathering(b)
		fd := b.dial(b.peer(serve))
		want := noise(21, 60_000)
		b.faulty(emulator.Faults{Seed: 4, NoPrompt: 0.3})
		b.check(b.net.Write(b.ctx, fd, want))
		if b.emu.Faulted().Total() == 0 {
			b.Error("no prompt was lost")
		}
		b.faulty(emulator.Faults{})
		b.check(b.net.Close(b.ctx, fd))
		if all := <-got; !bytes.Equal(all, want) {
			b.Errorf("the peer got %d bytes, not what was sent", len(all))
		}
	})
}

// Where it is not certain that a payload reached the peer, the call fails and the link with it: the module closes it.
func TestSendInDoubt(t *testing.T) {
	for name, fault := range map[string]emulator.Faults{
		"the confirmation is lost": {LoseSendOK: 1},
		"the module fails to send": {SendFail: 1},
	} {
		t.Run(name, func(t *testing.T) {
			virtually(t, nil, func(b *bubble) {
				serve, got := gathering(b)
				peer := b.peer(serve)
				fd := b.dial(peer)
				b.check(b.net.Write(b.ctx, fd, []byte("first ")))
				b.faulty(fault)
				if err := b.net.Write(b.ctx, fd, []byte("second ")); !errors.Is(err, driver.EIO) {
					b.Errorf("write: %v, want EIO", err)
				}
				b.faulty(emulator.Faults{})
				if err := b.net.Write(b.ctx, fd, []byte("third")); !errors.Is(err, driver.EIO) {
					b.Errorf("the next write: %v, want EIO", err)
				}
				if _, _, err := b.net.Recv(b.ctx, fd, make([]byte, 1)); !errors.Is(err, driver.EIO) {
					b.Errorf("recv: %v, want EIO", err)
				}
				// The peer finds its end though nobody has closed the socket.
				if all := <-got; !bytes.HasPrefix([]byte("first second "), all) || !bytes.HasPrefix(all, []byte("first ")) {
					b.Errorf("the peer got %q", all)
				}
				again := b.dial(peer)
				b.check(b.net.Write(b.ctx, again, []byte("hello")))
				b.check(b.net.Close(b.ctx, again))
				if all := <-got; string(all) != "hello" {
					b.Errorf("the next peer got %q", all)
				}
			})
		})
	}
}

// A byte that is lost or doubled in an answer to AT+CIPRECVDATA fails the link, and none of that answer is delivered.
func TestReadInDoubt(t *testing.T) {
	for name, fault := range map[string]emulator.Faults{
		"a byte is lost":    {Seed: 1, ReadDrop: 1},
		"a byte is doubled": {Seed: 2, ReadDouble: 1},
	} {
		t.Run(name, func(t *testing.T) {
			virtually(t, nil, func(b *bubble) {
				want := noise(33, 5000)
				fd := b.dial(b.peer(func(c *emulator.MemoryConn) {
					io.ReadFull(c, make([]byte, 2))
					c.Write(want)
					io.Copy(io.Discard, c)
				}))
				b.faulty(fault)
				if err := b.net.Write(b.ctx, fd, []byte("go")); err != nil && !errors.Is(err, driver.EIO) {
					b.Errorf("write: %v", err)
				}
				var got []byte
				var err error
				for buf := make([]byte, 1000); err == nil; {
					var n int
					n, _, err = b.net.Recv(b.ctx, fd, buf)
					got = append(got, buf[:n]...)
				}
				if !errors.Is(err, driver.EIO) || !bytes.HasPrefix(want, got) {
					b.Errorf("%d bytes, then %v", len(got), err)
				}
				b.faulty(emulator.Faults{})
				b.check(b.net.Close(b.ctx, fd))
				time.Sleep(time.Second) // of the bubble: the module closes the link
				if s := b.dev.Stats(); s.Buffered != 0 || s.Links != 0 {
					b.Errorf("left over: %+v", s)
				}
			})
		})
	}
}

// A reply that is lost is noticed long before the time limit of a call.
func TestRepliesLost(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		serve, got := gathering(b)
		peer := b.peer(serve)
		fd := b.dial(peer)
		b.emu.Swallow(1)
		err := b.net.Write(b.ctx, fd, []byte("hello"))
		if err != nil && !errors.Is(err, driver.EIO) {
			b.Errorf("write: %v", err)
		}
		b.emu.Swallow(1)
		b.check(b.net.Close(b.ctx, fd))
		if all := <-got; err == nil && string(all) != "hello" || err != nil && len(all) > 5 {
			b.Errorf("write: %v, and the peer got %q", err, all)
		}
		b.check(b.net.Close(b.ctx, b.dial(peer)))
		<-got
	})
}

// The bytes that end a mode of the firmware are data like any others.
func TestEscapeSequence(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		serve, got := gathering(b)
		fd := b.dial(b.peer(serve))
		want := ""
		for _, data := range []string{"+++", "+", "++", "++++", "+++\r\nAT+RST\r\n", "x+++", string(make([]byte, 2048)) + "+++", "+++++", "++++++++", "+++"} {
			b.check(b.net.Write(b.ctx, fd, []byte(data)))
			want += data
		}
		b.check(b.net.Close(b.ctx, fd))
		if all := string(<-got); all != want {
			b.Errorf("the peer got %q", all)
		}
		udp := b.socket(netdev.ProtocolDgram)
		peer, err := b.memory.Host(peerHost).ListenPacket(7)
		b.check(err)
		defer peer.Close()
		buf := make([]byte, 10)
		for _, data := range []string{"+++", "x+++", "++++++"} {
			b.check(b.net.SendTo(b.ctx, udp, []byte(data), peerHost.String(), 7))
			if n, _, err := peer.ReadFrom(buf); string(buf[:n]) != data || err != nil {
				b.Errorf("a datagram %q came as %q, %v", data, buf[:n], err)
			}
		}
	})
}
