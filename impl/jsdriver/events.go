package jsdriver

import (
	"context"
	"net/netip"
	"time"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// The handlers of what the driver tells are called one at a time, in its order.

func (s *sockets) onConnected(fd netdev.FD) {
	if sock := s.of(fd); sock != nil {
		sock.mu.Lock()
		defer sock.mu.Unlock()
		once(sock.connected)
	}
}

// onReadable keeps what was received, and who sent it where the driver tells.
func (s *sockets) onReadable(fd netdev.FD, data []byte, from netip.AddrPort) {
	sock := s.of(fd)
	if sock == nil {
		return
	}
	sock.mu.Lock()
	room := sock.queue.put(data, from)
	lost := !room && !sock.queue.datagrams && !sock.queue.ended
	if lost {
		sock.queue.ended = true
	}
	sock.mu.Unlock()
	switch {
	case lost:
		s.stub.Closed(sock.link, driver.Fail("recv", driver.EOVERFLOW, nil))
	case room:
		s.stub.Readable(sock.link)
	}
}

// onAcceptable takes a connection, or closes one that nobody can take.
func (s *sockets) onAcceptable(listener, fd netdev.FD) {
	ctx, cancel := context.WithTimeout(s.life, s.patience)
	defer cancel()
	snapshot, _ := s.driver.Get(ctx, fd) // of a driver that cannot tell, the peer's address is not known
	sock := newSocket(fd, netdev.DomainINET, netdev.ProtocolStream, s.limit)
	sock.up = true
	sock.know(snapshot, netip.AddrPort{}, netip.AddrPort{})
	if !s.accept(listener, sock) {
		s.behind(sock) // the answer comes behind this handler
	}
}

// accept offers a connection to the stub. The lock is held meanwhile: the stub may give the new link to its user, who then
// uses it, before it is in the maps.
func (s *sockets) accept(listener netdev.FD, sock *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.byFD[listener]
	if l == nil || s.gone() != nil {
		return false
	}
	link, ok := s.stub.Accepted(l.link, sock.remote, sock.local)
	if ok {
		s.add(sock, link)
	}
	return ok
}

// onShutDown takes the end of what a peer sends for its end: a socket that was not shut down by its owner.
func (s *sockets) onShutDown(fd netdev.FD) {
	if sock := s.of(fd); sock != nil {
		sock.mu.Lock()
		own := sock.shut
		sock.mu.Unlock()
		if !own {
			s.onClosed(fd)
		}
	}
}

// onClosed follows the end of a connection. Of a socket that is not connected it tells that connect failed.
func (s *sockets) onClosed(fd netdev.FD) {
	sock := s.of(fd)
	if sock == nil {
		return
	}
	sock.mu.Lock()
	if !sock.up {
		once(sock.refused)
		sock.mu.Unlock()
		return
	}
	if sock.ending == nil {
		sock.ending = time.AfterFunc(lateData, func() { s.told(func() { s.finish(sock) }) })
	}
	sock.mu.Unlock()
	if s.isFree(fd) {
		sock.free()
	}
}

// lateData is for how long a socket whose end the driver told waits for data that it received before and gives in another turn
// of the loop: drivers parse the one while they still have the other.
const lateData = 10 * time.Millisecond

// told runs f behind what the driver has told when the loop comes to it, however long the turn takes that it is in.
func (s *sockets) told(f func()) {
	if !s.loop.RunOnLoop(func(*goja.Runtime) { s.queue.Post(f) }) {
		f()
	}
}

// finish tells the end of a connection behind all that was received.
func (s *sockets) finish(sock *socket) {
	sock.mu.Lock()
	sock.queue.ended = true
	sock.mu.Unlock()
	s.stub.Closed(sock.link, nil)
}

// isFree reports whether the driver has no socket of a descriptor any more whose end it told, or has given it to another.
func (s *sockets) isFree(fd netdev.FD) bool {
	ctx, cancel := context.WithTimeout(s.life, s.patience)
	defer cancel()
	snapshot, err := s.driver.Get(ctx, fd)
	if err != nil {
		return driver.ErrnoOf(err) == driver.EBADF
	}
	return snapshot.State != netdev.StateClosed
}

// closing is for how long Close of a device waits for the driver.
const closing = time.Second

// shut closes the device.
func (s *sockets) shut() {
	if s.gone() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	s.end()
	s.stub.Shut(driver.ENODEV)
	s.mu.Lock()
	open := s.byFD
	s.byFD = map[netdev.FD]*socket{}
	s.mu.Unlock()
	for fd, sock := range open {
		sock.stop()
		if !sock.isFree() {
			_ = s.driver.Close(ctx, fd)
		}
	}
	s.wg.Wait()
	s.driver.End()
}
