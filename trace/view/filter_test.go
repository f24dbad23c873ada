package view_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/trace/view"
)

func TestFilter(t *testing.T) {
	for _, tt := range []struct {
		name   string
		filter view.Filter
		lines  string // of the conversation
	}{
		{"nothing", view.Filter{}, "2 3 4 5 6 7 8 9 10"},
		{"errors", view.Filter{Errors: true}, "7"},
		{"a handle", view.Filter{Sockets: []view.Socket{{Handle: 1}}}, "7"},
		{"a number", view.Filter{Sockets: []view.Socket{{Handle: driver.NoHandle, Number: 2}}}, "7"},
		{"another number of a handle", view.Filter{Sockets: []view.Socket{{Handle: 1, Number: 1}}}, ""},
		{"two sockets", view.Filter{Sockets: []view.Socket{{Handle: 1}, {Handle: 0}}}, "3 4 5 6 7 8 9 10"},
		{"a name", view.Filter{Methods: []string{"connect"}}, "4 7"},
		{"names", view.Filter{Methods: []string{"netdev.connect_cb", "netdev.NetDev.close", "NetDev.resolve"}}, "2 5 10"},
		{"the end of a name", view.Filter{Methods: []string{"lose", "x.connect", ".connect"}}, ""},
		{"from a time on", view.Filter{Since: 40 * time.Millisecond}, "8 9 10"},
		{"up to a time", view.Filter{Until: 1400 * time.Microsecond}, "2 3 4"},
		{"between times", view.Filter{Since: 11_920 * time.Microsecond, Until: 12_100 * time.Microsecond}, "5 6 8"},
		{"all at once", view.Filter{Sockets: []view.Socket{{Handle: 0}}, Methods: []string{"recv"}, Since: 42_060 * time.Microsecond}, "9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := view.Selection{Filter: tt.filter}
			var lines []string
			for e, err := range s.From(of(nil, conversation(t)...)) {
				if err != nil {
					t.Fatal(err)
				}
				lines = append(lines, strconv.Itoa(e.Line))
			}
			if got := strings.Join(lines, " "); got != tt.lines {
				t.Errorf("lines %s, want %s", got, tt.lines)
			}
			if s.Total != 9 || s.Taken() != len(lines) {
				t.Errorf("%d of %d are counted", s.Taken(), s.Total)
			}
		})
	}
}

func TestParseSocket(t *testing.T) {
	for text, want := range map[string]view.Socket{
		"3": {Handle: 3}, "-1": {Handle: -1}, "3#7": {Handle: 3, Number: 7}, "#7": {Handle: driver.NoHandle, Number: 7},
	} {
		if got, err := view.ParseSocket(text); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		} else if got.String() != text {
			t.Errorf("%s is shown as %s", text, got)
		}
	}
	for _, text := range []string{"", "#", "3#", "#0", "3#-1", "fd", "3 ", "3#7#1", "99999999999999999999"} {
		if got, err := view.ParseSocket(text); err == nil || !strings.Contains(err.Error(), "is no socket: give its handle, 3, or") {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestSelection(t *testing.T) {
	s := view.Selection{Filter: view.Filter{Sockets: []view.Socket{{Handle: 1}}}}
	for _, err := range s.From(of(nil, conversation(t)...)) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Summary(); got != "1 call (1 failed), 0 events, of 9 entries" {
		t.Errorf("the summary is %q", got)
	}
	if got := strings.Join(s.Names(), " "); got != "close connect connect_cb recv resolve socket write" {
		t.Errorf("the names are %s", got)
	}
	if got := s.QualifiedNames(); !slices.Contains(got, "netdev.recv") || !slices.Contains(got, "NetDev.recv") || !slices.Contains(got, "netdev.NetDev.recv") {
		t.Errorf("the qualified names are %s", got)
	}
}

// Each name and each socket of a filter is looked for, also where others of it are there or the entry is not taken.
func TestSelectionUnknown(t *testing.T) {
	s := view.Selection{Filter: view.Filter{
		Methods: []string{"netdev.recv", "rec", "connect", "conect"},
		Sockets: []view.Socket{{Handle: 1}, {Handle: 7}, {Handle: 0, Number: 9}, {Handle: driver.NoHandle, Number: 2}},
		Errors:  true,
	}}
	for _, err := range s.From(of(nil, conversation(t)...)) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(s.UnknownMethods(), " "); got != "rec conect" {
		t.Errorf("unknown methods: %s", got)
	}
	if got := s.UnknownSockets(); len(got) != 2 || got[0].String() != "7" || got[1].String() != "0#9" {
		t.Errorf("unknown sockets: %v", got)
	}
}
