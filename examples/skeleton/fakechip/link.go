package fakechip

import (
	"io"
	"net/netip"
)

// A link is one row of a chip's table. The network's lock guards it.
type link struct {
	chip          *Chip
	datagrams     bool
	listening     bool
	local, remote netip.AddrPort
	peer          *link // the other end of a connection; nil where there is none, or not any more
	shut          bool  // nothing more is sent

	stream []byte     // received on a connection and not taken
	mail   []datagram // received on a datagram link and not taken
	ended  bool       // the peer sends nothing more
	reset  bool       // the peer reset the connection
}

type datagram struct {
	data []byte
	from netip.AddrPort
}

func (l *link) bind(port uint16) error {
	if port == 0 {
		port = l.chip.freePort()
	} else if l.chip.bound(port) {
		return ErrInUse
	}
	l.local = netip.AddrPortFrom(l.chip.addr, port)
	return nil
}

func (l *link) connect(to netip.AddrPort, p *pending) error {
	if l.local.Port() == 0 {
		if err := l.bind(0); err != nil {
			return err
		}
	}
	if l.datagrams {
		l.remote = to
		return nil
	}
	listener := l.chip.network.find(to, func(other *link) bool { return other.listening })
	if listener == nil {
		return ErrRefused
	}
	other := &link{chip: listener.chip, local: to, remote: l.local, peer: l}
	number, err := listener.chip.take(other)
	if err != nil {
		return ErrRefused
	}
	l.remote, l.peer = to, other
	p.raise(listener, Interrupt{Cause: Incoming, New: number})
	return nil
}

func (l *link) send(data []byte, to netip.AddrPort, p *pending) error {
	if l.datagrams {
		return l.sendDatagram(data, to, p)
	}
	switch {
	case to.IsValid():
		return ErrStream
	case l.reset:
		return ErrReset
	case l.peer == nil, l.shut:
		return ErrGone
	case len(data) == 0:
		return nil
	}
	l.peer.stream = append(l.peer.stream, data...)
	p.raise(l.peer, Interrupt{Cause: Received})
	return nil
}

// sendDatagram sends to an address, or to the connected one. A datagram to nobody is lost.
func (l *link) sendDatagram(data []byte, to netip.AddrPort, p *pending) error {
	if !to.IsValid() {
		to = l.remote
	}
	other := l.chip.network.find(to, func(other *link) bool {
		return other.datagrams && (!other.remote.IsValid() || other.remote == l.local)
	})
	if other != nil {
		other.mail = append(other.mail, datagram{append([]byte(nil), data...), l.local})
		p.raise(other, Interrupt{Cause: Received})
	}
	return nil
}

func (l *link) receive(buf []byte) (int, netip.AddrPort, error) {
	switch {
	case len(l.mail) > 0:
		first := l.mail[0]
		l.mail = l.mail[1:]
		return copy(buf, first.data), first.from, nil
	case len(l.stream) > 0:
		n := copy(buf, l.stream)
		l.stream = l.stream[n:]
		return n, l.remote, nil
	case l.reset:
		return 0, netip.AddrPort{}, ErrReset
	case l.ended:
		return 0, netip.AddrPort{}, io.EOF
	}
	return 0, netip.AddrPort{}, ErrEmpty
}

// end tells the peer that nothing more comes. It does so once.
func (l *link) end(p *pending) {
	if l.peer == nil || l.shut {
		return
	}
	l.shut = true
	l.peer.ended = true
	p.raise(l.peer, Interrupt{Cause: Ended})
}

// drop takes the link out of its connection and out of the table.
func (l *link) drop(number int) {
	if l.peer != nil {
		l.peer.peer = nil
	}
	l.chip.links[number] = nil
}
