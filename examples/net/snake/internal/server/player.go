package server

import (
	"crypto/rand"
	"encoding/hex"
	"time"

	"drivergen/examples/net/snake/internal/protocol"
)

// A player is one who has joined. Its fields are the game's goroutine's.
type player struct {
	id       int
	name     string
	token    string
	wait     bool      // each step waits for this player
	seen     bool      // this player has seen the frame
	heard    bool      // this player has said something since joining, and so knows the token
	conn     *conn     // nil while the connection is lost
	deadline time.Time // when the player is given up; zero while nothing is owed
}

// An event is what a connection tells the game.
type event interface{ handle(*Server) }

// arrived is a connection with its first line.
type arrived struct {
	conn    *conn
	command protocol.Command
}

// said is a later line of a player.
type said struct {
	conn    *conn
	command protocol.Command
}

// lost is the end of a connection.
type lost struct{ conn *conn }

func (e arrived) handle(s *Server) {
	switch c := e.command.(type) {
	case protocol.Join:
		s.join(e.conn, c)
	case protocol.Back:
		s.back(e.conn, c)
	default:
		e.conn.end("error join first")
	}
}

func (s *Server) join(c *conn, j protocol.Join) {
	for _, p := range s.players {
		if p.name != j.Name {
			continue
		}
		if p.conn == nil && !p.heard && p.wait == j.Wait { // the connection was lost with the token
			s.cfg.Log("%s is back", p.name)
			s.attach(p, c)
			return
		}
		c.end("error somebody is called " + j.Name + " already")
		return
	}
	id, err := s.game.Join(j.Name)
	if err != nil {
		c.end("error " + err.Error())
		return
	}
	p := &player{id: id, name: j.Name, token: newToken(), wait: j.Wait}
	s.players[id] = p
	s.cfg.Log("%s plays", p.name)
	s.attach(p, c)
}

func (s *Server) back(c *conn, b protocol.Back) {
	for _, p := range s.players {
		if p.token == b.Token {
			s.cfg.Log("%s is back", p.name)
			s.attach(p, c)
			return
		}
	}
	c.end("error that snake is no more: join again")
}

// attach makes a connection that of a player, in place of an older one.
func (s *Server) attach(p *player, c *conn) {
	if p.conn != nil {
		p.conn.end("error you play on another connection")
	}
	p.conn, c.player = c, p
	p.deadline = time.Time{}
	c.say(protocol.You{ID: p.id, Token: p.token}.String())
	if s.begun {
		s.showTo(p, protocol.AppendFrame(nil, s.game.State()))
	}
	if s.over {
		s.sayOver(p)
	}
}

// sayOver tells a player that the game is over. One who is waited for answers with quit; so that the word is not lost with a
// connection, that player may come back for it.
func (s *Server) sayOver(p *player) {
	if p.conn == nil {
		return
	}
	p.conn.flush()
	p.conn.say("over")
}

func (e said) handle(s *Server) {
	p := e.conn.player
	if p == nil || p.conn != e.conn {
		return // said before the connection was replaced
	}
	p.heard = true
	switch c := e.command.(type) {
	case protocol.Turn:
		s.game.Turn(p.id, c.To)
	case protocol.Seen:
		if c.Tick != s.game.Tick() || p.seen {
			return
		}
		p.seen = true
		if p.wait && !s.over {
			p.deadline = time.Time{}
		}
		if c.Turns {
			s.game.Turn(p.id, c.To)
		}
	case protocol.Quit:
		s.cfg.Log("%s leaves", p.name)
		s.remove(p.id, "")
	default:
		s.remove(p.id, "error you play already")
	}
}

func (e lost) handle(s *Server) {
	if p := e.conn.player; p != nil && p.conn == e.conn {
		s.cfg.Log("%s has lost the connection", p.name)
		p.conn, p.deadline = nil, time.Now().Add(s.cfg.Grace)
	}
}

// remove takes a player out of the game, with last words for the connection unless they are empty.
func (s *Server) remove(id int, words string) {
	p := s.players[id]
	delete(s.players, id)
	s.game.Leave(id)
	if p.conn != nil {
		p.conn.end(words)
		p.conn.player = nil
	}
}

// show sends the board to all players.
func (s *Server) show() {
	frame := protocol.AppendFrame(nil, s.game.State())
	for _, p := range s.players {
		s.showTo(p, frame)
	}
}

func (s *Server) showTo(p *player, frame []byte) {
	p.seen = false
	if p.conn == nil {
		return
	}
	p.conn.show(frame)
	if p.wait {
		p.deadline = time.Now().Add(s.cfg.Grace)
	}
}

// farewell ends all connections after the game.
func (s *Server) farewell(err error) {
	words := "over"
	switch {
	case err != nil:
		words = "error the server has lost its network"
	case !s.over:
		words = "error the server ends"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.end(words)
	}
}

// newToken returns what nobody guesses.
func newToken() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
