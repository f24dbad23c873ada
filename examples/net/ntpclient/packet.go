package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

// packetSize is the size of a packet without extensions and authentication (RFC 5905, figure 8).
const packetSize = 48

// Modes of a packet (RFC 5905, figure 10) and the version of the protocol.
const (
	modeClient = 3
	modeServer = 4
	version    = 4
)

// leapUnknown is the leap indicator of a server whose clock is not set.
const leapUnknown = 3

// A packet is what clients and servers send.
type packet struct {
	leap, version, mode uint8
	stratum             uint8  // 1: has a clock of its own; 0: the reference says why there is no time
	reference           string // of stratum 0 and 1: four letters
	origin              stamp  // the client's transmit, which the server sends back
	receive, transmit   stamp  // when the server got the request and sent the answer
}

// A stamp is a time in units of 2⁻³² s since the era's start (RFC 5905, 6).
type stamp uint64

// ntpEpoch is the start of era 0.
var ntpEpoch = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)

// stampOf returns the stamp of a time; that of the era's own start is not told from none.
func stampOf(t time.Time) stamp {
	seconds := uint64(t.Unix() - ntpEpoch.Unix())
	return stamp(seconds<<32 | (uint64(t.Nanosecond())<<32+500_000_000)/1_000_000_000)
}

// time returns the time of a stamp, which is from 1968 to 2104: the era is not in it (RFC 4330, 3).
func (s stamp) time() time.Time {
	seconds := int64(s >> 32)
	if seconds < 1<<31 {
		seconds += 1 << 32
	}
	nanoseconds := (uint64(s)&(1<<32-1)*1_000_000_000 + 1<<31) >> 32
	return time.Unix(ntpEpoch.Unix()+seconds, int64(nanoseconds)).UTC()
}

// bytes returns the packet as it is sent.
func (p packet) bytes() []byte {
	b := make([]byte, packetSize)
	b[0] = p.leap<<6 | p.version<<3 | p.mode
	b[1] = p.stratum
	copy(b[12:16], p.reference)
	binary.BigEndian.PutUint64(b[24:], uint64(p.origin))
	binary.BigEndian.PutUint64(b[32:], uint64(p.receive))
	binary.BigEndian.PutUint64(b[40:], uint64(p.transmit))
	return b
}

// parsePacket reads a packet; what follows it is left alone.
func parsePacket(b []byte) (packet, error) {
	if len(b) < packetSize {
		return packet{}, fmt.Errorf("a packet of %d bytes: want %d", len(b), packetSize)
	}
	return packet{
		leap: b[0] >> 6, version: b[0] >> 3 & 7, mode: b[0] & 7, stratum: b[1],
		reference: strings.TrimRight(string(b[12:16]), "\x00"),
		origin:    stamp(binary.BigEndian.Uint64(b[24:])),
		receive:   stamp(binary.BigEndian.Uint64(b[32:])),
		transmit:  stamp(binary.BigEndian.Uint64(b[40:])),
	}, nil
}

// errStray is the error of an answer that is not to the request: one that comes late, or that somebody else sent.
var errStray = errors.New("the answer is not to this request")

// check tells what is wrong with an answer.
func (p packet) check(request stamp) error {
	switch {
	case p.mode != modeServer || p.origin != request:
		return errStray
	case p.stratum == 0:
		return fmt.Errorf("the server does not tell the time: its code is %q (RFC 5905, 7.4)", p.reference)
	case p.leap == leapUnknown || p.stratum > 15 || p.transmit == 0:
		return errors.New("the server's own clock is not set")
	}
	return nil
}

// A reading is what an answer tells.
type reading struct {
	time    time.Time     // of the server, when the answer arrived
	offset  time.Duration // of this machine's clock: what is to be added to it
	delay   time.Duration // of request and answer on their way
	stratum uint8
}

// read compares a server's clock with this machine's (RFC 5905, 8): sent and arrived are by this machine's.
func (p packet) read(sent, arrived time.Time) reading {
	there, back := p.receive.time().Sub(sent), p.transmit.time().Sub(arrived)
	offset := (there + back) / 2
	return reading{
		time: arrived.Add(offset), offset: offset,
		delay: max(arrived.Sub(sent)-p.transmit.time().Sub(p.receive.time()), 0), stratum: p.stratum,
	}
}
