package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"time"

	"drivergen/driver"
	"drivergen/examples/internal/console"
	"drivergen/examples/internal/local"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/generated/ieee80211dev"
	"drivergen/gonet"
	"drivergen/wifi"
)

// The waits between attempts to join the network again: shorter than package wifi's own, for those who watch.
const (
	firstWait = 200 * time.Millisecond
	mostWait  = 2 * time.Second
)

// roam opens the module's port, starts the server where none is named, and runs the conversation.
func roam(ctx context.Context, s settings, out io.Writer) error {
	if s.server == "" {
		listener, err := net.Listen("tcp4", local.Loopback)
		if err != nil {
			return fmt.Errorf("the server on this machine: %w", err)
		}
		server := local.StartTCP(listener, newCounter().serve)
		defer server.Stop() // where it failed, the conversation has
		s.server = listener.Addr().String()
		console.Step(out, "server", "a server of this program counts at %s", s.server)
	}
	module := s.port
	if s.fault != "" {
		module += " with the faults " + s.fault
	}
	console.Step(out, "module", "opening %s", module)
	line, err := port.Open(ctx, s.address, s.record)
	if err != nil {
		return err
	}
	return converse(ctx, s, line, out)
}

// converse runs the conversation on a module's port, which it closes.
func converse(ctx context.Context, s settings, line io.ReadWriteCloser, out io.Writer) (err error) {
	module, err := online.Open(ctx, out, s.port, line)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := module.Close(); err == nil {
			err = closeErr // the recording, where there is one, is not whole
		}
	}()
	station := wifi.New(module.WiFi())
	if err := join(ctx, s.network, station, out); err != nil {
		return err
	}
	if port.IsEmulator(s.port) && s.network.SSID == online.LabSSID {
		console.Step(out, "outages", "the access point goes off the air for %v, every %v", outage.For, outage.Every)
	}
	console.Step(out, "talk", "%d messages to %s, one every %v\n", s.messages, s.server, s.pace)

	c := &caller{
		dial: gonet.New(module.Net()).DialContext, server: s.server, name: fmt.Sprintf("%016x", rand.Uint64()),
		messages: s.messages, pace: s.pace, journal: newJournal(out), network: newNetwork(),
	}
	counted, err := c.stayAndConverse(ctx, s.network, station)
	if err != nil {
		return advise(s, err)
	}
	return c.conclude(counted, out)
}

// join joins the network for the first time, so that a name or a password that is wrong is told at once. What is lost right
// after that is no failure here.
func join(ctx context.Context, n online.Network, station *wifi.Station, out io.Writer) error {
	console.Step(out, "join", "%s", console.Visible(n.SSID))
	if err := station.Join(ctx, n.SSID, wifi.Password(n.Password), wifi.Retries(3)); err != nil {
		found, _ := station.Scan(ctx) // where it fails, the advice names no network
		return online.AdviseJoin(n.SSID, found, err)
	}
	if c, err := station.Connection(ctx); err == nil && c != nil {
		console.Step(out, "joined", "%s at %s, channel %d, %d dBm", console.Visible(c.SSID), c.BSSID, c.Channel, c.RSSI)
	}
	return nil
}

// stayAndConverse keeps the network for as long as the conversation lasts.
func (c *caller) stayAndConverse(ctx context.Context, n online.Network, station *wifi.Station) (tally, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer station.OnEvent(c.watch)()
	stayed := make(chan struct{})
	go func() {
		defer close(stayed)
		cancel(station.Stay(ctx, n.SSID, wifi.Password(n.Password), wifi.Backoff(firstWait, mostWait), wifi.OnAttempt(c.attempted)))
	}()
	counted, err := c.converse(ctx)
	cancel(nil)
	<-stayed
	return counted, err
}

// watch tells what happens to the network.
func (c *caller) watch(e wifi.Event) {
	switch e.Change {
	case wifi.Connected:
		c.journal.tell("wifi", "connected to %s", console.Visible(e.SSID))
		c.network.set(true) // which has a connection made, to be told of after the network's
	case wifi.Disconnected:
		c.network.set(false)
	case wifi.Left:
		why := map[ieee80211dev.LeaveReason]string{
			ieee80211dev.LeaveAsked:     "left it",
			ieee80211dev.LeaveLost:      "its access point is gone",
			ieee80211dev.LeaveRestarted: "the module restarted",
		}
		c.journal.tell("wifi", "lost %s: %s", console.Visible(e.SSID), why[e.Reason])
	}
}

// attempted tells of an attempt to join the network again that failed.
func (c *caller) attempted(a wifi.Attempt) {
	if a.Err == nil {
		return
	}
	what := driver.ErrnoOf(a.Err).Error()
	if errors.Is(a.Err, ieee80211dev.ENOENT) {
		what = "no such access point"
	}
	if a.Retry {
		what += fmt.Sprintf(", again in %v", a.Wait)
	}
	c.journal.tell("wifi", "attempt %d: %s", a.Number, what)
}

// advise says what to do about a conversation that came to nothing.
func advise(s settings, err error) error {
	var join *wifi.JoinError
	switch {
	case errors.As(err, &join):
		return online.AdviseJoin(s.network.SSID, nil, join)
	case errors.Is(err, driver.ENODEV):
		return online.AdviseModule(s.port, err)
	}
	return online.AdviseDial(s.server, "server", err)
}

// conclude compares what the server counted with what was sent, and tells.
func (c *caller) conclude(counted tally, out io.Writer) error {
	if counted != c.sent {
		return fmt.Errorf("%w: %d messages (checksum %08x) were sent, %d (%08x) counted",
			errTally, c.sent.count, c.sent.sum, counted.count, counted.sum)
	}
	fmt.Fprintln(out)
	console.Step(out, "result", "%d messages sent, %d counted: none lost, none doubled, each in its turn", c.messages, counted.count)
	console.Step(out, "", "the network was lost %s, the connection made %s", times(c.network.losses()), times(c.connections))
	switch c.resumed {
	case 0:
	case 1:
		console.Step(out, "", "1 message was counted whose answer was lost: it was not sent again")
	default:
		console.Step(out, "", "%d messages were counted whose answers were lost: they were not sent again", c.resumed)
	}
	return nil
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// serveAlone is the server until the context ends.
func serveAlone(ctx context.Context, address string, out io.Writer) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("--serve %s: %w", address, err)
	}
	console.Step(out, "server", "counting at %s until Control-C", listener.Addr())
	if err := local.Serve(ctx, listener, newCounter().serve); err != nil {
		return fmt.Errorf("--serve %s: %w", address, err)
	}
	return nil
}
