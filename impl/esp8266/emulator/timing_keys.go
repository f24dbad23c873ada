package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// timingKey is a key of a timing flag.
type timingKey struct {
	name  string
	field func(*Timing) *time.Duration
}

var timingKeys = []timingKey{
	{"boot", func(t *Timing) *time.Duration { return &t.Boot }},
	{"restart", func(t *Timing) *time.Duration { return &t.Restart }},
	{"auto-connect", func(t *Timing) *time.Duration { return &t.AutoConnect }},
	{"scan", func(t *Timing) *time.Duration { return &t.Scan }},
	{"join", func(t *Timing) *time.Duration { return &t.Join }},
	{"dhcp", func(t *Timing) *time.Duration { return &t.DHCP }},
	{"join-ok", func(t *Timing) *time.Duration { return &t.JoinOK }},
	{"join-fail", func(t *Timing) *time.Duration { return &t.JoinFail }},
	{"rejoin", func(t *Timing) *time.Duration { return &t.Rejoin }},
	{"resolve", func(t *Timing) *time.Duration { return &t.Resolve }},
	{"connect", func(t *Timing) *time.Duration { return &t.Connect }},
	{"ack", func(t *Timing) *time.Duration { return &t.Ack }},
	{"give-up", func(t *Timing) *time.Duration { return &t.GiveUp }},
	{"stations", func(t *Timing) *time.Duration { return &t.Stations }},
	{"wps", func(t *Timing) *time.Duration { return &t.WPS }},
	{"ping", func(t *Timing) *time.Duration { return &t.Ping }},
	{"turn", func(t *Timing) *time.Duration { return &t.Turn }},
}

// ParseTiming reads how long the module takes from a flag: the word none, the word real for what a real module with the
// firmware takes, or key=value pairs with commas between them, which may follow one of the words, as in
// real,scan=100ms. TimingKeys are the keys.
func ParseTiming(s string, f Firmware) (Timing, error) {
	var t Timing
	for i, pair := range strings.Split(s, ",") {
		name, value, ok := strings.Cut(pair, "=")
		switch {
		case i == 0 && pair == "none":
			continue
		case i == 0 && pair == "real":
			t = RealTiming(f)
			continue
		case !ok:
			return t, fmt.Errorf("emulator: timing %q: want real, none, or key=value such as turn=2ms", pair)
		}
		k := slices.IndexFunc(timingKeys, func(k timingKey) bool { return k.name == name })
		if k < 0 {
			return t, fmt.Errorf("emulator: timing %q: %s", name, suggest(name, TimingKeys()))
		}
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 {
			return t, fmt.Errorf("emulator: timing %s=%s: want a time such as 200ms", name, value)
		}
		*timingKeys[k].field(&t) = d
	}
	return t, nil
}

// TimingKeys are the keys that ParseTiming reads.
func TimingKeys() []string {
	names := make([]string, len(timingKeys))
	for i, k := range timingKeys {
		names[i] = k.name
	}
	return names
}
