//go:build !tinygo

package gonet

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync/atomic"

	"drivergen/driver"
)

// NetResolver returns package net's resolver written in Go, with its questions sent to name
// servers through the device. It knows all addresses of a name and every kind of record,
// and fits WithResolver, a Dialer and net.Dialer.
//
// A server is HOST:PORT, or HOST for port 53. The next one is asked from then on when a
// server has not answered, or could not. Without servers those of this machine's
// configuration are asked. The rest of that configuration, such as the search list and the
// hosts file, holds too. So does its server's name as far as errors tell one: the Server of a
// *net.DNSError is that of the configuration, whichever server was asked.
//
// A question takes a socket of the device, and one for the network ip takes two at once, of
// which the second may find none: ask for ip4 or ip6 on a device with few sockets.
func (s *Stack) NetResolver(servers ...string) *net.Resolver {
	n := &nameServers{stack: s}
	for _, server := range servers {
		if _, _, err := net.SplitHostPort(server); err != nil {
			server = net.JoinHostPort(strings.Trim(server, "[]"), "53")
		}
		n.servers = append(n.servers, server)
	}
	return &net.Resolver{PreferGo: true, Dial: n.dial}
}

// nameServers are who is asked: one of them until it fails to answer.
type nameServers struct {
	stack   *Stack
	servers []string
	current atomic.Uint32
}

// dial opens a connection for one question. The address is that of the machine's configuration.
func (n *nameServers) dial(ctx context.Context, network, address string) (net.Conn, error) {
	q := &question{servers: n, asked: n.current.Load()}
	if len(n.servers) > 0 {
		address = n.servers[q.asked%uint32(len(n.servers))]
	}
	conn, err := n.stack.DialContext(ctx, network, address)
	if err != nil {
		if !errors.Is(err, driver.EMFILE) { // no fault of the server
			q.unanswered()
		}
		return nil, err
	}
	// Package net's resolver goes on waiting when its caller has given up.
	q.stop = context.AfterFunc(ctx, func() { conn.Close() })
	switch conn := conn.(type) {
	case *UDPConn:
		return &datagramQuestion{UDPConn: conn, question: q}, nil
	case *TCPConn:
		return &streamQuestion{TCPConn: conn, question: q}, nil
	}
	return conn, nil
}

// A question is one that is put to a server.
type question struct {
	servers  *nameServers
	asked    uint32
	answered atomic.Bool
	stop     func() bool
}

// unanswered has the next server asked from now on, unless another question did that.
func (q *question) unanswered() { q.servers.current.CompareAndSwap(q.asked, q.asked+1) }

func (q *question) close(conn *handle) error {
	q.stop()
	if !q.answered.Load() {
		q.unanswered()
	}
	return conn.Close()
}

// A datagramQuestion is one over UDP. Package net knows by its being a net.PacketConn that
// messages have no length before them.
type datagramQuestion struct {
	*UDPConn
	*question
}

func (q *datagramQuestion) Read(b []byte) (int, error) {
	n, err := q.UDPConn.Read(b)
	if answers(b[:n]) {
		q.answered.Store(true)
	}
	return n, err
}

// answers reports whether a message is an answer and not the server's excuse: SERVFAIL or
// REFUSED in the last bits of the header's fourth byte (RFC 1035, 4.1.1).
func answers(message []byte) bool {
	const rcode, servFail, refused = 0xf, 2, 5
	return len(message) > 3 && message[3]&rcode != servFail && message[3]&rcode != refused
}

func (q *datagramQuestion) Close() error { return q.close(&q.UDPConn.handle) }

// A streamQuestion is one over TCP, for an answer that is longer than a datagram.
type streamQuestion struct {
	*TCPConn
	*question
}

func (q *streamQuestion) Read(b []byte) (int, error) {
	n, err := q.TCPConn.Read(b)
	if n > 0 {
		q.answered.Store(true)
	}
	return n, err
}

func (q *streamQuestion) Close() error { return q.close(&q.TCPConn.handle) }
