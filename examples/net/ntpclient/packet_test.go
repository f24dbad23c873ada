package main

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

// The bytes of an answer as its description has them (RFC 5905, figure 8).
func TestPacket(t *testing.T) {
	want := packet{version: 4, mode: modeServer, stratum: 1, reference: "GPS", origin: 0x83aa7e80_00000000, receive: 0xe5f66b00_80000000, transmit: 0xe5f66b00_c0000000}
	const text = "24010000" + "00000000" + "00000000" + "47505300" + "0000000000000000" + "83aa7e8000000000" + "e5f66b0080000000" + "e5f66b00c0000000"
	if got := hex.EncodeToString(want.bytes()); got != text {
		t.Errorf("%s, want\n%s", got, text)
	}
	if got, err := parsePacket(append(want.bytes(), 1, 2, 3)); got != want || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := parsePacket(make([]byte, 47)); err == nil || err.Error() != "a packet of 47 bytes: want 48" {
		t.Error(err)
	}
}

// Known times (RFC 5905, figure 4), and the start of the next era.
func TestStamps(t *testing.T) {
	for text, want := range map[string]stamp{
		"1970-01-01T00:00:00Z":           2_208_988_800 << 32,
		"1972-01-01T00:00:00.5Z":         2_272_060_800<<32 | 1<<31,
		"2036-02-07T06:28:15.75Z":        0xffffffff<<32 | 3<<30,
		"2036-02-07T06:28:16.25Z":        1 << 30,
		"2100-01-01T12:00:00.000000001Z": (6_311_476_800-1<<32)<<32 | 4,
	} {
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := stampOf(at); got != want {
			t.Errorf("%s: stamp %x, want %x", text, got, want)
		}
		if got := want.time(); !got.Equal(at) {
			t.Errorf("%x: %v, want %s", want, got, text)
		}
	}
}

// A server that is two seconds ahead, 30 ms away on the way there and 10 ms on the way back, and takes 5 ms.
func TestRead(t *testing.T) {
	sent := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	server := func(d time.Duration) stamp { return stampOf(sent.Add(2*time.Second + d)) }
	p := packet{stratum: 2, receive: server(30 * time.Millisecond), transmit: server(35 * time.Millisecond)}
	r := p.read(sent, sent.Add(45*time.Millisecond))
	if r.offset != 2*time.Second+10*time.Millisecond || r.delay != 40*time.Millisecond || r.stratum != 2 || !r.time.Equal(sent.Add(2*time.Second+55*time.Millisecond)) {
		t.Errorf("%+v", r)
	}
}

func TestCheck(t *testing.T) {
	const request = stamp(42)
	good := packet{version: 4, mode: modeServer, stratum: 1, origin: request, transmit: 1}
	if err := good.check(request); err != nil {
		t.Error(err)
	}
	for want, change := range map[string]func(*packet){
		"not to this request": func(p *packet) { p.origin++ },
		"is not to this":      func(p *packet) { p.mode = modeClient },
		`its code is "RATE"`:  func(p *packet) { p.stratum, p.reference = 0, "RATE" },
		"clock is not set":    func(p *packet) { p.leap = leapUnknown },
		"own clock is not":    func(p *packet) { p.stratum = 16 },
		"own clock is":        func(p *packet) { p.transmit = 0 },
	} {
		bad := good
		change(&bad)
		if err := bad.check(request); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", bad, err, want)
		}
	}
}

func TestJudge(t *testing.T) {
	for offset, want := range map[time.Duration]string{
		0: "is right", 5 * time.Millisecond: "is right", -6 * time.Millisecond: "is right", 7 * time.Millisecond: "is slow", -7 * time.Millisecond: "is fast",
	} {
		if got := judge(offset, 10*time.Millisecond); got != want {
			t.Errorf("%v: %s, want %s", offset, got, want)
		}
	}
}
