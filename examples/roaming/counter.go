package main

import (
	"errors"
	"fmt"
	"hash/crc32"
	"net"
	"sync"
	"time"
)

const (
	maxSessions = 1000             // of which the counter keeps count
	idleLimit   = 10 * time.Minute // after which a connection without a word is closed
)

var errProtocol = errors.New("the other side does not keep to the conversation's rules")

// A counter is what the server does: it counts the messages of each client, every one once.
type counter struct {
	mu       sync.Mutex
	sessions map[string]*session
}

// A session is what the counter knows of a client.
type session struct {
	turn sync.Mutex // held by the connection that counts

	mu   sync.Mutex
	conn net.Conn // the client's newest
	tally
}

// A tally is what was counted.
type tally struct {
	count int    // messages
	sum   uint32 // CRC-32 over their texts
}

// add counts a message.
func (t *tally) add(text string) {
	t.count++
	t.sum = crc32.Update(t.sum, crc32.IEEETable, []byte(text))
}

func newCounter() *counter { return &counter{sessions: map[string]*session{}} }

// serve serves one connection until it ends, breaks the rules, or its client comes with another one.
func (c *counter) serve(conn net.Conn) {
	l := newLink(conn)
	conn.SetDeadline(time.Now().Add(idleLimit))
	words, err := l.receive()
	if err != nil || len(words) != 2 || words[0] != "counter" {
		return
	}
	s := c.session(words[1])
	if s == nil {
		return
	}
	// What is still on its way through the client's earlier connection must not be counted beside this one.
	s.newest(conn)
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.isNewest(conn) && l.send("next %d", s.count+1) == nil {
		for s.answer(conn, l) == nil {
		}
	}
}

// session returns the session of a name, or nil where there are too many.
func (c *counter) session(name string) *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.sessions[name]
	if s == nil && len(c.sessions) < maxSessions {
		s = &session{}
		c.sessions[name] = s
	}
	return s
}

// newest closes the connection that a client had and notes the one that it has.
func (s *session) newest(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn != nil {
		s.conn.Close()
	}
	s.conn = conn
}

func (s *session) isNewest(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn == conn
}

// answer takes one line and answers it. The connection has the turn.
func (s *session) answer(conn net.Conn, l *link) error {
	conn.SetDeadline(time.Now().Add(idleLimit))
	words, err := l.receive()
	if err != nil {
		return err
	}
	if len(words) == 1 && words[0] == "bye" {
		return l.send("tally %d %08x", s.count, s.sum)
	}
	if len(words) != 2 {
		return errProtocol
	}
	n, ok := number(words[0])
	if !ok || n != s.count+1 || !s.isNewest(conn) {
		return fmt.Errorf("message %s, not %d: %w", words[0], s.count+1, errProtocol)
	}
	s.add(words[1])
	return l.send("ok %d", n)
}
