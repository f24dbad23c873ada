package esp8266_test

import (
	"bytes"
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
)

// TestPain shows of each thing that users of ESP8266 AT drivers complain about most that it does not happen here. What is
// about the WiFi is in TestPainWiFi.
func TestPain(t *testing.T) {
	for _, pain := range []struct {
		complaint string
		opts      []esp8266.Option
		test      func(b *bubble)
		world     []emulator.Option
	}{
		{"busy: the driver gives up, loses or doubles data", nil, painBusy,
			[]emulator.Option{emulator.Faults{Seed: 11, Busy: 0.3, BusyFor: 30 * time.Millisecond}}},
		{"busy is said though the command is carried out", nil, painBusy,
			[]emulator.Option{emulator.Faults{Seed: 12, StrayBusy: 0.3}}},
		{"URCs and +IPD inside an answer, an echo or a send", nil, painInterleaved, interleavings()},
		{"a lost byte on the line hangs the driver", nil, painLostBytes, nil},
		{"a forgotten +IPD stalls the reader", nil, painForgottenNotice, nil},
		{"CLOSED comes before the data was read", nil, painClosedFirst, nil},
		{"a forgotten +IPD, and CLOSED comes: the end is cut off", nil, painForgottenEnd, nil},
		{"UDP: datagrams run together, the sender is unknown", nil, painDatagrams, nil},
		{"SEND OK or SEND FAIL: data is sent twice after a time-out", nil, painDoubled, nil},
		{"TLS: a second connection fails without a reason", nil, painSecondTLS, nil},
		{"the module restarts and the driver hangs", []esp8266.Option{esp8266.Rejoin()}, painRestart, nil},
		{"fixed time-outs are too short for SEND OK, connects and names", nil, painSlow, []emulator.Option{
			emulator.DNS{Name: "slow.example", Addr: peerHost},
			emulator.Timing{Ack: 20 * time.Second, Connect: 15 * time.Second, Resolve: 12 * time.Second},
		}},
	} {
		t.Run(pain.complaint, func(t *testing.T) { virtually(t, pain.opts, pain.test, pain.world...) })
	}
}

// exchange sends 40 kB to a peer that sends them back.
func (b *bubble) exchange() {
	b.Helper()
	fd := b.dial(b.peer(reflect))
	want := noise(40, 40_000)
	sent := make(chan error, 1)
	go func() { sent <- b.net.Write(b.ctx, fd, want) }()
	if got := b.read(fd, len(want)); !bytes.Equal(got, want) {
		b.Error("what came back is not what was sent")
	}
	b.check(<-sent)
	b.check(b.net.Close(b.ctx, fd))
}

func painBusy(b *bubble) {
	b.exchange()
	if b.emu.Faulted().Total() == 0 {
		b.Error("the module was never busy")
	}
}

// interleavings print at every point of the dialogue where the firmware's other tasks may.
func interleavings() []emulator.Option {
	var opts []emulator.Option
	for _, at := range []emulator.Point{
		emulator.AtEcho, emulator.AfterEcho, emulator.AtAnswer, emulator.BeforePrompt, emulator.AfterPrompt, emulator.AfterRecv,
	} {
		opts = append(opts, emulator.Interleave{At: at, Text: "\r\n+IPD,0,8:\r\n> OK\r\n"},
			emulator.Interleave{At: at, Text: "+STA_CONNECTED:\"02:03:00:00:00:01\"\r\n"})
	}
	return opts
}

func painInterleaved(b *bubble) { b.exchange() }

// painLostBytes: with bytes lost in either direction calls fail or succeed, and each ends; afterwards everything works.
func painLostBytes(b *bubble) {
	peer := b.peer(reflect)
	b.faulty(emulator.Faults{Seed: 5, Drop: 0.002})
	failed := 0
	for range 40 {
		fd := b.socket(netdev.ProtocolStream)
		start := time.Now()
		err := b.net.Connect(b.ctx, fd, peer.Addr().String(), peer.Port())
		if err == nil {
			err = b.net.Write(b.ctx, fd, noise(1, 300))
		}
		if err != nil {
			failed++
		}
		if took := time.Since(start); took > 2*time.Minute {
			b.Errorf("a connect and a write took %v: %v", took, err)
		}
		b.net.Close(b.ctx, fd)
	}
	b.faulty(emulator.Faults{})
	if failed == 40 {
		b.Error("nothing succeeded")
	}
	time.Sleep(time.Minute) // what was in doubt is put right
	b.exchange()
}

func painForgottenNotice(b *bubble) {
	peer := make(chan *emulator.MemoryConn, 1)
	fd := b.dial(b.peer(func(c *emulator.MemoryConn) {
		peer <- c
		io.Copy(io.Discard, c)
	}))
	c := <-peer
	b.faulty(emulator.Faults{LoseURC: 1})
	_, err := c.Write([]byte("news"))
	b.check(err)
	synctest.Wait()
	b.faulty(emulator.Faults{})
	b.read(fd, 4)
}

func painForgottenEnd(b *bubble) {
	peer := make(chan *emulator.MemoryConn, 1)
	fd := b.dial(b.peer(func(c *emulator.MemoryConn) {
		peer <- c
		io.Copy(io.Discard, c)
	}))
	c := <-peer
	b.faulty(emulator.Faults{LoseURC: 1})
	_, err := c.Write([]byte("last words"))
	b.check(err)
	synctest.Wait()
	b.faulty(emulator.Faults{})
	b.check(c.Close())
	if got := string(b.read(fd, 10)); got != "last words" {
		b.Errorf("got %q", got)
	}
	if _, _, err := b.net.Recv(b.ctx, fd, make([]byte, 1)); err != io.EOF {
		b.Errorf("at the end: %v", err)
	}
}

func painClosedFirst(b *bubble) {
	want := noise(50, 20_000) // more than the driver's buffer holds: the module keeps the rest
	fd := b.dial(b.peer(func(c *emulator.MemoryConn) { c.Write(want) }))
	time.Sleep(10 * time.Second) // the peer has long closed
	if got := b.read(fd, len(want)); !bytes.Equal(got, want) {
		b.Error("what came is not what was sent")
	}
	if _, _, err := b.net.Recv(b.ctx, fd, make([]byte, 1)); err != io.EOF {
		b.Errorf("at the end: %v", err)
	}
}

func painDatagrams(b *bubble) {
	fd := b.socket(netdev.ProtocolDgram)
	b.check(b.net.Bind(b.ctx, fd, "", 5353))
	at, _ := b.emu.PacketAddr(5353)
	for size := range 30 {
		udp, err := b.memory.Host(peerHost).ListenPacket(0)
		b.check(err)
		for range 2 {
			_, err = udp.WriteTo(make([]byte, 1+size*40), at)
			b.check(err)
		}
		buf := make([]byte, 2000)
		for range 2 {
			if n, from, err := b.net.Recv(b.ctx, fd, buf); n != 1+size*40 || from != addrPort(udp.LocalAddr()) || err != nil {
				b.Errorf("%d bytes from %v, %v", n, from, err)
			}
		}
		udp.Close()
	}
}

// painDoubled: the confirmation of a send is lost. The call fails, and no byte reaches the peer twice.
func painDoubled(b *bubble) {
	serve, got := gathering(b)
	fd := b.dial(b.peer(serve))
	b.faulty(emulator.Faults{LoseSendOK: 1})
	if err := b.net.Write(b.ctx, fd, []byte("once")); !errors.Is(err, driver.EIO) {
		b.Errorf("write: %v, want EIO", err)
	}
	b.faulty(emulator.Faults{})
	if all := string(<-got); all != "once" && all != "" {
		b.Errorf("the peer got %q", all)
	}
}

func painSecondTLS(b *bubble) {
	l, err := b.memory.Host(peerHost).Listen(443)
	b.check(err)
	defer l.Close()
	begun := make(chan net.Conn, 1)
	go func() {
		if c, err := l.Accept(); err == nil {
			begun <- c // and no handshake
		}
	}()
	first := b.socket(netdev.ProtocolTLS)
	ended := make(chan error, 1)
	go func() { ended <- b.net.Connect(b.ctx, first, peerHost.String(), 443) }()
	c := <-begun
	err = b.net.Connect(b.ctx, b.socket(netdev.ProtocolTLS), peerHost.String(), 443)
	if !errors.Is(err, driver.EMFILE) {
		b.Errorf("a second TLS connection: %v, want EMFILE", err)
	}
	c.Close()
	if err := <-ended; err == nil {
		b.Error("a handshake without a peer succeeded")
	}
}

func painRestart(b *bubble) {
	peer := b.peer(reflect)
	fd := b.dial(peer)
	waiting := make(chan error)
	go func() {
		_, _, err := b.net.Recv(b.ctx, fd, make([]byte, 1))
		waiting <- err
	}()
	synctest.Wait()
	b.emu.Reboot()
	if err := <-waiting; !errors.Is(err, driver.ECONNRESET) {
		b.Errorf("recv: %v, want ECONNRESET", err)
	}
	time.Sleep(time.Minute)
	b.exchange()
}

func painSlow(b *bubble) {
	peer := b.peer(reflect)
	fd := b.socket(netdev.ProtocolStream)
	b.check(b.net.Connect(b.ctx, fd, "slow.example", peer.Port()))
	b.check(b.net.Write(b.ctx, fd, []byte("hello")))
	if got := string(b.read(fd, 5)); got != "hello" {
		b.Errorf("got %q", got)
	}
}
