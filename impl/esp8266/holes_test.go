package esp8266

import (
	"net/netip"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/at"
)

// idle returns a module without a dialogue, whose links carry sockets of these protocols.
func idle(protocols [links]netdev.Protocol) *module {
	m := &module{socketState: socketState{memory: newPool(0, 4096)}, wake: make(chan struct{}, 1)}
	for id, protocol := range protocols {
		s := m.newSocket(driver.Link{}, protocol)
		s.id = id
		m.slots[id] = slot{phase: phaseOpen, sock: s, secure: s.secure()}
	}
	return m
}

// Bytes were lost of which nobody knows whose they were. Every stream that the module sends unasked is in doubt, and no
// other; datagrams go on.
func TestHoleOfUnknownLink(t *testing.T) {
	protocols := [links]netdev.Protocol{netdev.ProtocolStream, netdev.ProtocolTLS, netdev.ProtocolDgram, netdev.ProtocolStream, netdev.ProtocolStream}
	for name, test := range map[string]struct {
		dialect dialect
		broken  [links]bool
	}{
		"AT 1.7":                 {dialect{passive: true, keeps: true}, [links]bool{1: true}},
		"ESP-AT":                 {dialect{espAT: true, passive: true, keeps: true}, [links]bool{}},
		"ESP-AT, for datagrams":  {dialect{espAT: true, passive: true, pushes: true}, [links]bool{0: true, 1: true, 3: true, 4: true}},
		"ESP-AT, while it turns": {dialect{espAT: true, passive: true, keeps: true, pushes: true}, [links]bool{0: true, 1: true, 3: true, 4: true}},
		"AT 1.3":                 {dialect{}, [links]bool{0: true, 1: true, 3: true, 4: true}},
	} {
		t.Run(name, func(t *testing.T) {
			m := idle(protocols)
			m.dialect = test.dialect
			var all [links]*socket
			for id := range m.slots {
				all[id] = m.slots[id].sock
			}
			gram := &all[2].received
			gram.begin(100, all[2].remote)
			gram.more(make([]byte, 40))
			m.lost(at.AnyLink, 0)
			for id, s := range all {
				if broken := driver.ErrnoOf(s.fail) == driver.EIO; broken != test.broken[id] || (s.id == noLink) != broken {
					t.Errorf("link %d: %v", id, s.fail)
				}
			}
			if gram.open() || gram.size != 0 {
				t.Error("a datagram with a hole is kept")
			}
		})
	}
}

// Lines about links that no module has are no reason to fall.
func TestStrangeLinkLines(t *testing.T) {
	m := idle([links]netdev.Protocol{})
	for _, line := range []string{
		"-1,CLOSED", "-1,CONNECT", "5,CLOSED", "5,CONNECT", "-2147483648,CLOSED", ",CLOSED", "0x1,CLOSED",
		`+LINK_CONN:0,-1,"TCP",1,"10.0.0.9",80,80`, `+LINK_CONN:0,5,"TCP",1,"10.0.0.9",80,80`, "+LINK_CONN:0,", "+LINK_CONN:",
	} {
		m.urc([]byte(line))
	}
	for _, id := range []int{-2, links, 1 << 30} {
		m.notice(id, 10)
		m.data(id, netip.AddrPort{}, []byte("x"), 0)
		m.lost(id, 10)
	}
	for id := range m.slots {
		if sl := &m.slots[id]; sl.phase != phaseOpen || sl.sock.fail != nil || sl.sock.waiting != 0 || sl.sock.received.size != 0 {
			t.Errorf("link %d: %+v", id, sl)
		}
	}
}

// A link that the module says it opened itself, though nobody asked for it, is closed: it is no client of the server.
func TestStrayLinkIsNoClient(t *testing.T) {
	m := idle([links]netdev.Protocol{})
	m.slots[2] = slot{}
	m.listener = m.newSocket(driver.Link{}, netdev.ProtocolStream)
	m.urc([]byte(`+LINK_CONN:0,2,"TCP",0,"10.0.0.9",80,49153`))
	if sl := &m.slots[2]; sl.phase != phaseClosing || sl.sock != nil {
		t.Errorf("%+v", sl)
	}
}
