package esp8266_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// noise returns bytes of all values, with the firmware's own words among them.
func noise(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, seed))
	words := []string{"\r\nOK\r\n", "\r\n+IPD,0,4:", "0,CLOSED\r\n", "\r\nready\r\n", "> ", "\r\nERROR\r\n", "SEND OK\r\n", "\x00", "+++"}
	p := make([]byte, 0, n+16)
	for len(p) < n {
		if r.IntN(8) == 0 {
			p = append(p, words[r.IntN(len(words))]...)
		} else {
			p = append(p, byte(r.Uint32()))
		}
	}
	return p[:n]
}

// Five links send and receive at once; nothing is lost, mixed or cut.
func TestFiveLinks(t *testing.T) {
	everywhere(t, func(b *bench) {
		peer := b.listen(echo)
		var done sync.WaitGroup
		for i := range 5 {
			fd := b.dial(peer)
			want := noise(uint64(i+1), 40_000)
			done.Go(func() {
				if err := b.net.Write(b.ctx, fd, want); err != nil {
					b.Errorf("write: %v", err)
				}
			})
			done.Go(func() {
				got := make([]byte, 0, len(want))
				buf := make([]byte, 1500)
				for len(got) < len(want) {
					n, _, err := b.net.Recv(b.ctx, fd, buf)
					if err != nil {
						b.Errorf("link %d, after %d bytes: %v", i, len(got), err)
						return
					}
					got = append(got, buf[:n]...)
				}
				if !bytes.Equal(got, want) {
					b.Errorf("link %d: what came back is not what was sent", i)
				}
			})
		}
		fd := b.socket(netdev.ProtocolStream)
		if err := b.net.Connect(b.ctx, fd, peer.Addr().String(), peer.Port()); !errors.Is(err, driver.EMFILE) {
			b.Errorf("a sixth link: %v, want EMFILE", err)
		}
		done.Wait()
	})
}

// A reader that does not read holds back its own peer, and nobody else. What it did not read is there when it does.
func TestBackPressure(t *testing.T) {
	everywhere(t, func(b *bench) {
		want := noise(9, 300_000)
		slow := b.dial(b.listen(func(c *net.TCPConn) { c.Write(want) }))
		quick := b.dial(b.listen(echo))
		for range 20 {
			b.check(b.net.Write(b.ctx, quick, []byte("ping")))
			b.read(quick, 4)
		}
		if got := b.read(slow, len(want)); !bytes.Equal(got, want) {
			b.Error("what came is not what was sent")
		}
		if _, _, err := b.net.Recv(b.ctx, slow, make([]byte, 1)); err != io.EOF {
			b.Errorf("at the end: %v", err)
		}
	})
}

// A deadline that passes while data is fetched loses none of it.
func TestShortDeadlines(t *testing.T) {
	everywhere(t, func(b *bench) {
		want := noise(3, 50_000)
		fd := b.dial(b.listen(func(c *net.TCPConn) { c.Write(want) }))
		var got []byte
		buf := make([]byte, 700)
		for len(got) < len(want) {
			ctx, cancel := context.WithTimeout(b.ctx, 100*time.Microsecond)
			n, _, err := b.net.Recv(ctx, fd, buf)
			cancel()
			if err != nil && !errors.Is(err, driver.ETIMEDOUT) {
				b.Fatalf("after %d bytes: %v", len(got), err)
			}
			got = append(got, buf[:n]...)
		}
		if !bytes.Equal(got, want) {
			b.Error("what came is not what was sent")
		}
	})
}

// While a UDP link is open ESP-AT holds nothing back; a stream that nobody reads then fails with a clear error.
func TestOverflow(t *testing.T) {
	emu := emulator.Start(t, emulator.Firmware22, lab)
	dev, err := esp8266.Open(t.Context(), emu.Port(), esp8266.ReceiveBuffer(1))
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: ctx}
	b.join()
	b.check(b.net.Bind(ctx, b.socket(netdev.ProtocolDgram), "", 0))
	lost := make(chan error, 1)
	defer b.net.Subscribe(netdev.NetDevEvents{Closed: func(_ netdev.FD, cause error) { lost <- cause }}).Cancel()
	fd := b.dial(b.listen(func(c *net.TCPConn) {
		c.Read(make([]byte, 1)) // the connect has succeeded by then
		c.Write(make([]byte, 100_000))
	}))
	b.check(b.net.Write(ctx, fd, []byte{1}))
	select {
	case cause := <-lost:
		if !errors.Is(cause, driver.EOVERFLOW) {
			t.Errorf("closed because of %v", cause)
		}
	case <-ctx.Done():
		t.Fatal("the stream was not closed")
	}
	total := 0
	for buf := make([]byte, 1000); err == nil; {
		var n int
		n, _, err = b.net.Recv(ctx, fd, buf)
		total += n
	}
	if !errors.Is(err, driver.EOVERFLOW) || total == 0 || total > 4096 {
		t.Errorf("%d bytes, then %v", total, err)
	}
}

// A server with several clients, who all are served at once; the peer's address is the client's own.
func TestServer(t *testing.T) {
	everywhere(t, func(b *bench) {
		fd, at := b.serve()
		for round := range 3 {
			var clients []net.Conn
			for range 4 {
				c, err := net.Dial("tcp4", at)
				b.check(err)
				defer c.Close()
				clients = append(clients, c)
			}
			conns := map[string]netdev.FD{}
			for range clients {
				conn, peer, err := b.net.Accept(b.ctx, fd)
				b.check(err)
				conns[peer.String()] = conn
			}
			for i, c := range clients {
				conn, ok := conns[c.LocalAddr().String()]
				if !ok {
					b.Fatalf("no connection from %v among %v", c.LocalAddr(), conns)
				}
				question := fmt.Sprintf("question %d of round %d", i, round)
				fmt.Fprint(c, question)
				if got := string(b.read(conn, len(question))); got != question {
					b.Errorf("got %q, want %q", got, question)
				}
				b.check(b.net.Write(b.ctx, conn, []byte("answer")))
				b.check(b.net.Close(b.ctx, conn))
				if got, err := io.ReadAll(c); string(got) != "answer" || err != nil {
					b.Errorf("client got %q, %v", got, err)
				}
			}
		}
		other := b.socket(netdev.ProtocolStream)
		b.check(b.net.Bind(b.ctx, other, "", 4321))
		if err := b.net.Listen(b.ctx, other, 1); !errors.Is(err, driver.EOPNOTSUPP) {
			b.Errorf("a second server: %v, want EOPNOTSUPP", err)
		}
		b.check(b.net.Close(b.ctx, fd))
		if err := b.net.Listen(b.ctx, other, 1); err != nil {
			b.Errorf("a server after the first was closed: %v", err)
		}
	})
}

// A client that sends and closes at once is heard to its end, though its link is gone before it is accepted.
func TestShortClient(t *testing.T) {
	everywhere(t, func(b *bench) {
		fd, at := b.serve()
		want := noise(5, 5000)
		c, err := net.Dial("tcp4", at)
		b.check(err)
		_, err = c.Write(want)
		b.check(err)
		b.check(c.Close())
		conn, _, err := b.net.Accept(b.ctx, fd)
		b.check(err)
		if got := b.read(conn, len(want)); !bytes.Equal(got, want) {
			b.Error("what came is not what was sent")
		}
		if _, _, err := b.net.Recv(b.ctx, conn, make([]byte, 1)); err != io.EOF {
			b.Errorf("at the end: %v", err)
		}
		if err := b.net.Write(b.ctx, conn, []byte("x")); !errors.Is(err, driver.EPIPE) {
			b.Errorf("write: %v, want EPIPE", err)
		}
	})
}

// One datagram socket talks with several peers, and a stream goes on beside it.
func TestDatagrams(t *testing.T) {
	everywhere(t, func(b *bench) {
		stream := b.dial(b.listen(echo))
		b.check(b.net.Write(b.ctx, stream, []byte("before")))
		fd := b.socket(netdev.ProtocolDgram)
		b.check(b.net.Bind(b.ctx, fd, "", 0))
		peers := map[string]*net.UDPConn{}
		for i := range 3 {
			p, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
			b.check(err)
			defer p.Close()
			peers[p.LocalAddr().String()] = p
			at := p.LocalAddr().(*net.UDPAddr)
			b.check(b.net.SendTo(b.ctx, fd, []byte(fmt.Sprintf("to %d", i)), "127.0.0.1", uint16(at.Port)))
		}
		buf := make([]byte, 2000)
		for addr, p := range peers {
			n, from, err := p.ReadFrom(buf)
			b.check(err)
			if !bytes.HasPrefix(buf[:n], []byte("to ")) {
				b.Errorf("%s got %q", addr, buf[:n])
			}
			for size := range 3 {
				_, err = p.WriteTo(bytes.Repeat([]byte(addr[:5]), 1+100*size), from)
				b.check(err)
			}
		}
		heard := map[string]int{}
		for range 9 {
			n, from, err := b.net.Recv(b.ctx, fd, buf)
			b.check(err)
			if want := 5 * (1 + 100*heard[from.String()]); n != want {
				b.Errorf("datagram of %d bytes from %v, want %d", n, from, want)
			}
			heard[from.String()]++
		}
		for addr := range peers {
			if heard[addr] != 3 {
				b.Errorf("%d datagrams from %s, want 3", heard[addr], addr)
			}
		}
		if err := b.net.SendTo(b.ctx, fd, make([]byte, 2049), "127.0.0.1", 9); !errors.Is(err, driver.EMSGSIZE) {
			b.Errorf("2049 bytes: %v, want EMSGSIZE", err)
		}
		b.check(b.net.Write(b.ctx, stream, []byte(" and after")))
		if got := string(b.read(stream, 16)); got != "before and after" {
			b.Errorf("stream got %q", got)
		}
		s, err := b.net.Get(b.ctx, fd)
		b.check(err)
		if _, ok := b.emu.PacketAddr(s.LPort); !ok {
			b.Errorf("the module has no UDP link at port %d", s.LPort)
		}
		again := b.socket(netdev.ProtocolDgram)
		if err := b.net.Bind(b.ctx, again, "", s.LPort); !errors.Is(err, driver.EADDRINUSE) {
			b.Errorf("the same port again: %v, want EADDRINUSE", err)
		}
	})
}

// Options of a stream.
func TestOptions(t *testing.T) {
	everywhere(t, func(b *bench) {
		espAT := b.dev.Firmware()[0] == '2'
		fd := b.socket(netdev.ProtocolStream)
		b.check(b.net.SetOption(b.ctx, fd, netdev.OptionKeepalive, 60))
		for option, value := range map[netdev.Option]int{netdev.OptionNodelay: 1, netdev.OptionLinger: 5} {
			if err := b.net.SetOption(b.ctx, fd, option, value); (err == nil) != espAT || err != nil && !errors.Is(err, driver.ENOPROTOOPT) {
				b.Errorf("%s: %v", option, err)
			}
		}
		if err := b.net.SetOption(b.ctx, fd, netdev.OptionKeepalive, 7201); !errors.Is(err, driver.EINVAL) {
			b.Errorf("keep-alive of 7201 s: %v, want EINVAL", err)
		}
		peer := b.listen(echo)
		b.check(b.net.Connect(b.ctx, fd, peer.Addr().String(), peer.Port()))
		if err := b.net.SetOption(b.ctx, fd, netdev.OptionNodelay, 0); (err == nil) != espAT {
			b.Errorf("no-delay of a connection: %v", err)
		}
		b.check(b.net.Write(b.ctx, fd, []byte("hello")))
		b.read(fd, 5)
	})
}
