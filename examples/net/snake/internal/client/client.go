// Package client plays snake on a server. A connection that is lost is made again, and the player comes back to the
// same snake.
package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/protocol"
)

// Config is what a client is made of.
type Config struct {
	Dial func(ctx context.Context) (net.Conn, error)
	Name string

	// Joined is called once the player has a snake, with its number. It may be nil.
	Joined func(id int)

	// Steer is called with each frame and the player's number, and returns where to turn, if anywhere. With Wait the
	// game waits for it. It may be nil.
	Steer func(s game.State, id int) (to game.Direction, turns bool)
	Wait  bool

	// Turns are turns at any time. It may be nil.
	Turns <-chan game.Direction

	// Leave has the player leave the game once it is closed. It may be nil.
	Leave <-chan struct{}

	// Retry reports whether an error of Dial is one after which another attempt is made. nil: each is.
	Retry func(err error) bool

	// Lost is called when the connection is lost and is to be made again. It may be nil.
	Lost func(err error)
}

const (
	silence   = 30 * time.Second       // from one frame to the next, while others are waited for
	sendLimit = 15 * time.Second       // for one line
	lastWords = 2 * time.Second        // for what the server said before it closed
	attempts  = 7                      // to connect, at the start and after a loss
	pause     = 100 * time.Millisecond // before the second attempt; it doubles
)

// ErrRefused is the error where the server does not let the player play; its text is the server's.
var ErrRefused = errors.New("the server of snake says")

// Play plays until the game is over, the player leaves, or the context ends, which is an error. It returns the last
// board that it saw and the player's number.
func Play(ctx context.Context, cfg Config) (last game.State, id int, err error) {
	if err := protocol.CheckName(cfg.Name); err != nil {
		return last, 0, err
	}
	p := &play{cfg: cfg, ctx: ctx}
	for {
		conn, err := p.connect()
		if err == errLeft {
			return p.last, p.you.ID, nil
		}
		if err != nil {
			return p.last, p.you.ID, err
		}
		before := p.frames
		err = p.converse(conn)
		switch {
		case err == nil:
			return p.last, p.you.ID, nil
		case ctx.Err() != nil:
			return p.last, p.you.ID, ctx.Err()
		case errors.Is(err, ErrRefused), errors.Is(err, protocol.ErrProtocol):
			return p.last, p.you.ID, err
		}
		if p.frames == before {
			p.fruitless++
		} else {
			p.fruitless = 0
		}
		if p.fruitless == attempts {
			return p.last, p.you.ID, fmt.Errorf("the connection is lost again and again: %w", err)
		}
		if cfg.Lost != nil {
			cfg.Lost(err)
		}
	}
}

// play is one game.
type play struct {
	cfg       Config
	ctx       context.Context
	you       protocol.You // zero before the server said it
	last      game.State
	frames    int
	fruitless int // connections in a row that brought no frame
}

// connect connects, and tries again where that fails.
func (p *play) connect() (net.Conn, error) {
	for try, wait := 1, pause; ; try, wait = try+1, 2*wait {
		conn, err := p.cfg.Dial(p.ctx)
		if err == nil || try == attempts || p.ctx.Err() != nil || p.cfg.Retry != nil && !p.cfg.Retry(err) {
			return conn, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-p.cfg.Leave:
			timer.Stop()
			return nil, errLeft
		case <-p.ctx.Done():
			timer.Stop()
			return nil, p.ctx.Err()
		}
	}
}

// errLeft ends attempts to connect: the player leaves.
var errLeft = errors.New("the player leaves")

// converse plays on one connection. Its error is nil where the game is over or the player leaves.
func (p *play) converse(conn net.Conn) error {
	defer conn.Close()
	defer context.AfterFunc(p.ctx, func() { conn.Close() })()
	messages, failed := make(chan protocol.Message), make(chan error, 1)
	done := make(chan struct{})
	defer func() { conn.Close(); close(done); <-failed }()
	go func() {
		defer close(failed)
		failed <- read(conn, messages, done)
	}()
	var turns <-chan game.Direction // those of the user, once the player has joined
	var broken error                // why nothing more can be sent
	var late <-chan time.Time       // then: the end of listening for what the server said before
	for {
		var err error
		select {
		case m := <-messages:
			var over bool
			if over, err = p.hear(conn, m); over && p.cfg.Wait {
				quit(conn, messages, failed) // which tells the server that this player knows
			}
			if over || errors.Is(err, ErrRefused) {
				return err
			}
			if _, joined := m.(protocol.You); joined && broken == nil {
				turns = p.cfg.Turns
			}
		case err := <-failed:
			return cmp.Or(broken, err)
		case <-late:
			return broken
		case to := <-turns:
			err = send(conn, protocol.Turn{To: to})
		case <-p.cfg.Leave:
			quit(conn, messages, failed)
			return nil
		}
		if err != nil && broken == nil {
			timer := time.NewTimer(lastWords)
			defer timer.Stop()
			broken, turns, late = err, nil, timer.C
		}
	}
}

// quit leaves the game, and reads what the server still sends until it closes: a connection that is closed with something
// unread may be reset, and the last word lost with it.
func quit(conn net.Conn, messages <-chan protocol.Message, failed <-chan error) {
	if send(conn, protocol.Quit{}) != nil {
		return // the server sees the connection end
	}
	timer := time.NewTimer(lastWords)
	defer timer.Stop()
	for {
		select {
		case <-messages:
		case <-failed:
			return
		case <-timer.C:
			return
		}
	}
}

// read reads messages until the connection ends.
func read(conn net.Conn, messages chan<- protocol.Message, done <-chan struct{}) error {
	r := protocol.NewReader(conn)
	for {
		conn.SetReadDeadline(time.Now().Add(silence))
		m, err := r.Read()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF // no word of an end
		}
		if err != nil {
			return err
		}
		select {
		case messages <- m:
		case <-done:
			return nil
		}
	}
}

// hear answers a message and reports whether the game is over.
func (p *play) hear(conn net.Conn, m protocol.Message) (over bool, err error) {
	switch m := m.(type) {
	case protocol.Hello:
		if p.you.Token != "" {
			return false, send(conn, protocol.Back{Token: p.you.Token})
		}
		return false, send(conn, protocol.Join{Name: p.cfg.Name, Wait: p.cfg.Wait})
	case protocol.You:
		joined := p.you.Token == ""
		p.you = m
		if joined && p.cfg.Joined != nil {
			p.cfg.Joined(m.ID)
		}
	case protocol.Frame:
		return false, p.look(conn, m.State)
	case protocol.Refused:
		return false, fmt.Errorf("%w: %s", ErrRefused, console.Printable(m.Reason))
	case protocol.Over:
		return true, nil
	}
	return false, nil
}

// look answers a frame.
func (p *play) look(conn net.Conn, s game.State) error {
	p.last = s
	p.frames++
	var answer protocol.Seen
	answer.Tick = s.Tick
	if p.cfg.Steer != nil {
		answer.To, answer.Turns = p.cfg.Steer(s, p.you.ID)
	}
	switch {
	case p.cfg.Wait:
		return send(conn, answer)
	case answer.Turns:
		return send(conn, protocol.Turn{To: answer.To})
	}
	return nil
}

func send(conn net.Conn, c protocol.Command) error {
	conn.SetWriteDeadline(time.Now().Add(sendLimit))
	_, err := io.WriteString(conn, c.String()+"\n")
	return err
}
