package loopback

import (
	"net/netip"
	"slices"

	"drivergen/driver"
)

// maxDatagram is the largest UDP payload over IPv4.
const maxDatagram = 65507

// maxQueued is how many datagrams wait at a socket; more are lost, as UDP loses them.
const maxQueued = 64

// A datagram is what waits at a socket.
type datagram struct {
	from netip.AddrPort
	data []byte
}

// packets is a datagram socket that holds a port.
type packets struct {
	host     *host
	local    netip.AddrPort
	readable func() // told when a datagram came, without a lock held

	// Under the network's lock:
	remote netip.AddrPort // of a connected socket: whose datagrams it takes
	queue  []datagram
}

// bindPackets holds a datagram port; 0 stands for one of the host's choice.
func (h *host) bindPackets(port uint16, readable func()) (*packets, error) {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	taken := func(p uint16) bool { return h.packets[p] != nil }
	if port == 0 {
		port = h.ephemeral(taken)
	}
	if port == 0 || taken(port) {
		return nil, driver.EADDRINUSE
	}
	p := &packets{host: h, local: netip.AddrPortFrom(h.addr, port), readable: readable}
	h.packets[port] = p
	return p, nil
}

// connect makes the socket take datagrams of one peer only.
func (p *packets) connect(to netip.AddrPort) {
	p.host.network.mu.Lock()
	defer p.host.network.mu.Unlock()
	p.remote = to
}

// send sends one datagram; the zero to stands for the connected peer. One that nobody takes is lost.
func (p *packets) send(data []byte, to netip.AddrPort) error {
	if len(data) > maxDatagram {
		return driver.EMSGSIZE
	}
	n := p.host.network
	n.mu.Lock()
	if !to.IsValid() {
		to = p.remote
	}
	if !to.IsValid() {
		n.mu.Unlock()
		return driver.EDESTADDRREQ
	}
	told := p.deliver(data, to)
	n.mu.Unlock()
	if told != nil {
		told()
	}
	return nil
}

// deliver puts a datagram into its receiver's queue and returns whom to tell. The
// caller holds the network's lock.
func (p *packets) deliver(data []byte, to netip.AddrPort) func() {
	h := p.host.network.hosts[to.Addr().Unmap()]
	if h == nil {
		return nil
	}
	receiver := h.packets[to.Port()]
	if receiver == nil || receiver.remote.IsValid() && receiver.remote != p.local || len(receiver.queue) == maxQueued {
		return nil
	}
	receiver.queue = append(receiver.queue, datagram{p.local, slices.Clone(data)})
	return receiver.readable
}

// read takes one datagram, cut to buf: EAGAIN where there is none now.
func (p *packets) read(buf []byte) (int, netip.AddrPort, error) {
	p.host.network.mu.Lock()
	defer p.host.network.mu.Unlock()
	if len(p.queue) == 0 {
		return 0, netip.AddrPort{}, driver.EAGAIN
	}
	d := p.queue[0]
	p.queue = slices.Delete(p.queue, 0, 1)
	return copy(buf, d.data), d.from, nil
}

// close gives the port back.
func (p *packets) close() {
	p.host.network.mu.Lock()
	defer p.host.network.mu.Unlock()
	delete(p.host.packets, p.local.Port())
	p.queue = nil
}
