package esp8266_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// Readers that do not read hold their peers back. Together they take no more memory than they may, and leave one that
// reads its part.
func TestMemoryLimit(t *testing.T) {
	const limit = 40 << 10
	virtually(t, []esp8266.Option{esp8266.MemoryLimit(limit)}, func(b *bubble) {
		want := noise(8, 100_000)
		source := b.peer(func(c *emulator.MemoryConn) {
			c.Write(want)
			io.Copy(io.Discard, c)
		})
		var slow []netdev.FD
		for range 4 {
			slow = append(slow, b.dial(source))
		}
		time.Sleep(time.Minute) // of the bubble: everything is full
		held := b.dev.Stats()
		if held.Memory > limit || held.Buffered < limit/4 || held.Buffered > held.Memory {
			b.Errorf("%d bytes in %d of memory, the limit is %d", held.Buffered, held.Memory, limit)
		}
		quick := b.dial(source)
		if got := b.read(quick, len(want)); !bytes.Equal(got, want) {
			b.Error("the quick reader did not get what was sent")
		}
		for i, fd := range slow {
			if got := b.read(fd, len(want)); !bytes.Equal(got, want) {
				b.Errorf("the slow reader %d did not get what was sent", i)
			}
			if s := b.dev.Stats(); s.Memory > limit {
				b.Errorf("%d bytes of memory", s.Memory)
			}
		}
		for _, fd := range append(slow, quick) {
			b.check(b.net.Close(b.ctx, fd))
		}
		if s := b.dev.Stats(); s.Buffered != 0 || s.Links != 0 {
			b.Errorf("left over: %+v", s)
		}
	})
}

// A socket's buffer bounds what is taken ahead of its reader.
func TestReceiveBuffer(t *testing.T) {
	virtually(t, []esp8266.Option{esp8266.ReceiveBuffer(8192)}, func(b *bubble) {
		fd := b.dial(b.peer(func(c *emulator.MemoryConn) {
			c.Write(make([]byte, 100_000))
			io.Copy(io.Discard, c)
		}))
		time.Sleep(time.Minute)
		if s := b.dev.Stats(); s.Buffered > 8192 || s.Buffered < 4096 || s.Memory > 8192 {
			b.Errorf("%d bytes in %d of memory", s.Buffered, s.Memory)
		}
		// A reader of single bytes causes no fetches of single bytes.
		before := b.dev.Stats().Dialogue.Commands
		for range 10_000 {
			b.read(fd, 1)
		}
		if n := b.dev.Stats().Dialogue.Commands - before; n > 20 {
			b.Errorf("%d commands for 10000 bytes", n)
		}
	})
}

// Datagrams that nobody takes are dropped when the buffer is full, and counted; those before come whole and in order.
func TestDatagramsOverflow(t *testing.T) {
	virtually(t, []esp8266.Option{esp8266.ReceiveBuffer(4096)}, func(b *bubble) {
		fd := b.socket(netdev.ProtocolDgram)
		b.check(b.net.Bind(b.ctx, fd, "", 5353))
		at, ok := b.emu.PacketAddr(5353)
		if !ok {
			b.Fatal("the module has no UDP link")
		}
		udp, err := b.memory.Host(peerHost).ListenPacket(0)
		b.check(err)
		defer udp.Close()
		for i := range 100 {
			_, err := udp.WriteTo(bytes.Repeat([]byte{byte(i)}, 500), at)
			b.check(err)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		got := uint64(0)
		for buf := make([]byte, 600); b.dev.Stats().Buffered > 0; got++ {
			n, from, err := b.net.Recv(b.ctx, fd, buf)
			if err != nil || n != 500 || from != addrPort(udp.LocalAddr()) || buf[0] != byte(got) || buf[499] != byte(got) {
				b.Fatalf("datagram %d: %d bytes from %v, %v", got, n, from, err)
			}
		}
		if s := b.dev.Stats(); got < 6 || got > 8 || s.DroppedDatagrams != 100-got {
			b.Errorf("%d came, %d were dropped", got, s.DroppedDatagrams)
		}
	})
}
