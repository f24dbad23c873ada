package recording

import "drivergen/driver"

// sockets numbers the handles of a recording, so that two that had the same number one after the other
// are two.
type sockets struct {
	count   int
	current map[handle]numbered
	last    handle // the handle that was asked for last, which the next call names as a rule
	lastIs  numbered
}

// A handle is a device's number for something open. Devices of two interfaces count on their own.
type handle struct {
	iface  string
	number int64
}

type numbered struct {
	socket int
	early  bool // only events have told of it so far: of a connection that accept is about to return
}

// of returns the socket of a handle that a call names: the last one that had the number.
func (s *sockets) of(iface string, number int64) int {
	if number == driver.NoHandle {
		return 0
	}
	h := handle{iface, number}
	if h == s.last && !s.lastIs.early {
		return s.lastIs.socket
	}
	n, ok := s.current[h]
	if !ok || n.early {
		n = s.set(h, n.socket, false)
	}
	s.last, s.lastIs = h, n
	return n.socket
}

// told returns the socket of a handle that an event names.
func (s *sockets) told(iface string, number int64) int {
	if number == driver.NoHandle {
		return 0
	}
	h := handle{iface, number}
	n, ok := s.current[h]
	if !ok {
		n = s.set(h, 0, true)
	}
	return n.socket
}

// create returns the socket of a handle that a call has made.
func (s *sockets) create(iface string, number int64) int {
	h := handle{iface, number}
	if n := s.current[h]; n.early {
		return s.set(h, n.socket, false).socket
	}
	return s.set(h, 0, false).socket
}

// set makes a socket the one that has a handle's number, a new one where socket is 0.
func (s *sockets) set(h handle, socket int, early bool) numbered {
	if socket == 0 {
		s.count++
		socket = s.count
	}
	if s.current == nil {
		s.current = map[handle]numbered{}
	}
	n := numbered{socket, early}
	s.current[h] = n
	s.last, s.lastIs = h, n
	return n
}
