package emulator

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestParseTiming(t *testing.T) {
	real := RealTiming(Firmware17)
	changed := real
	changed.Scan = 100 * time.Millisecond
	for in, want := range map[string]Timing{
		"none":               {},
		"real":               real,
		"real,scan=100ms":    changed,
		"turn=2ms,boot=1s":   {Turn: 2 * time.Millisecond, Boot: time.Second},
		"none,join-fail=15s": {JoinFail: 15 * time.Second},
	} {
		if got, err := ParseTiming(in, Firmware17); err != nil || got != want {
			t.Errorf("%s: read %+v, %v; want %+v", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"":            "want real, none",
		"reel":        "want real, none",
		"scan":        "want real, none",
		"scna=1s":     "did you mean scan?",
		"scan=1":      "want a time",
		"scan=-1s":    "want a time",
		"boot=1,real": "want a time",
		"turn=1s,all": "want real, none",
	} {
		if _, err := ParseTiming(in, Firmware22); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
}

func TestEachTimeHasAKey(t *testing.T) {
	var all Timing
	for i, k := range timingKeys {
		*k.field(&all) = time.Duration(i + 1)
	}
	for v, i := reflect.ValueOf(all), 0; i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Errorf("no key sets Timing.%s", v.Type().Field(i).Name)
		}
	}
	if n := reflect.TypeFor[Timing]().NumField(); n != len(timingKeys) {
		t.Errorf("%d keys for %d times", len(timingKeys), n)
	}
}

func TestParseInterleave(t *testing.T) {
	for in, want := range map[string]Interleave{
		`at=after-prompt,text=\r\n+IPD,0,1:b`:      {At: AfterPrompt, Text: "\r\n+IPD,0,1:b"},
		`at=echo,times=2,text=0,CLOSED\r\n`:        {At: AtEcho, Times: 2, Text: "0,CLOSED\r\n"},
		`at=after-recv,drop=true`:                  {At: AfterRecv, Drop: true},
		`at=answer,text=+LINK_CONN:0,"TCP"\x00,\\`: {At: AtAnswer, Text: "+LINK_CONN:0,\"TCP\"\x00,\\"},
	} {
		if got, err := ParseInterleave(in); err != nil || got != want {
			t.Errorf("%s: read %+v, %v; want %+v", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"":                          "begin with at=POINT",
		"text=x":                    "begin with at=POINT",
		"at=after-prompt":           "end with text=TEXT",
		"at=after-promt,text=x":     "did you mean after-prompt?",
		"at=echo,tmes=1,text=x":     "did you mean times?",
		"at=echo,times=0,text=x":    "whole number from 1",
		"at=echo,drop=perhaps":      "true or false",
		`at=echo,text=\`:            "escape",
		"at=echo,text=a\nb":         "escape",
		"at=echo,times=1,text=\\q,": "escape",
	} {
		if _, err := ParseInterleave(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
	if got := Point(77).String(); got != "Point(77)" || AfterRecv.String() != "after-recv" {
		t.Errorf("points are written %s and %v", got, AfterRecv)
	}
}
