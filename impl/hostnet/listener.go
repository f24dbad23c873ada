package hostnet

import (
	"context"
	"net"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// A listener announces the connections that come in.
type listener struct {
	socket *socket
	tcp    *net.TCPListener
	gone   chan struct{}
}

func (s *socket) listen(backlog int) error {
	if s.protocol == netdev.ProtocolDgram {
		return driver.EOPNOTSUPP
	}
	s.mu.Lock()
	bound := s.bound
	s.bound = nil
	s.mu.Unlock()
	if bound == nil {
		return driver.EINVAL
	}
	tcp, err := bound.listen(backlog)
	if err != nil {
		return err
	}
	l := &listener{socket: s, tcp: tcp, gone: make(chan struct{})}
	if err := s.become(l, addrPort(tcp.Addr()), netip.AddrPort{}); err != nil {
		return err
	}
	if !s.hw.spawn(l.accept) {
		tcp.Close()
		return driver.ENODEV
	}
	return nil
}

// retryAccept is how long accepting rests when this process has no file descriptors left.
const retryAccept = 50 * time.Millisecond

func (l *listener) accept() {
	for {
		conn, err := l.tcp.AcceptTCP()
		if err == nil {
			l.announce(conn)
			continue
		}
		select {
		case <-l.gone:
			return
		default:
		}
		if errno := driver.ErrnoOf(asErrno("accept", err)); errno != driver.EMFILE && errno != driver.ENFILE && errno != driver.ECONNABORTED {
			l.socket.hw.stub.Closed(l.socket.link, asErrno("accept", err))
			return
		}
		rest := time.NewTimer(retryAccept)
		select {
		case <-rest.C:
		case <-l.gone:
			rest.Stop()
			return
		}
	}
}

// announce gives a connection to the stub, or closes it where nobody wants it.
func (l *listener) announce(conn *net.TCPConn) {
	parent, hw := l.socket, l.socket.hw
	hw.accepting.Lock()
	defer hw.accepting.Unlock()
	link, ok := hw.stub.Accepted(parent.link, addrPort(conn.RemoteAddr()), addrPort(conn.LocalAddr()))
	if !ok {
		conn.Close()
		return
	}
	parent.mu.Lock()
	options := parent.options
	parent.mu.Unlock()
	s := &socket{hw: hw, link: link, domain: parent.domain, protocol: parent.protocol, options: options}
	if s.carry(conn) != nil || hw.add(s) != nil { // found only when it is ready
		s.close()
	}
}

func (l *listener) read([]byte) (int, netip.AddrPort, error) {
	return 0, netip.AddrPort{}, driver.EOPNOTSUPP
}

func (l *listener) write(context.Context, []byte, netip.AddrPort) error { return driver.EOPNOTSUPP }

func (l *listener) close() error {
	close(l.gone)
	return l.tcp.Close()
}
