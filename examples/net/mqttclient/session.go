package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/rounds"

	paho "github.com/eclipse/paho.mqtt.golang"
)

// A session is what the flags say, and what is under way.
type session struct {
	server   peer.Address
	login    login
	topic    string
	messages int
	qos      int
	interval time.Duration
	hangUp   int

	board  *board.Board
	client paho.Client
	came   chan string  // what the broker sends
	lost   <-chan error // why the client has lost its connection
}

func (s *session) check(emulated bool) error {
	switch {
	case s.messages < 1:
		return fmt.Errorf("--messages %d: want 1 or more", s.messages)
	case s.qos < 0 || s.qos > 2:
		return fmt.Errorf("--qos %d: want 0, 1 or 2", s.qos)
	case s.interval < 0:
		return fmt.Errorf("--interval %v: want a duration such as 1s", s.interval)
	case s.hangUp < 0:
		return fmt.Errorf("--hang-up %d: want 0 or more", s.hangUp)
	case s.hangUp > 0 && s.server != "":
		return errors.New("--hang-up is for the broker of this program: leave it or --server out")
	}
	if err := s.login.check(); err != nil {
		return err
	}
	if err := checkTopic(s.topic); err != nil {
		return fmt.Errorf("--topic %q: %w", s.topic, err)
	}
	return s.server.Check(emulated, "test.mosquitto.org:1883")
}

// checkTopic tells what a topic's name may not be (MQTT 3.1.1, 4.7).
func checkTopic(topic string) error {
	switch {
	case topic == "":
		return errors.New("want a name such as lab/temperature")
	case strings.ContainsAny(topic, "+#\x00"):
		return errors.New("one publishes at a topic without + and #")
	case len(topic) > math.MaxUint16:
		return fmt.Errorf("a topic has %d bytes at the most", math.MaxUint16)
	}
	return nil
}

const (
	tries    = 6 // how often a message is published until it comes back
	patience = 5 * time.Second
	goodbye  = 1000 // milliseconds for the library to say it
)

// run connects, subscribes, and publishes.
func (s *session) run(ctx context.Context, b *board.Board) error {
	s.board, s.came = b, make(chan string, 100)
	b.Step("connect", "%s", s.server)
	if err := s.connect(ctx); err != nil {
		return err
	}
	defer func() { s.client.Disconnect(goodbye) }()
	b.Step("topic", "%s, with the quality of service %d", console.Printable(s.topic), s.qos)
	for n := 1; n <= s.messages; n++ {
		if n > 1 {
			if err := rounds.Pause(ctx, s.interval); err != nil {
				return err
			}
		}
		if err := s.message(ctx, n); err != nil {
			return err
		}
	}
	b.Step("done", "%s went out and came back", console.Counted(s.messages, "message"))
	return nil
}

// message publishes a message until it has come back.
func (s *session) message(ctx context.Context, n int) error {
	text := fmt.Sprintf("%d %.1f", n, temperature(n))
	var err error
	for try := 1; try <= tries; try++ {
		if err = s.exchange(ctx, text); err == nil {
			s.board.Step("message", "%3d  %s °C came back%s", n, strings.TrimPrefix(text, strconv.Itoa(n)+" "), times(try))
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := s.renew(ctx, err); err != nil {
			return err
		}
	}
	return fmt.Errorf("message %d did not come back, published %d times: %w", n, tries, err)
}

// renew makes a connection that was lost anew.
func (s *session) renew(ctx context.Context, cause error) error {
	if s.client.IsConnectionOpen() {
		return nil
	}
	s.board.Step("lost", "the connection: %s", console.OneLine(cause))
	s.client.Disconnect(0)
	if err := s.connect(ctx); err != nil {
		return err
	}
	s.board.Step("again", "connected")
	return nil
}

func times(try int) string {
	if try == 1 {
		return ""
	}
	return fmt.Sprintf(", published %d times", try)
}

// exchange publishes a message and waits until it comes. Others are left alone: earlier ones that come twice, and those of
// somebody else.
func (s *session) exchange(ctx context.Context, text string) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	token := s.client.Publish(s.topic, byte(s.qos), false, text)
	published := token.Done()
	for {
		select {
		case got := <-s.came:
			if got == text {
				return nil
			}
		case <-published:
			if err := token.Error(); err != nil {
				return err
			}
			published = nil
		case err := <-s.lost:
			return err // and the message is lost with it, unless it comes after all
		case <-timer.C:
			return fmt.Errorf("nothing came for %v", patience)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// wait waits for the broker's answer.
func wait(ctx context.Context, token paho.Token) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-token.Done():
		return token.Error()
	case <-timer.C:
		return fmt.Errorf("no answer for %v", patience)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// temperature is the reading of a thermometer that is not there.
func temperature(n int) float64 { return 21 + 3*math.Sin(float64(n)/2) }

// newID returns a client's identifier: two clients with one would throw each other out. Brokers take 23 letters and digits
// (MQTT 3.1.1, 3.1.3.1).
func newID() string { return "drivergen" + rand.Text()[:12] }
