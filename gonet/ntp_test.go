package gonet_test

import (
	"encoding/binary"
	"errors"
	"net"
	"os"
	"testing"
	"time"

	"github.com/beevik/ntp"
)

// An ntpAnswer makes the reply to a query that arrived at a time of this machine, or nil.
type ntpAnswer func(query []byte, arrived time.Time) []byte

// serveNTP answers queries until the test ends, and returns how to ask through the device.
func serveNTP(t *testing.T, s sides, answer ntpAnswer) (address string, options ntp.QueryOptions) {
	t.Helper()
	conn, err := s.packet("udp", net.JoinHostPort(s.other, "0"))
	check(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		query := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(query)
			if err != nil {
				return
			}
			if reply := answer(query[:n], time.Now()); reply != nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	t.Cleanup(func() { conn.Close(); <-done })
	return conn.LocalAddr().String(), ntp.QueryOptions{
		Timeout: time.Minute,
		Dialer:  func(_, remote string) (net.Conn, error) { return s.device.Dial("udp", remote) },
	}
}

// ntpReply makes a reply of a server whose clock goes ahead of this machine's (RFC 5905, 7.3).
func ntpReply(query []byte, arrived time.Time, ahead time.Duration, stratum byte, id string) []byte {
	reply := make([]byte, 48)
	reply[0] = 4<<3 | 4 // version 4, server
	reply[1] = stratum
	reply[2] = 6          // polled each 64 s
	reply[3] = 0x100 - 20 // precise to a microsecond
	copy(reply[12:16], id)
	putNTPTime(reply[16:], arrived.Add(ahead-time.Minute)) // its own clock was set
	copy(reply[24:32], query[40:48])                       // the query's transmit time
	putNTPTime(reply[32:], arrived.Add(ahead))
	putNTPTime(reply[40:], time.Now().Add(ahead))
	return reply
}

// putNTPTime writes a time as seconds since 1900 with 32 bits of fraction.
func putNTPTime(b []byte, at time.Time) {
	const unix = 2208988800 // seconds from 1900 to 1970
	seconds := uint64(at.Unix()) + unix
	fraction := uint64(at.Nanosecond()) << 32 / uint64(time.Second)
	binary.BigEndian.PutUint64(b, seconds<<32|fraction)
}

func TestNTP(t *testing.T) {
	const ahead = 90*time.Minute + 1234*time.Millisecond
	everywhere(t, func(t *testing.T, w world, s sides) {
		address, options := serveNTP(t, s, func(query []byte, arrived time.Time) []byte {
			return ntpReply(query, arrived, ahead, 1, "GPS")
		})
		for range 5 {
			resp, err := ntp.QueryWithOptions(address, options)
			check(t, err)
			if err := resp.Validate(); err != nil {
				t.Errorf("the answer is not valid: %v", err)
			}
			// The way there and the way back differ by the round trip at the most.
			if wrong := (resp.ClockOffset - ahead).Abs(); wrong > resp.RTT/2+time.Millisecond {
				t.Errorf("the offset is %v with a round trip of %v; want %v", resp.ClockOffset, resp.RTT, ahead)
			}
			if resp.Stratum != 1 || resp.ReferenceString() != ".GPS." {
				t.Errorf("stratum %d, source %s", resp.Stratum, resp.ReferenceString())
			}
		}
	})
}

// A server that sends its clients away says why (RFC 5905, 7.4).
func TestNTPKissOfDeath(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		address, options := serveNTP(t, s, func(query []byte, arrived time.Time) []byte {
			return ntpReply(query, arrived, 0, 0, "RATE")
		})
		resp, err := ntp.QueryWithOptions(address, options)
		check(t, err)
		if err := resp.Validate(); !errors.Is(err, ntp.ErrKissOfDeath) || resp.KissCode != "RATE" {
			t.Errorf("%v with code %q; want %v with RATE", err, resp.KissCode, ntp.ErrKissOfDeath)
		}
	})
}

// A reply to another query is not taken for the answer, and the next query goes well.
func TestNTPStrayReply(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		first := true
		address, options := serveNTP(t, s, func(query []byte, arrived time.Time) []byte {
			reply := ntpReply(query, arrived, 0, 1, "GPS")
			if first {
				reply[24] ^= 1
			}
			first = false
			return reply
		})
		if _, err := ntp.QueryWithOptions(address, options); !errors.Is(err, ntp.ErrServerResponseMismatch) {
			t.Errorf("a stray reply: %v", err)
		}
		_, err := ntp.QueryWithOptions(address, options)
		check(t, err)
	})
}

func TestNTPServerIsSilent(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		address, options := serveNTP(t, s, func([]byte, time.Time) []byte { return nil })
		options.Timeout = soon
		if _, err := ntp.QueryWithOptions(address, options); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("a query that nobody answers: %v", err)
		}
	})
}
