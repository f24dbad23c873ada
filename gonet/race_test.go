package gonet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// A fakePeer is what becomes of an attempt to connect to it.
type fakePeer struct {
	after time.Duration // it answers; 0 stands for at once
	err   error
	mute  bool // it never answers
	deaf  bool // the device goes on connecting when it was told to give up
}

var errRefused = driver.Fail("connect", driver.ECONNREFUSED, nil)

// racers has a device whose peers 10.0.0.1, 10.0.0.2, … are as told, all of them the name
// "many". The peers' numbers are noted as they are tried.
func racers(peers []fakePeer) (dev *fakeDev, dialer *Dialer, tried *[]string) {
	dev, tried = newFakeDev(), new([]string)
	dev.socket.RAddr = netip.Addr{} // the peer is the one that was dialled
	names := fakeNames{}
	byAddr := map[string]fakePeer{}
	addr := netip.MustParseAddr("10.0.0.0")
	for _, peer := range peers {
		addr = addr.Next()
		names["many"] = append(names["many"], addr)
		byAddr[addr.String()] = peer
	}
	dev.connect = func(ctx context.Context, addr string, _ uint16) error {
		dev.mu.Lock()
		*tried = append(*tried, strings.TrimPrefix(addr, "10.0.0."))
		dev.mu.Unlock()
		peer := byAddr[addr]
		var answers <-chan time.Time
		if !peer.mute {
			answers = time.After(peer.after)
		}
		if peer.deaf {
			ctx = context.WithoutCancel(ctx)
		}
		select {
		case <-answers:
			return peer.err
		case <-ctx.Done():
			return driver.FromContext("connect", ctx)
		}
	}
	return dev, &Dialer{Stack: New(dev, WithResolver(names))}, tried
}

const ms = time.Millisecond

func TestRace(t *testing.T) {
	refused, mute := fakePeer{err: errRefused}, fakePeer{mute: true}
	tests := []struct {
		name  string
		peers []fakePeer
		max   int // sockets
		set   func(*Dialer)
		want  string // the number of the peer that is connected, "" for none
		is    error
		after time.Duration
		tried string
	}{
		{name: "the first answers", peers: []fakePeer{{after: 299 * ms}, {}}, want: "1", after: 299 * ms, tried: "1"},
		{name: "the next after the delay", peers: []fakePeer{mute, {after: 50 * ms}}, want: "2", after: 350 * ms, tried: "1 2"},
		{name: "another delay", peers: []fakePeer{mute, {}}, set: func(d *Dialer) { d.FallbackDelay = 20 * ms }, want: "2", after: 20 * ms, tried: "1 2"},
		{name: "the first answers after all", peers: []fakePeer{{after: 400 * ms}, mute}, want: "1", after: 400 * ms, tried: "1 2"},
		{name: "the next at once on failure", peers: []fakePeer{{after: 10 * ms, err: errRefused}, refused, {after: 5 * ms}}, want: "3", after: 15 * ms, tried: "1 2 3"},
		{name: "one behind the other", peers: []fakePeer{mute, mute, mute, {}}, want: "4", after: 900 * ms, tried: "1 2 3 4"},
		{name: "two connect", peers: []fakePeer{{after: 310 * ms, deaf: true}, {}}, want: "2", after: 300 * ms, tried: "1 2"},
		{name: "all refuse", peers: []fakePeer{refused, {after: 10 * ms, err: driver.EHOSTUNREACH}}, is: driver.ECONNREFUSED, after: 10 * ms, tried: "1 2"},
		{name: "the second fails first", peers: []fakePeer{{after: 400 * ms, err: errRefused}, {err: driver.EHOSTUNREACH}}, is: driver.ECONNREFUSED, after: 400 * ms, tried: "1 2"},
		{name: "a family that is not there, at last", peers: []fakePeer{{after: 400 * ms, err: driver.EAFNOSUPPORT}, refused}, is: driver.ECONNREFUSED, after: 400 * ms, tried: "1 2"},
		{name: "a family that is not there", peers: []fakePeer{{err: driver.EAFNOSUPPORT}, refused}, is: driver.ECONNREFUSED, tried: "1 2"},
		{name: "the time is over", peers: []fakePeer{mute, mute}, set: func(d *Dialer) { d.Timeout = time.Second }, is: os.ErrDeadlineExceeded, after: time.Second, tried: "1 2"},
		{name: "the deadline", peers: []fakePeer{mute, mute}, set: func(d *Dialer) { d.Timeout, d.Deadline = time.Hour, time.Now().Add(100*ms) }, is: os.ErrDeadlineExceeded, after: 100 * ms, tried: "1"},

		{name: "one socket, the first refuses", max: 1, peers: []fakePeer{{after: 400 * ms, err: errRefused}, {}}, want: "2", after: 400 * ms, tried: "1 2"},
		{name: "one socket, the first answers", max: 1, peers: []fakePeer{{after: 400 * ms}, {}, {}}, want: "1", after: 400 * ms, tried: "1"},
		{name: "two sockets", max: 2, peers: []fakePeer{mute, {after: 900 * ms, err: errRefused}, {}}, want: "3", after: 1200 * ms, tried: "1 2 3"},
		{name: "one socket, all refuse", max: 1, peers: []fakePeer{{after: 400 * ms, err: errRefused}, {err: driver.EHOSTUNREACH}}, is: driver.ECONNREFUSED, after: 400 * ms, tried: "1 2"},

		{name: "in turn", peers: []fakePeer{{after: time.Minute, err: errRefused}, {}}, set: func(d *Dialer) { d.FallbackDelay = -1 }, want: "2", after: time.Minute, tried: "1 2"},
		{name: "in turn, each its share", peers: []fakePeer{mute, mute, {after: 3 * time.Second}}, set: func(d *Dialer) { d.FallbackDelay, d.Timeout = -1, 12*time.Second }, want: "3", after: 11 * time.Second, tried: "1 2 3"},
		{name: "in turn, two seconds at the least", peers: []fakePeer{mute, mute}, set: func(d *Dialer) { d.FallbackDelay, d.Timeout = -1, time.Second }, is: os.ErrDeadlineExceeded, after: time.Second, tried: "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dev, dialer, tried := racers(tt.peers)
				dev.max = tt.max
				if tt.set != nil {
					tt.set(dialer)
				}
				start := time.Now()
				conn, err := dialer.Dial("tcp", "many:80")
				if took := time.Since(start); took != tt.after {
					t.Errorf("Dial took %v, want %v", took, tt.after)
				}
				time.Sleep(time.Minute) // what was left behind has ended
				if got := strings.Join(*tried, " "); got != tt.tried {
					t.Errorf("tried %s, want %s", got, tt.tried)
				}
				if tt.want == "" {
					if err == nil || !errors.Is(err, tt.is) || dev.left() != 0 {
						t.Errorf("Dial = %v, %v with %d sockets open; want %v and none", conn, err, dev.left(), tt.is)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				if got := conn.RemoteAddr().String(); got != "10.0.0."+tt.want+":80" {
					t.Errorf("connected to %s, want 10.0.0.%s", got, tt.want)
				}
				if dev.left() != 1 {
					t.Errorf("%d sockets are open, want 1", dev.left())
				}
			})
		})
	}
}

// A device that has no socket left for anybody fails at once.
func TestRaceWithoutSockets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev, dialer, tried := racers([]fakePeer{{}, {}, {}})
		dev.max = 1
		other := dialFake(t, dev)
		start := time.Now()
		if _, err := dialer.Dial("tcp", "many:80"); !errors.Is(err, netdev.EMFILE) || time.Since(start) != 0 {
			t.Errorf("Dial: %v after %v, want EMFILE at once", err, time.Since(start))
		}
		if len(*tried) != 1 { // dialFake's
			t.Errorf("tried %v", *tried)
		}
		other.Close()
	})
}

func TestRaceIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev, dialer, _ := racers([]fakePeer{{mute: true}, {mute: true}, {mute: true}})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(400*ms, cancel)
		start := time.Now()
		_, err := dialer.DialContext(ctx, "tcp", "many:80")
		if !errors.Is(err, context.Canceled) || err.(net.Error).Timeout() || time.Since(start) != 400*ms {
			t.Errorf("DialContext: %v after %v", err, time.Since(start))
		}
		synctest.Wait()
		if dev.left() != 0 {
			t.Errorf("%d sockets were left open", dev.left())
		}
	})
}

func TestInterleave(t *testing.T) {
	tests := map[string]string{
		"4a": "4a", "6a 4a": "6a 4a", "4a 4b 4c": "4a 4b 4c",
		"6a 6b 6c 4a 4b": "6a 4a 6b 4b 6c", "4a 4b 6a": "4a 6a 4b", "4a 6a 6b 6c": "4a 6a 6b 6c",
	}
	long := strings.NewReplacer("4", "10.0.0.", "6", "fd00::", "a", "1", "b", "2", "c", "3")
	for in, want := range tests {
		var addrs []netip.Addr
		for _, text := range strings.Fields(in) {
			addrs = append(addrs, netip.MustParseAddr(long.Replace(text)))
		}
		var wanted []netip.Addr
		for _, text := range strings.Fields(want) {
			wanted = append(wanted, netip.MustParseAddr(long.Replace(text)))
		}
		if got := interleave(addrs); !slices.Equal(got, wanted) {
			t.Errorf("interleave(%s) = %v, want %v", in, got, wanted)
		}
	}
}
