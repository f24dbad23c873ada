package netdever_test

import (
	"net/netip"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
	"drivergen/impl/netdever"
)

// openAll makes sockets until one cannot be made, and returns them and the error.
func openAll(t *testing.T, dev netdev.NetDev) (fds []netdev.FD, err error) {
	t.Helper()
	for {
		fd, err := dev.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
		if err != nil {
			return fds, err
		}
		fds = append(fds, fd)
	}
}

func TestMaxSockets(t *testing.T) {
	for want, opts := range map[int][]netdever.Option{
		1:                     {netdever.MaxSockets(1)},
		3:                     {netdever.MaxSockets(3)},
		driver.DefaultHandles: nil,
	} {
		c := &chip{}
		dev := c.device(t, opts...)
		for range 2 { // what is closed makes room
			fds, err := openAll(t, dev)
			if len(fds) != want || driver.ErrnoOf(err) != driver.EMFILE {
				t.Errorf("%d sockets, then %v; want %d, then EMFILE", len(fds), err, want)
			}
			for _, fd := range fds {
				check(t, dev.Close(t.Context(), fd))
			}
		}
		if sockets := len(c.opened) / 2; sockets != 2*want {
			t.Errorf("the Netdever was asked for %d sockets, want %d", sockets, 2*want)
		}
	}
}

// A connection that there is no socket for is closed, and those before it are handed out.
func TestMaxSocketsOfConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		incoming := make(chan int)
		c := &chip{}
		c.accept = func(int) (int, netip.AddrPort, error) {
			fd, ok := <-incoming
			if !ok {
				return -1, netip.AddrPort{}, tinygo.ErrInvalidSocketFd
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			c.open[fd] = true
			return fd, netip.MustParseAddrPort("192.0.2.1:5000"), nil
		}
		dev := c.device(t, netdever.MaxSockets(2))
		listener := socket(t, dev, netdev.ProtocolStream)
		check(t, dev.Bind(t.Context(), listener, "", 80))
		check(t, dev.Listen(t.Context(), listener, 5))
		incoming <- 7
		incoming <- 8
		synctest.Wait()
		conn, peer, err := dev.Accept(t.Context(), listener)
		if err != nil || peer.String() != "192.0.2.1:5000" {
			t.Errorf("Accept: %v from %v, %v", conn, peer, err)
		}
		c.mu.Lock()
		if !c.open[7] || c.open[8] {
			t.Errorf("open: %v, want the first connection and not the second", c.open)
		}
		c.mu.Unlock()
		close(incoming)
	})
}
