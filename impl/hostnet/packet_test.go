package hostnet

import (
	"net/netip"
	"testing"
	"testing/synctest"

	"drivergen/driver"
)

// A socket that is connected while it has room for no more datagrams forgets them, and takes
// its peer's.
func TestConnectMakesRoom(t *testing.T) {
	stranger, peer := netip.MustParseAddrPort("192.0.2.1:7"), netip.MustParseAddrPort("192.0.2.2:7")
	synctest.Test(t, func(t *testing.T) {
		p := &packet{}
		p.room.L = &p.mu
		s := &socket{end: p}
		for range waiting {
			p.put(datagram{[]byte("before"), stranger})
		}
		taken := make(chan bool, 1)
		go func() { taken <- p.put(datagram{[]byte("after"), peer}) }()
		synctest.Wait()
		if err := s.connectPacket(t.Context(), peer); err != nil {
			t.Fatal(err)
		}
		if !<-taken {
			t.Error("the peer's datagram was left out")
		}
		buf := make([]byte, 10)
		if n, from, err := p.read(buf); string(buf[:n]) != "after" || from != peer || err != nil {
			t.Errorf("%q from %v, %v", buf[:n], from, err)
		}
		if _, _, err := p.read(buf); err != driver.EAGAIN {
			t.Errorf("after the last datagram: %v", err)
		}
	})
}
