package esp8266

import (
	"net/netip"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

func TestLinkLines(t *testing.T) {
	var l linkLines
	for _, line := range []string{
		"STATUS:3", "+CIPSTATUS:", `+CIPSTATUS:x,"TCP","10.0.0.2",48908,8080,1`, `+CIPSTATUS:5,"TCP","10.0.0.2",1,2,1`, `+CIPSTATUS:-1,"TCP","10.0.0.2",1,2,1`,
	} {
		if l.take([]byte(line)); l != (linkLines{}) {
			t.Fatalf("%s was read", line)
		}
	}
	l.take([]byte(`+CIPSTATUS:3,"TCP","10.0.0.2",48908,8080,1`))
	l.take([]byte(`+CIPSTATUS:0,"UDP","255.255.255.255",5353,5353,0`))
	want := linkLines{
		{open: true, peer: netip.MustParseAddrPort("255.255.255.255:5353")}, {}, {},
		{open: true, server: true, peer: netip.MustParseAddrPort("10.0.0.2:48908")}, {},
	}
	if l != want {
		t.Errorf("%+v", l)
	}
}

// ESP-AT before 2.2.2 gives -1 for a link that is not open. What is known already, or is on its way, stays as it is.
func TestReceiveLengths(t *testing.T) {
	m := &module{socketState: socketState{memory: newPool(0, 4096)}, wake: make(chan struct{}, 1)}
	for id := range m.slots {
		m.slots[id] = slot{phase: phaseOpen, sock: m.newSocket(driver.Link{}, netdev.ProtocolStream)}
	}
	m.slots[1].sock.waiting = 7
	m.slots[2].sock.fetching = true
	m.slots[3].sock = m.newSocket(driver.Link{}, netdev.ProtocolDgram)
	m.slots[4] = slot{}
	for _, line := range []string{"", "+CIPRECVLEN:", "+CIPRECVLEN:x,y", "+CIPRECVDATA:1,2,3"} {
		m.lengths([]byte(line))
	}
	m.lengths([]byte("+CIPRECVLEN:5760,10,20,30,-1"))
	want := [links]int{5760, 7, 0, 0, 0}
	for id := range links - 1 {
		if got := m.slots[id].sock.waiting; got != want[id] {
			t.Errorf("link %d: %d bytes wait, want %d", id, got, want[id])
		}
	}
}
