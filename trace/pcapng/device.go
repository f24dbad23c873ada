package pcapng

import (
	"context"
	"net/netip"
	"time"

	"drivergen/driver"
)

// A device is what the capture knows of one traced device.
type device struct {
	t       *Tracer
	role    role
	iface   int // its number in the file
	mac     driver.MAC
	gateway driver.MAC // of what its peers are behind
	addr4   netip.Addr
	addr6   netip.Addr

	sockets map[int64]*socket
	owed    map[int64]int // closed sockets whose event has not come yet
	calls   map[*driver.Call]begun
	queries uint16
}

// begun is what was found out when a call began.
type begun struct {
	at   time.Time
	sock *socket
	slot *entry // where its frames go
}

// place returns where the frames of a call go that has ended.
func (b begun) place() *entry {
	if b.slot != nil {
		return b.slot
	}
	return &entry{at: b.at, out: true}
}

func newDevice(t *Tracer, known role, iface int) *device {
	return &device{
		t: t, role: known, iface: iface,
		mac: deviceMAC(iface), gateway: gatewayMAC(iface),
		addr4: t.config.local4, addr6: t.config.local6,
		sockets: map[int64]*socket{}, owed: map[int64]int{}, calls: map[*driver.Call]begun{},
	}
}

// PayloadLimit implements driver.PayloadTracer.
func (d *device) PayloadLimit() int { return d.t.config.limit }

// Begin implements driver.Tracer.
func (d *device) Begin(ctx context.Context, call *driver.Call) context.Context {
	m := d.role.methods[call.Method]
	if m.does == nothing {
		return ctx
	}
	d.t.mu.Lock()
	defer d.t.mu.Unlock()
	if d.t.closed {
		return ctx
	}
	b := begun{at: call.Start}
	if b.at.IsZero() {
		b.at = time.Now()
	}
	b.sock = d.sockets[m.socketOf(call)]
	if m.does != snapshots {
		d.ready(b.sock, b.at)
	}
	switch m.does {
	case connects:
		b.slot = d.beginConnect(m, call, b)
	case sends, resolves:
		b.slot = &entry{at: b.at}
	case closes:
		if b.sock != nil {
			b.sock.closing = true
		}
	}
	if b.slot != nil {
		d.t.q.begin(b.slot, b.at)
	}
	d.calls[call] = b
	return ctx
}

// End implements driver.Tracer.
func (d *device) End(_ context.Context, call *driver.Call) {
	m := d.role.methods[call.Method]
	if m.does == nothing {
		return
	}
	d.t.mu.Lock()
	defer d.t.mu.Unlock()
	if d.t.closed {
		return
	}
	b, ok := d.calls[call]
	delete(d.calls, call)
	if !ok { // it began before the trace, or its end alone is told
		b = begun{at: call.Start, sock: d.sockets[m.socketOf(call)]}
	}
	b.at = call.Start
	now := call.Start.Add(call.Duration)
	if m.does != snapshots {
		d.ready(b.sock, now)
	}
	switch m.does {
	case tellsMAC:
		if call.Err == nil {
			d.mac = find(call.Results, m.value).MAC()
		}
	case tellsAddress:
		if call.Err == nil {
			d.learn(find(call.Results, m.value).Addr())
		}
	case opens:
		d.opened(m, call)
	case snapshots:
		d.snapshot(m, call, b, now)
	case binds:
		d.bound(m, call, b)
	case connects:
		d.connected(m, call, b, now)
	case accepts:
		d.accepted(m, call, b, now)
	case sends:
		d.sent(m, call, b, now)
	case receives:
		d.received(m, call, b, now)
	case shuts:
		d.shut(m, call, b, now)
	case closes:
		d.closed(m, call, b, now)
	case resolves:
		d.resolved(m, call, b, now)
	}
}

// Event implements driver.Tracer. Of the events, that of a closed socket alone matters.
func (d *device) Event(event *driver.Event) {
	if d.role.closed == "" || event.Name != d.role.closed {
		return
	}
	d.t.mu.Lock()
	defer d.t.mu.Unlock()
	d.ended(event)
}

// ended notes that a socket was closed, if it is not the late event of an earlier socket of
// the same number: each has one, in the order in which they were closed.
func (d *device) ended(event *driver.Event) {
	if d.owed[event.Handle] > 0 {
		d.owed[event.Handle]--
		if d.owed[event.Handle] == 0 {
			delete(d.owed, event.Handle)
		}
		return
	}
	s := d.sockets[event.Handle]
	if s == nil {
		return
	}
	s.told = true
	if s.closing || s.ending != notEnded {
		return
	}
	err, _ := find(event.Values, d.role.cause).Any().(error)
	s.ending = endingOf(err)
}

// owe notes that the event of a closed socket is still to come, unless it has.
func (d *device) owe(handle int64, s *socket) {
	if !s.told && d.role.closed != "" {
		s.told = true
		d.owed[handle]++
	}
}

// endingOf returns how the peer ended a connection, by the error that tells it.
func endingOf(err error) ending {
	switch {
	case err == nil:
		return finished
	case driver.ErrnoOf(err) == driver.ECONNRESET:
		return wasReset
	}
	return wasLost
}

// ready lets a handshake be written: its addresses are as well known as they will be.
func (d *device) ready(s *socket, now time.Time) {
	if s == nil || s.waits == nil {
		return
	}
	e := s.waits
	s.waits = nil
	d.t.q.end(e, now)
}

// socketOr returns the socket of a call, or a new one where it was open before the trace.
func (d *device) socketOr(m method, call *driver.Call, b begun, p protocol) *socket {
	if b.sock == nil {
		handle := m.socketOf(call)
		if b.sock = d.sockets[handle]; b.sock == nil {
			b.sock = &socket{}
			d.sockets[handle] = b.sock
		}
	}
	if b.sock.protocol == unknown {
		b.sock.protocol = p
	}
	return b.sock
}
