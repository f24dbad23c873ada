package esp8266_test

import (
	"testing"

	"drivergen/impl/esp8266/at"
)

// The soak's judge of streams must itself find what is wrong.
func TestSoakFlow(t *testing.T) {
	const n = at.MaxPayload + 100
	f := &soakFlow{key: 7}
	first, failed, last := f.take(n), []byte(nil), []byte(nil)
	f.wrote(true)
	failed = f.take(n)
	f.wrote(false)
	last = f.take(n)
	f.wrote(true)
	join := func(parts ...[]byte) []byte {
		var all []byte
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	flipped := join(first, failed, last)
	flipped[n/2] ^= 1
	for name, tt := range map[string]struct {
		got  []byte
		want bool
	}{
		"all":                              {join(first, failed, last), true},
		"nothing of what failed":           {join(first, last), true},
		"a piece of what failed":           {join(first, failed[:at.MaxPayload], last), true},
		"part of a piece of what failed":   {join(first, failed[:50], last), false},
		"nothing":                          {nil, false},
		"only what failed":                 {failed, false},
		"the end of what failed":           {join(first, failed[n/2:], last), false},
		"what failed twice":                {join(first, failed, failed, last), false},
		"a byte lost of what succeeded":    {join(first[:n/2], first[n/2+1:], failed, last), false},
		"a byte doubled":                   {join(first[:n/2], first[n/2-1:], failed, last), false},
		"a bit flipped":                    {flipped, false},
		"the last one cut":                 {join(first, failed, last[:n-1]), false},
		"one byte too much":                {join(first, failed, last, []byte{0}), false},
		"in another order":                 {join(first, last, failed), false},
		"a beginning twice of what failed": {join(first, failed[:5], failed[:5], last), false},
	} {
		if foreign, err := f.delivered(tt.got); (err == nil) != tt.want || foreign > 0 {
			t.Errorf("%s: %d foreign bytes, %v", name, foreign, err)
		}
	}
	end := &soakFlow{key: 7}
	first = end.take(n)
	end.wrote(false)
	for size := range n + 1 {
		if foreign, err := end.delivered(first[:size]); err != nil || foreign > 0 {
			t.Fatalf("%d bytes of what failed, and nothing more: %d foreign bytes, %v", size, foreign, err)
		}
	}
	if foreign, err := end.delivered(join(first[:50], []byte("AT\r\n"))); err != nil || foreign != 4 {
		t.Errorf("AT at the end of a link that failed: %d foreign bytes, %v", foreign, err)
	}
	if _, err := new(soakFlow).delivered([]byte("AT\r\n")); err == nil {
		t.Error("AT on a link that nobody used was taken for right")
	}
	if err := f.at(n, failed); err != nil {
		t.Error(err)
	}
	if f.at(n, last) == nil || f.at(n+1, failed) == nil {
		t.Error("wrong bytes were taken for right")
	}
}
