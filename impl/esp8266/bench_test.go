package esp8266_test

import (
	"context"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"go.uber.org/goleak"

	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a driver on an emulated module that has joined the lab's network.
type bench struct {
	*testing.T
	dev *esp8266.Device
	net netdev.NetDev
	emu *emulator.Emulator
	ctx context.Context
}

// everywhere runs a test on each line of firmware.
func everywhere(t *testing.T, test func(b *bench), opts ...emulator.Option) {
	t.Helper()
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			test(joined(t, append([]emulator.Option{f.firmware, lab}, opts...)...))
		})
	}
}

func joined(t *testing.T, opts ...emulator.Option) *bench {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	dev, emu := open(t, opts...)
	b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: ctx}
	b.join()
	return b
}

func (b *bench) join() {
	b.Helper()
	b.check(b.dev.WiFi().Connect(b.ctx, ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password}))
}

func (b *bench) check(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// listen starts a peer on loopback that serves each connection.
func (b *bench) listen(serve func(*net.TCPConn)) netip.AddrPort {
	b.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	b.check(err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				serve(c.(*net.TCPConn))
			}()
		}
	}()
	b.Cleanup(func() {
		l.Close()
		<-ended
	})
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// echo sends back what it gets, and closes when the other side does.
func echo(c *net.TCPConn) { io.Copy(c, c) }

func (b *bench) socket(protocol netdev.Protocol) netdev.FD {
	b.Helper()
	fd, err := b.net.Socket(b.ctx, netdev.DomainINET, protocol)
	b.check(err)
	return fd
}

// dial opens a stream to a peer.
func (b *bench) dial(to netip.AddrPort) netdev.FD {
	b.Helper()
	fd := b.socket(netdev.ProtocolStream)
	b.check(b.net.Connect(b.ctx, fd, to.Addr().String(), to.Port()))
	return fd
}

// serve opens a listening socket, and returns it with where this machine reaches it.
func (b *bench) serve() (netdev.FD, string) {
	b.Helper()
	fd := b.socket(netdev.ProtocolStream)
	b.check(b.net.Bind(b.ctx, fd, "", 0))
	b.check(b.net.Listen(b.ctx, fd, 5))
	s, err := b.net.Get(b.ctx, fd)
	b.check(err)
	at, ok := b.emu.ListenAddr(s.LPort)
	if !ok {
		b.Fatalf("the module does not listen on port %d", s.LPort)
	}
	return fd, at.String()
}

// read takes n bytes of a stream.
func (b *bench) read(fd netdev.FD, n int) []byte {
	b.Helper()
	buf := make([]byte, n)
	for got := 0; got < n; {
		k, _, err := b.net.Recv(b.ctx, fd, buf[got:])
		if err != nil {
			b.Fatalf("after %d of %d bytes: %v", got, n, err)
		}
		got += k
	}
	return buf
}
