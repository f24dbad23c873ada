package esp8266

import (
	"context"
	"io"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
	"drivergen/impl/esp8266/at"
)

// sockets fills in the hardware calls of the socket device.
type sockets struct{ m *module }

var _ netdevstub.Hardware = sockets{}

// MAC asks for the station's hardware address.
func (h sockets) MAC(ctx context.Context) (driver.MAC, error) {
	a, err := h.ask(ctx)
	return a.stationMAC, err
}

// IP asks for the station's address, or for that of the module's own access point where only that is up.
func (h sockets) IP(ctx context.Context) (netip.Addr, error) {
	a, err := h.ask(ctx)
	if err != nil {
		return netip.Addr{}, err
	}
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	h.m.ip = a.station
	switch {
	case a.station.IsValid():
		return a.station, nil
	case h.m.ap != nil && a.ap.IsValid():
		return a.ap, nil
	}
	return netip.Addr{}, driver.ENETDOWN
}

func (h sockets) ask(ctx context.Context) (addresses, error) {
	var a addresses
	err := h.m.command(ctx, h.m.reply, at.Exec("CIFSR"), a.take)
	return a, failed(err, driver.EIO)
}

// Open notes a new socket. It takes one of the module's links only when it connects, is bound (UDP), or is accepted.
func (h sockets) Open(ctx context.Context, link driver.Link, domain netdev.Domain, protocol netdev.Protocol) error {
	if domain != netdev.DomainINET {
		return driver.EAFNOSUPPORT
	}
	switch protocol {
	case netdev.ProtocolStream, netdev.ProtocolDgram, netdev.ProtocolTLS:
	default:
		return driver.EPROTONOSUPPORT
	}
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	h.m.sockets[link] = h.m.newSocket(link, protocol)
	return nil
}

// Read takes what was received. The worker fetches what the module keeps, so that a Recv whose deadline passes loses
// nothing.
func (h sockets) Read(_ context.Context, link driver.Link, buf []byte) (int, netip.AddrPort, error) {
	s, err := h.m.find(link)
	if err != nil {
		return 0, netip.AddrPort{}, err
	}
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	n, from, err := s.received.get(buf)
	if _, ok := h.m.fetchable(); ok {
		h.m.poke() // there is room now
	}
	switch {
	case err == nil:
		if s.received.ready() {
			h.m.net.Readable(link)
		}
		if s.stream() {
			from = netip.AddrPort{} // a sender would mark a datagram
		}
		return n, from, nil
	case s.fail != nil:
		return 0, from, s.fail
	case s.ended:
		return 0, from, io.EOF
	}
	return 0, from, driver.EAGAIN
}

// Addrs returns a socket's addresses.
func (h sockets) Addrs(link driver.Link) (local, remote netip.AddrPort) {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	if s := h.m.sockets[link]; s != nil {
		return s.local, s.remote
	}
	return local, remote
}

// online reports whether the module has an address.
func (m *module) online() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.joined || m.ap != nil
}

// Close closes a socket. The worker sees to the module's side, also where the context ends first.
func (h sockets) Close(ctx context.Context, link driver.Link) error {
	m := h.m
	m.mu.Lock()
	s := m.sockets[link]
	if s == nil {
		m.mu.Unlock()
		return driver.EBADF
	}
	delete(m.sockets, link)
	var done <-chan struct{}
	switch {
	case m.listener == s:
		m.listener = nil
		m.stopping = make(chan struct{})
		done = m.stopping
	case s.id != noLink:
		done = m.drop(s)
	}
	s.ended = true
	s.received.clear()
	m.mu.Unlock()
	m.poke()
	return m.finished(ctx, done)
}

// drop takes a socket's link from it, and has the worker close it if the module has not done so. It returns a channel that is
// closed when the link is free, or nil where it is. The lock is held.
func (m *module) drop(s *socket) <-chan struct{} {
	sl := &m.slots[s.id]
	if sl.gone {
		sl.free()
		return nil
	}
	return sl.leave()
}

// finished waits until the worker has done something; a nil channel is done.
func (m *module) finished(ctx context.Context, done <-chan struct{}) error {
	if done == nil {
		return nil
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-m.ended:
		return nil
	}
}

// Shutdown ends one direction in the driver alone, since AT firmware cannot; both directions close the link.
func (h sockets) Shutdown(ctx context.Context, link driver.Link, how netdev.How) error {
	if how != netdev.ShutRDWR {
		return nil
	}
	m := h.m
	m.mu.Lock()
	var done <-chan struct{}
	if s := m.sockets[link]; s != nil && s.id != noLink {
		done = m.drop(s)
		s.ended = true
	}
	m.mu.Unlock()
	m.poke()
	return m.finished(ctx, done)
}
