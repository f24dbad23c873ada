package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"drivergen/driver"
)

const (
	dialLimit   = 5 * time.Second        // for a connection to be made
	answerLimit = 5 * time.Second        // for the server to answer
	dialPause   = 200 * time.Millisecond // after a connection that was lost, or not made
	awaitLimit  = 5 * time.Second        // for the network, before a connection is tried without word of it
)

// A caller is the client: it sends numbered messages, over as many connections as that takes.
type caller struct {
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
	server   string
	name     string // tells its sessions with the server apart
	messages int
	pace     time.Duration
	journal  *journal
	network  *network

	connections int   // that were made
	refused     int   // attempts in a row that the server refused, before it ever took one
	resumed     int   // messages that the server had counted though its answer was lost
	sent        tally // what the server should have counted
}

// converse sends all messages and returns what the server counted.
func (c *caller) converse(ctx context.Context) (tally, error) {
	for {
		if err := c.network.await(ctx, awaitLimit); err != nil {
			return tally{}, err
		}
		counted, err := c.connect(ctx)
		if err == nil {
			return counted, nil
		}
		if ctx.Err() != nil {
			return tally{}, context.Cause(ctx)
		}
		if c.hopeless(err) {
			return tally{}, err
		}
		c.journal.tell("tcp", "%s; %d of %d messages are through", reason(err), c.sent.count, c.messages)
		select {
		case <-time.After(dialPause):
		case <-ctx.Done():
			return tally{}, context.Cause(ctx)
		}
	}
}

// maxRefused is after how many refusals the server is taken for one that is not there.
const maxRefused = 5

// hopeless reports whether an error tells that another connection would not do better.
func (c *caller) hopeless(err error) bool {
	if !errors.Is(err, driver.ECONNREFUSED) {
		c.refused = 0
	} else if c.connections == 0 {
		c.refused++
	}
	var unknown *net.DNSError
	return errors.As(err, &unknown) && unknown.IsNotFound || errors.Is(err, driver.ENODEV) || errors.Is(err, errTally) || c.refused == maxRefused
}

// connect goes on with the conversation over a new connection.
func (c *caller) connect(ctx context.Context) (tally, error) {
	dialing, cancel := context.WithTimeout(ctx, dialLimit)
	defer cancel()
	conn, err := c.dial(dialing, "tcp", c.server)
	if err != nil {
		return tally{}, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	l := newLink(conn)
	words, err := c.ask(conn, l, "counter %s", c.name)
	if err != nil {
		return tally{}, err
	}
	next, ok := 0, false
	if len(words) == 2 && words[0] == "next" {
		next, ok = number(words[1])
	}
	// The server has counted what it confirmed, and perhaps one message more.
	if missed := next - c.sent.count - 1; !ok || missed < 0 || missed > 1 || next > c.messages+1 {
		return tally{}, fmt.Errorf("%w: the server awaits message %q, and %d were confirmed", errTally, words, c.sent.count)
	} else if missed == 1 {
		c.resumed++
		c.sent.add(text(next - 1))
	}
	c.connections++
	c.journal.tell("tcp", "connected to %s, which awaits message %d", c.server, next)
	return c.talk(ctx, conn, l)
}

// talk sends the messages that are left.
func (c *caller) talk(ctx context.Context, conn net.Conn, l *link) (tally, error) {
	for c.sent.count < c.messages {
		n := c.sent.count + 1
		words, err := c.ask(conn, l, "%d %s", n, text(n))
		if err != nil {
			return tally{}, err
		}
		if len(words) != 2 || words[0] != "ok" || words[1] != strconv.Itoa(n) {
			return tally{}, fmt.Errorf("%w: message %d was answered with %q", errTally, n, words)
		}
		c.sent.add(text(n))
		select {
		case <-time.After(c.pace):
		case <-ctx.Done():
			return tally{}, context.Cause(ctx)
		}
	}
	words, err := c.ask(conn, l, "bye")
	if err != nil {
		return tally{}, err
	}
	return readTally(words)
}

// ask sends a line and returns the words of the answer.
func (c *caller) ask(conn net.Conn, l *link, format string, args ...any) ([]string, error) {
	conn.SetDeadline(time.Now().Add(answerLimit))
	if err := l.send(format, args...); err != nil {
		return nil, err
	}
	return l.receive()
}

// text is what a message says beside its number.
func text(n int) string {
	if n%2 == 1 {
		return "tick" + strconv.Itoa(n)
	}
	return "tock" + strconv.Itoa(n)
}

// errTally is a server that does not count as it should.
var errTally = errors.New("the count does not fit")

// readTally reads what the server counted.
func readTally(words []string) (t tally, err error) {
	if len(words) == 3 && words[0] == "tally" {
		count, countErr := strconv.Atoi(words[1])
		sum, sumErr := strconv.ParseUint(words[2], 16, 32)
		if countErr == nil && sumErr == nil {
			return tally{count, uint32(sum)}, nil
		}
	}
	return tally{}, fmt.Errorf("%w: the end was answered with %q", errTally, words)
}

// reason says in few words why a connection ended, or was not made.
func reason(err error) string {
	what := "the connection was lost"
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		what = "no connection"
	}
	switch {
	case err == io.EOF:
		return "the connection was closed"
	case errors.Is(err, errDamaged):
		return errDamaged.Error()
	}
	switch errno := driver.ErrnoOf(err); errno {
	case 0:
		return what + ": " + err.Error()
	case driver.ETIMEDOUT:
		return what + ": no answer in time"
	default:
		return what + ": " + errno.Error()
	}
}
