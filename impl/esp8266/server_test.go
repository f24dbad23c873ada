package esp8266_test

import (
	"context"
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

// serving starts a server with a backlog, and returns it with a function that connects a client.
func (b *bubble) serving(backlog int) (netdev.FD, func() net.Conn) {
	b.Helper()
	fd := b.socket(netdev.ProtocolStream)
	b.check(b.net.Bind(b.ctx, fd, "", 8080))
	b.check(b.net.Listen(b.ctx, fd, backlog))
	at, ok := b.emu.ListenAddr(8080)
	if !ok {
		b.Fatal("the module does not listen")
	}
	return fd, func() net.Conn {
		b.Helper()
		c, err := b.memory.Host(peerHost).Dial(b.ctx, addrPort(at))
		b.check(err)
		b.Cleanup(func() { c.Close() })
		return c
	}
}

// A server takes as many clients at once as its backlog says, and no more; when one has gone, the next is taken.
func TestServerLimit(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		fd, connect := b.serving(2)
		one, two := connect(), connect()
		first, peer, err := b.net.Accept(b.ctx, fd)
		b.check(err)
		if peer != addrPort(one.LocalAddr()) {
			b.Errorf("accepted %v first", peer)
		}
		second, _, err := b.net.Accept(b.ctx, fd)
		b.check(err)
		third := connect()
		third.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := third.Read(make([]byte, 1)); err == nil {
			b.Error("a third client was served")
		}
		third.Close()
		b.check(b.net.Write(b.ctx, first, []byte("1")))
		b.check(b.net.Write(b.ctx, second, []byte("2")))
		for _, c := range []net.Conn{one, two} {
			if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
				b.Error(err)
			}
		}
		b.check(b.net.Close(b.ctx, first))
		synctest.Wait()
		c := connect()
		accepted := make(chan error)
		go func() {
			conn, peer, err := b.net.Accept(b.ctx, fd)
			for err == nil && peer != addrPort(c.LocalAddr()) { // the third may have been waiting in the listener
				b.check(b.net.Close(b.ctx, conn))
				conn, peer, err = b.net.Accept(b.ctx, fd)
			}
			if err == nil {
				err = b.net.Write(b.ctx, conn, []byte("4"))
			}
			accepted <- err
		}()
		b.check(<-accepted)
		if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
			b.Error(err)
		}
	})
}

// A server with links, clients of the device's own, and datagrams share the five links.
func TestServerAndClients(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		fd, connect := b.serving(5)
		peer := b.peer(reflect)
		client := b.dial(peer)
		datagrams := b.socket(netdev.ProtocolDgram)
		b.check(b.net.Bind(b.ctx, datagrams, "", 5353))
		udp, err := b.memory.Host(peerHost).ListenPacket(0)
		b.check(err)
		defer udp.Close()
		to := addrPort(udp.LocalAddr())
		var conns []netdev.FD
		var clients []net.Conn
		for range 3 {
			clients = append(clients, connect())
			conn, _, err := b.net.Accept(b.ctx, fd)
			b.check(err)
			conns = append(conns, conn)
		}
		buf := make([]byte, 100)
		for range 10 {
			b.check(b.net.Write(b.ctx, client, []byte("client")))
			if got := string(b.read(client, 6)); got != "client" {
				b.Errorf("the client got %q", got)
			}
			b.check(b.net.SendTo(b.ctx, datagrams, []byte("datagram"), to.Addr().String(), to.Port()))
			n, from, err := udp.ReadFrom(buf)
			b.check(err)
			_, err = udp.WriteTo(buf[:n], from)
			b.check(err)
			if n, sender, err := b.net.Recv(b.ctx, datagrams, buf); string(buf[:n]) != "datagram" || sender != to || err != nil {
				b.Errorf("%q from %v, %v", buf[:n], sender, err)
			}
			for i, c := range clients {
				_, err := c.Write([]byte("server"))
				b.check(err)
				b.check(b.net.Write(b.ctx, conns[i], b.read(conns[i], 6)))
				if _, err := io.ReadFull(c, buf[:6]); string(buf[:6]) != "server" || err != nil {
					b.Errorf("a client of the server got %q, %v", buf[:6], err)
				}
			}
		}
		if err := b.net.Connect(b.ctx, b.inPlaceOf(conns[0]), peer.Addr().String(), peer.Port()); err != nil {
			b.Errorf("the link of a client that was closed is not free: %v", err)
		}
	})
}

// inPlaceOf closes a socket and opens another in its place.
func (b *bubble) inPlaceOf(fd netdev.FD) netdev.FD {
	b.check(b.net.Close(b.ctx, fd))
	return b.socket(netdev.ProtocolStream)
}

// Silent clients are closed where that was asked for, and are not where it was not, though firmware has a default.
func TestIdleTimeout(t *testing.T) {
	for name, test := range map[string]struct {
		opts []esp8266.Option
		want time.Duration
	}{
		"none":   {nil, 0},
		"10.5 s": {[]esp8266.Option{esp8266.IdleTimeout(10500 * time.Millisecond)}, 11 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			virtually(t, test.opts, func(b *bubble) {
				fd, connect := b.serving(5)
				connect()
				conn, _, err := b.net.Accept(b.ctx, fd)
				b.check(err)
				start := time.Now()
				ctx, cancel := context.WithTimeout(b.ctx, 10*time.Minute)
				defer cancel()
				_, _, err = b.net.Recv(ctx, conn, make([]byte, 1))
				took := time.Since(start)
				if test.want == 0 && !errors.Is(err, driver.ETIMEDOUT) || test.want > 0 && (err != io.EOF || took < test.want || took > test.want+time.Second) {
					b.Errorf("%v after %v", err, took)
				}
			})
		})
	}
}

// A module that answers nothing for a while is configured anew when it is found again. Its server is gone by that, and who
// waits for clients is told.
func TestServerOfSilentModule(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		fd, _ := b.serving(5)
		client := b.dial(b.peer(reflect))
		accepted := make(chan error)
		go func() {
			_, _, err := b.net.Accept(b.ctx, fd)
			accepted <- err
		}()
		b.faulty(emulator.Faults{LoseReply: 1})
		if _, _, err := b.net.Recv(b.ctx, client, make([]byte, 1)); !errors.Is(err, driver.ETIMEDOUT) {
			b.Errorf("recv: %v, want ETIMEDOUT", err)
		}
		if err := <-accepted; !errors.Is(err, driver.ETIMEDOUT) {
			b.Errorf("accept: %v, want ETIMEDOUT", err)
		}
		b.faulty(emulator.Faults{})
		time.Sleep(time.Minute) // of the bubble: the module is found
		b.check(b.net.Close(b.ctx, fd))
		again, connect := b.serving(5)
		connect()
		_, _, err := b.net.Accept(b.ctx, again)
		b.check(err)
	})
}

// A listening socket cannot carry TLS: the module has no such server.
func TestListenTLS(t *testing.T) {
	virtually(t, nil, func(b *bubble) {
		fd := b.socket(netdev.ProtocolTLS)
		b.check(b.net.Bind(b.ctx, fd, "", 443))
		if err := b.net.Listen(b.ctx, fd, 1); !errors.Is(err, driver.EOPNOTSUPP) {
			b.Errorf("listen: %v, want EOPNOTSUPP", err)
		}
	})
}
