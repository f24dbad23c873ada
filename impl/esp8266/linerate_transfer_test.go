package esp8266_test

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator/linerate"
)

// transfer is the driver at the end of a line, joined to its network, in a bubble of virtual time.
type transfer struct {
	*testing.T
	*linerate.Rig
	dev *esp8266.Device
	net netdev.NetDev
	ctx context.Context
}

func startTransfer(t *testing.T, l linerate.Line, opts ...esp8266.Option) *transfer {
	t.Helper()
	rig := linerate.Start(t, l)
	dev, err := esp8266.Open(t.Context(), rig.Port, opts...)
	if err != nil {
		t.Fatal(err)
	}
	x := &transfer{t, rig, dev, dev.Net(), t.Context()}
	t.Cleanup(func() { x.check(dev.Close()) })
	x.check(dev.WiFi().Connect(x.ctx, ieee80211dev.ConnectInfo{
		SSID: linerate.Network.SSID, Password: linerate.Network.Password,
	}))
	return x
}

func (x *transfer) check(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

func (x *transfer) dial(to netip.AddrPort) netdev.FD {
	x.Helper()
	fd, err := x.net.Socket(x.ctx, netdev.DomainINET, netdev.ProtocolStream)
	x.check(err)
	x.check(x.net.Connect(x.ctx, fd, to.Addr().String(), to.Port()))
	return fd
}

func (x *transfer) close(fd netdev.FD) {
	x.Helper()
	x.check(x.net.Close(x.ctx, fd))
}

// send writes n bytes of a pattern, in pieces.
func (x *transfer) send(fd netdev.FD, n, piece int) error {
	var pattern linerate.Pattern
	buf := make([]byte, piece)
	for done := 0; done < n; done += piece {
		pattern.Read(buf)
		if err := x.net.Write(x.ctx, fd, buf); err != nil {
			return fmt.Errorf("after %d of %d bytes: %w", done, n, err)
		}
	}
	return nil
}

// reader reads a stream socket.
type reader struct {
	*transfer
	fd netdev.FD
}

func (r reader) Read(p []byte) (int, error) {
	n, _, err := r.net.Recv(r.ctx, r.fd, p)
	return n, err
}

// upload measures how long n bytes take, from the first Write to the return of the last.
func (x *transfer) upload(n, piece int) time.Duration {
	x.Helper()
	sink := x.Sink(n)
	fd := x.dial(sink.AddrPort)
	start := time.Now()
	x.check(x.send(fd, n, piece))
	took := time.Since(start)
	x.check(sink.Wait())
	x.close(fd)
	return took
}

// download measures how long n bytes take, from when the peer begins to send until the last has been received.
func (x *transfer) download(n int) time.Duration {
	x.Helper()
	source := x.Source(n)
	fd := x.dial(source.AddrPort)
	start := time.Now()
	source.Start()
	x.check(linerate.Check(reader{x, fd}, n))
	took := time.Since(start)
	x.close(fd)
	return took
}

// uploadAndDownload measures both at once, on two links, until both are done.
func (x *transfer) uploadAndDownload(n int) time.Duration {
	x.Helper()
	sink, source := x.Sink(n), x.Source(n)
	up, down := x.dial(sink.AddrPort), x.dial(source.AddrPort)
	var sending, receiving error
	var ends sync.WaitGroup
	start := time.Now()
	source.Start()
	ends.Go(func() { sending = x.send(up, n, 32<<10) })
	ends.Go(func() { receiving = linerate.Check(reader{x, down}, n) })
	ends.Wait()
	took := time.Since(start)
	x.check(sending)
	x.check(receiving)
	x.check(sink.Wait())
	x.close(up)
	x.close(down)
	return took
}
