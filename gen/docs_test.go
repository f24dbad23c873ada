package gen

import (
	"strings"
	"testing"

	"drivergen/idl"
)

const promisesText = `
idl: 1
package: link
errnos: {EIO: {value: 5}, EBADF: {value: 9}, EMFILE: {value: 24}, EALREADY: {value: 114}}
handles:
  FD:
    invalid: EBADF
    full: EMFILE
    states: {down: {}, up: {}}
    transitions:
      - {on: connect, from: [down], to: up, else: {up: EIO}}
      - {on: renew, from: [down], to: up, else: {up: EIO}}
      - {on: send, from: [up], else: {down: EIO}}
interfaces:
  Link:
    methods:
      open: {creates: FD, returns: {fd: FD}, errnos: [EMFILE, EIO]}
      connect: {params: {fd: FD}, errnos: [EBADF, EIO]}
      renew: {params: {fd: FD}, errnos: [EBADF, EALREADY, EIO]}
      send: {params: {fd: FD}, errnos: [EBADF, EIO]}
      close: {ends: FD, params: {fd: FD}, errnos: [EBADF, EIO], emits: [told]}
    events:
      last: {trigger: it ends, order: 7}
      first: {trigger: it ends, order: 2, bound: 16}
      second: {trigger: it ends, order: 5, params: {fd: FD}, bound: 3, drops: newest}
      lone: {trigger: it starts, order: 3, delivery: latest}
      told: {params: {fd: FD}, delivery: latest}
      plain: {}
  Mains:
    form: {context: false, errors: sentinel}
    states: {dark: {}, light: {}}
    methods:
      turn: {}
    transitions:
      - {on: turn, to: light}
`

func promisesModel(t *testing.T) *idl.Model {
	t.Helper()
	model, diagnostics := idl.LoadSource("link.yaml", []byte(promisesText))
	if model == nil {
		t.Fatal(diagnostics.Err())
	}
	return model
}

func TestEventPromises(t *testing.T) {
	events := promisesModel(t).Interfaces[0].Events
	want := map[string]string{
		"last":   "Trigger: it ends.|It comes after Second.",
		"first":  "Trigger: it ends.|At most 16 wait; then the oldest is dropped.",
		"second": "Trigger: it ends.|It comes after First.|At most 3 of the same fd wait; then the newest is dropped.",
		"lone":   "Trigger: it starts.|A newer one replaces one that waits.",
		"told":   "A newer one of the same fd replaces one that waits.",
		"plain":  "",
	}
	for _, e := range events {
		if got := strings.Join(eventPromises(e, events), "|"); got != want[e.Name] {
			t.Errorf("%s: %q, want %q", e.Name, got, want[e.Name])
		}
	}
}

// TestErrnoListAlone: what the stub answers beside another call that changes the state is told where
// the description does not.
func TestErrnoListAlone(t *testing.T) {
	want := map[string]string{
		"open":    "It fails with EMFILE, EIO.",
		"connect": "It fails with EBADF, EIO, and with driver.EALREADY while another call changes the state.",
		"renew":   "It fails with EBADF, EALREADY, EIO.",
		"send":    "It fails with EBADF, EIO.",
		"close":   "It fails with EBADF, EIO.",
		"turn":    "It fails with driver.EALREADY while another call changes the state.",
	}
	for _, i := range promisesModel(t).Interfaces {
		for _, m := range i.Methods {
			if got := errnoList(m); got != want[m.Name] {
				t.Errorf("%s: %q, want %q", m.Name, got, want[m.Name])
			}
		}
	}
}
