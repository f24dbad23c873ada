package esp8266_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
	"drivergen/impl/internal/hostworld"
)

func tinyAddresses(b tinyBench) {
	if addr, err := b.Addr(); err != nil || addr.String() != "10.0.0.2" {
		b.Errorf("Addr: %v, %v", addr, err)
	}
	for name, want := range map[string]netip.Addr{secureName: hostworld.Loopback, "192.0.2.1": netip.MustParseAddr("192.0.2.1")} {
		if addr, err := b.GetHostByName(name); err != nil || addr != want {
			b.Errorf("GetHostByName(%q): %v, %v", name, addr, err)
		}
	}
	if _, err := b.GetHostByName("nobody.example"); err != tinygo.ErrHostUnknown {
		b.Errorf("GetHostByName of an unknown host: %v", err)
	}
}

func tinyClient(b tinyBench) {
	ends := make(chan struct{})
	at := b.listen(func(c *net.TCPConn) {
		io.CopyN(c, c, 5000)
		<-ends
	})
	fd := b.dialed(at)
	big := noise(1, 5000) // more than a module sends at once
	if n, err := b.Send(fd, big, 0, time.Now().Add(time.Minute)); n != len(big) || err != nil {
		b.Fatalf("Send: %d, %v", n, err)
	}
	if !bytes.Equal(b.receive(fd, len(big)), big) {
		b.Error("what came back is not what was sent")
	}
	buf := make([]byte, 64)
	if n, err := b.Netdever.Recv(fd, buf, 0, time.Now().Add(20*time.Millisecond)); n != 0 || err != tinygo.ErrTimeout {
		b.Errorf("Recv past its deadline: %d, %v", n, err)
	}
	close(ends)
	if n, err := b.Netdever.Recv(fd, buf, 0, time.Time{}); n != 0 || err != io.EOF {
		b.Errorf("Recv at the end: %d, %v", n, err)
	}
	b.check(b.Netdever.Close(fd))
	if err := b.Netdever.Close(fd); err != tinygo.ErrInvalidSocketFd {
		b.Errorf("Close twice: %v", err)
	}
	again := b.dialed(at) // a program that reconnects
	b.check(b.Netdever.Close(again))
}

func tinyServer(b tinyBench) {
	fd, at := b.listening(8081)
	peer, err := net.Dial("tcp4", at.String())
	b.check(err)
	defer peer.Close()
	conn, from, err := b.Netdever.Accept(fd)
	b.check(err)
	if from.String() != peer.LocalAddr().String() {
		b.Errorf("Accept tells the peer %v, want %v", from, peer.LocalAddr())
	}
	_, err = b.Send(conn, []byte("welcome"), 0, time.Time{})
	b.check(err)
	buf := make([]byte, 7)
	if _, err := io.ReadFull(peer, buf); string(buf) != "welcome" {
		b.Errorf("the peer received %q, %v", buf, err)
	}
	b.check(errors.Join(b.Netdever.Close(conn), b.Netdever.Close(fd)))
}

// The firmware takes the keep-alive interval when it connects.
func tinyOptions(b tinyBench) {
	at := b.listen(echo)
	fd := b.open(tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	b.check(b.SetSockOpt(fd, tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE, true))
	b.check(b.SetSockOpt(fd, tinygo.SOL_TCP, tinygo.TCP_KEEPINTVL, 2*(30*time.Second).Seconds()))
	b.check(b.Netdever.Connect(fd, "", at))
	if err := b.SetSockOpt(fd, tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE, true); err != tinygo.ErrNotSupported {
		b.Errorf("keep-alive of a connection: %v", err)
	}
	b.check(b.Netdever.Close(fd))
}

// NTP: one datagram of 48 bytes each way, from a port of TinyGo's choice.
func tinyDatagrams(b tinyBench) { tinyDatagramsFrom(b, 49152) }

// The same from a port of the device's choice, and a connection from one.
func tinyPort0(b tinyBench) {
	tinyDatagramsFrom(b, 0)
	fd := b.open(tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	b.check(b.Netdever.Bind(fd, netip.AddrPortFrom(netip.IPv4Unspecified(), 0)))
	b.check(b.Netdever.Connect(fd, "", b.listen(echo)))
	b.check(b.Netdever.Close(fd))
}

func tinyDatagramsFrom(b tinyBench, port uint16) {
	b.Helper()
	server, err := net.ListenPacket("udp4", "127.0.0.1:0")
	b.check(err)
	defer server.Close()
	fd := b.open(tinygo.SOCK_DGRAM, tinygo.IPPROTO_UDP)
	b.check(b.Netdever.Bind(fd, netip.AddrPortFrom(netip.Addr{}, port)))
	b.check(b.Netdever.Connect(fd, "", server.LocalAddr().(*net.UDPAddr).AddrPort()))
	question, answer, buf := noise(2, 48), noise(3, 48), make([]byte, 100)
	for range 3 {
		if n, err := b.Send(fd, question, 0, time.Now().Add(time.Minute)); n != 48 || err != nil {
			b.Fatalf("Send: %d, %v", n, err)
		}
		n, from, err := server.ReadFrom(buf)
		b.check(err)
		if !bytes.Equal(buf[:n], question) {
			b.Fatalf("the server received %d bytes that were not sent", n)
		}
		_, err = server.WriteTo(answer, from)
		b.check(err)
		if n, err := b.Netdever.Recv(fd, buf, 0, time.Now().Add(time.Minute)); !bytes.Equal(buf[:n], answer) {
			b.Fatalf("Recv: %d bytes, %v", n, err)
		}
	}
	b.check(b.Netdever.Close(fd))
}

func tinyManyWrites(b tinyBench) {
	const writes, size = 1000, 100
	sum := make(chan []byte, 1)
	at := b.listen(func(c *net.TCPConn) {
		got, _ := io.ReadAll(c)
		sum <- got
	})
	fd := b.dialed(at)
	want := noise(4, writes*size)
	for i := range writes {
		if n, err := b.Send(fd, want[i*size:(i+1)*size], 0, time.Now().Add(time.Minute)); n != size || err != nil {
			b.Fatalf("Send %d: %d, %v", i, n, err)
		}
	}
	b.check(b.Netdever.Close(fd))
	if got := <-sum; !bytes.Equal(got, want) {
		b.Errorf("the peer received %d bytes that differ from the %d sent", len(got), len(want))
	}
}

// A TLS socket is given the host's name, and an address that has a port alone.
func tinyTLS(b tinyBench) {
	at, _, names := tlsServer(b.T)
	fd := b.open(tinygo.SOCK_STREAM, tinygo.IPPROTO_TLS)
	b.check(b.Netdever.Connect(fd, secureName, netip.AddrPortFrom(netip.Addr{}, at.Port())))
	if name := <-names; name != secureName {
		b.Errorf("the server was asked for %q", name)
	}
	want := noise(5, 3000)
	_, err := b.Send(fd, want, 0, time.Now().Add(time.Minute))
	b.check(err)
	if !bytes.Equal(b.receive(fd, len(want)), want) {
		b.Error("what came back is not what was sent")
	}
	b.check(b.Netdever.Close(fd))
}

func tinyCloseWakes(b tinyBench) {
	fd := b.dialed(b.listen(echo))
	listener, _ := b.listening(8082)
	ended := make(chan error, 2)
	go func() { _, err := b.Netdever.Recv(fd, make([]byte, 1), 0, time.Time{}); ended <- err }()
	go func() { _, _, err := b.Netdever.Accept(listener); ended <- err }()
	b.check(errors.Join(b.Netdever.Close(fd), b.Netdever.Close(listener)))
	for range 2 {
		// A call that began after Close finds no socket.
		if err := <-ended; !errors.Is(err, netdev.ECONNABORTED) && err != tinygo.ErrInvalidSocketFd {
			b.Errorf("a call that waits: %v", err)
		}
	}
}

func tinyClientsAtOnce(b tinyBench) {
	at := b.listen(echo)
	var clients sync.WaitGroup
	for i := range 3 {
		fd := b.dialed(at)
		clients.Go(func() {
			for turn := range 10 {
				want := noise(uint64(10*i+turn), 200)
				if _, err := b.Send(fd, want, 0, time.Now().Add(time.Minute)); err != nil {
					b.Errorf("client %d: %v", i, err)
					return
				}
				got := make([]byte, len(want))
				for n := 0; n < len(got); {
					k, err := b.Netdever.Recv(fd, got[n:], 0, time.Now().Add(time.Minute))
					if err != nil {
						b.Errorf("client %d: %v", i, err)
						return
					}
					n += k
				}
				if !bytes.Equal(got, want) {
					b.Errorf("client %d got what another sent", i)
				}
			}
			if err := b.Netdever.Close(fd); err != nil {
				b.Error(err)
			}
		})
	}
	clients.Wait()
}

func tinySocketsRunOut(b tinyBench) {
	at := b.listen(echo)
	for range 20 { // the module has five links
		fd, err := b.Netdever.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
		if err == nil {
			err = b.Netdever.Connect(fd, "", at)
		}
		if err != nil {
			if err != tinygo.ErrNoMoreSockets {
				b.Errorf("one socket too many: %v", err)
			}
			return
		}
	}
	b.Error("the module never runs out of sockets")
}

func tinyModuleGone(b tinyBench) {
	fd := b.dialed(b.listen(echo))
	ended := make(chan error, 1)
	go func() { _, err := b.Netdever.Recv(fd, make([]byte, 1), 0, time.Time{}); ended <- err }()
	b.check(b.dev.Close())
	if err := <-ended; driver.ErrnoOf(err) != driver.ENODEV {
		b.Errorf("Recv of a device that is closed: %v", err)
	}
}
