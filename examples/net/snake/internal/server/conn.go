package server

import (
	"bufio"
	"io"
	"net"
	"sync"
	"time"

	"drivergen/examples/net/snake/internal/protocol"
)

const (
	joinLimit  = 15 * time.Second // from a connection to its first line
	writeLimit = 15 * time.Second // for one write
	lastLimit  = 3 * time.Second  // for the last words
)

// A conn is a player's connection. What is to be sent waits here for the writing goroutine: lines in their order,
// and of the frames the newest alone, so that a slow line never holds the game up.
type conn struct {
	net    net.Conn
	player *player // the game's goroutine's

	mu    sync.Mutex
	more  sync.Cond // with mu: something below has changed
	lines []byte
	frame []byte
	ended bool // nothing is to be sent after lines
	dead  bool // nothing is sent any more
}

// newConn is a connection that is to be greeted.
func (s *Server) newConn(nc net.Conn) *conn {
	c := &conn{net: nc, lines: []byte(protocol.Greeting + "\n")}
	c.more.L = &c.mu
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[c] = true
	return c
}

// serve is a connection's life.
func (s *Server) serve(c *conn) {
	var writing sync.WaitGroup
	writing.Go(c.write)
	s.read(c)

	c.die()
	writing.Wait()
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.tell(lost{c})
}

// read hands a connection's lines to the game until it ends. Where it is this side that ends it, read goes on until
// write has closed: a peer whose data is not read might lose the last words to a reset.
func (s *Server) read(c *conn) {
	lines := protocol.NewScanner(c.net, protocol.MaxCommand)
	c.net.SetReadDeadline(time.Now().Add(joinLimit))
	for first := true; lines.Scan(); first = false {
		command, err := protocol.ParseCommand(lines.Text())
		if err != nil {
			c.end("error " + err.Error())
			io.Copy(io.Discard, c.net)
			return
		}
		var e event = said{c, command}
		if first {
			c.net.SetReadDeadline(time.Time{})
			e = arrived{c, command}
		}
		if !s.tell(e) {
			io.Copy(io.Discard, c.net)
			return
		}
	}
	if lines.Err() == bufio.ErrTooLong {
		c.end("error a line that is too long")
		io.Copy(io.Discard, c.net)
	}
}

// tell hands something to the game, and reports whether that still goes on.
func (s *Server) tell(e event) bool {
	select {
	case s.events <- e:
		return true
	case <-s.stopped:
		return false
	}
}

// say sends a line.
func (c *conn) say(line string) {
	c.change(func() { c.lines = append(append(c.lines, line...), '\n') })
}

// show sends a frame, unless a newer one comes before there is room for it.
func (c *conn) show(frame []byte) { c.change(func() { c.frame = frame }) }

// flush has the newest frame go before the lines that follow.
func (c *conn) flush() {
	c.change(func() {
		c.lines = append(c.lines, c.frame...)
		c.frame = nil
	})
}

// end sends last words, where there are any, and closes. The newest frame goes before them.
func (c *conn) end(words string) {
	c.flush()
	c.change(func() {
		if words != "" {
			c.lines = append(append(c.lines, words...), '\n')
		}
		c.ended = true
		c.net.SetWriteDeadline(time.Now().Add(lastLimit))
	})
}

// die closes, whatever waits to be sent.
func (c *conn) die() {
	c.net.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = true
	c.more.Signal()
}

// change changes what is to be sent, unless the end of that is known.
func (c *conn) change(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		do()
		c.more.Signal()
	}
}

// write sends what is to be sent and closes after the last of it.
func (c *conn) write() {
	defer c.net.Close()
	for {
		text, last := c.next()
		if len(text) > 0 {
			if _, err := c.net.Write(text); err != nil {
				return
			}
		}
		if last {
			return
		}
	}
}

// next waits for something to send.
func (c *conn) next() (text []byte, last bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.lines) == 0 && c.frame == nil && !c.ended && !c.dead {
		c.more.Wait()
	}
	if c.dead {
		return nil, true
	}
	text = append(c.lines, c.frame...)
	c.lines, c.frame = nil, nil
	if !c.ended {
		c.net.SetWriteDeadline(time.Now().Add(writeLimit))
	}
	return text, c.ended
}
