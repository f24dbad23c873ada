package transports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"drivergen/transports/pipe"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func noOpen(context.Context, Address) (Port, error) { return nil, errors.New("opened") }

// withEmulator is a registry as a program's main makes it.
func withEmulator() *registry {
	r := newRegistry(builtin()...)
	r.register(Scheme{Name: "emulator", Doc: "an emulated module", Open: noOpen, Params: []Param{
		{Name: "firmware", Value: "1.7|2.2", Doc: "the AT firmware's version"},
	}})
	return r
}

func TestOpenErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{"foo:x", `address "foo:x": unknown scheme foo (known: emulator, playback, serial, tcp, unix)`},
		{"seriall:x", `address "seriall:x": unknown scheme seriall, did you mean serial:? (known: emulator, playback, serial, tcp, unix)`},
		{"tpc:h:1", `address "tpc:h:1": unknown scheme tpc, did you mean tcp:? (known: emulator, playback, serial, tcp, unix)`},
		{"bridge.local:23", `address "bridge.local:23": unknown scheme bridge.local, did you mean tcp:bridge.local:23? (known: emulator, playback, serial, tcp, unix)`},
		{"serial:", `address "serial:": the target is missing: want serial:DEVICE`},
		{"tcp:", `address "tcp:": the target is missing: want tcp:HOST:PORT`},
		{"emulator:here", `address "emulator:here": emulator takes no target: write just "emulator:"`},
		{"serial:x?buad=9600", `address "serial:x?buad=9600": unknown parameter buad, did you mean baud? (serial takes: baud, rtscts)`},
		{"serial:x?parity=E", `address "serial:x?parity=E": unknown parameter parity (serial takes: baud, rtscts)`},
		{"tcp:h:1?baud=9600", `address "tcp:h:1?baud=9600": unknown parameter baud: tcp takes none`},
		{"serial:x?baud=fast", `address "serial:x?baud=fast": parameter baud="fast": want a whole number`},
		{"playback:", `address "playback:": the target is missing: want playback:FILE`},
		{"playback:x?timing=fast", `address "playback:x?timing=fast": parameter timing="fast": want a factor such as 1, or 0.1 for ten times as fast`},
		{"playback:x?timing=-1", `address "playback:x?timing=-1": parameter timing="-1": want a factor such as 1, or 0.1 for ten times as fast`},
		{"playback:x?timing=NaN", `address "playback:x?timing=NaN": parameter timing="NaN": want a factor such as 1, or 0.1 for ten times as fast`},
		{"serial:x?rtscts=maybe", `address "serial:x?rtscts=maybe": parameter rtscts="maybe": want 1 or 0`},
		{"serial:x?baud=0", `serial: x: 0 baud: want a speed such as 9600, 115200 or 921600`},
		{"tcp:host", `tcp:host: want HOST:PORT, such as tcp:192.168.1.20:23 or tcp:[fe80::1%eth0]:23: missing port in address`},
		{"tcp::23", `tcp::23: the host is missing: want HOST:PORT, such as tcp:localhost:23`},
		{"tcp:host:", `tcp:host:: the port is missing: want HOST:PORT, such as tcp:host:23`},
		{"emulator:?firmware=1.7", `opened`},
	}
	r := withEmulator()
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			port, err := r.open(t.Context(), tt.in)
			if err == nil || port != nil {
				t.Fatalf("open = %v, %v; want no port and an error", port, err)
			}
			if err.Error() != tt.want {
				t.Errorf("error\n%s\nwant\n%s", err, tt.want)
			}
		})
	}
}

// What can be told of an address without opening it, Check tells as Open does.
func TestCheck(t *testing.T) {
	for _, address := range []string{"serial:/dev/no-such-port", "serial:x?baud=9600", "tcp:host", "playback:x?timing=0.5"} {
		if err := Check(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"", "x", "tpc:h:1", "serial:", "serial:x?buad=9600", "tcp:h:1?baud=9600"} {
		_, want := Open(t.Context(), address)
		if err := Check(address); err == nil || want == nil || err.Error() != want.Error() {
			t.Errorf("%q: %v, and Open says %v", address, err, want)
		}
	}
}

func TestOpenPassesTheAddressOn(t *testing.T) {
	near, far := pipe.New()
	defer far.Close()
	var got Address
	r := newRegistry(Scheme{
		Name: "wire", Target: "NAME", Params: []Param{{Name: "n"}},
		Open: func(_ context.Context, a Address) (Port, error) { got = a; return near, nil },
	})
	port, err := r.open(t.Context(), "wire:one?n=%31")
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	if diff := cmp.Diff(Address{"wire", "one", map[string]string{"n": "1"}}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	far.Write([]byte("x"))
	if _, err := io.ReadFull(port, make([]byte, 1)); err != nil {
		t.Error(err)
	}
}

func TestOpenHonoursTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, address := range []string{"emulator:", "serial:/dev/null", "tcp:127.0.0.1:9"} {
		if _, err := withEmulator().open(ctx, address); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want context.Canceled", address, err)
		}
	}
}

func TestRegisterPanicsOnTheProgramsMistakes(t *testing.T) {
	tests := []struct {
		scheme Scheme
		want   string
	}{
		{Scheme{Name: "tcp", Open: noOpen}, `transports: Register called twice for scheme "tcp"`},
		{Scheme{Name: "Emulator", Open: noOpen}, `transports: Register of malformed scheme "Emulator"`},
		{Scheme{Name: "a b", Open: noOpen}, `transports: Register of malformed scheme "a b"`},
		{Scheme{Name: "", Open: noOpen}, `transports: Register of malformed scheme ""`},
		{Scheme{Name: "other"}, `transports: Register of scheme "other" without Open`},
	}
	r := newRegistry(builtin()...)
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			defer func() {
				if got := recover(); got != tt.want {
					t.Errorf("panic %v, want %s", got, tt.want)
				}
			}()
			r.register(tt.scheme)
		})
	}
}

func TestRegisterWhileOpening(t *testing.T) {
	r := newRegistry(builtin()...)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() { r.register(Scheme{Name: fmt.Sprintf("s%d", i), Open: noOpen}) })
		wg.Go(func() { r.open(t.Context(), "foo:"); r.usage() })
	}
	wg.Wait()
	if got := len(r.names()); got != 24 {
		t.Errorf("%d schemes, want 24", got)
	}
}

// The package's own functions are the registry's under their public names.
func TestPackageFunctions(t *testing.T) {
	shared := known
	known = newRegistry(builtin()...)
	t.Cleanup(func() { known = shared })
	if diff := cmp.Diff([]string{"playback", "serial", "tcp", "unix"}, Schemes()); diff != "" {
		t.Fatalf("Schemes before Register (-want +got)\n%s", diff)
	}
	Register(Scheme{Name: "registered", Doc: "made by a test", Open: noOpen})
	if got := strings.Join(Schemes(), " "); got != "playback registered serial tcp unix" {
		t.Errorf("Schemes after Register: %s", got)
	}
	if _, err := Open(t.Context(), "registered:"); err == nil || err.Error() != "opened" {
		t.Errorf("Open of the registered scheme: %v, want its own error", err)
	}
	if !strings.Contains(Usage(), "made by a test") {
		t.Errorf("Usage lacks the registered scheme:\n%s", Usage())
	}
}

func TestUsage(t *testing.T) {
	const want = `An address is SCHEME:TARGET, with parameters after a question mark: ?NAME=VALUE&NAME=VALUE.
  emulator:            an emulated module
    firmware=1.7|2.2   the AT firmware's version
  playback:FILE        a recording of a port, played back as the device
    timing=FACTOR      the device takes its recorded time, times this (default 0: none)
  serial:DEVICE        a serial port of this machine, 8N1, such as /dev/ttyUSB0 or COM3
    baud=N             bits a second (default 115200)
    rtscts=0|1         hardware flow control by RTS and CTS (default 0)
  tcp:HOST:PORT        a raw TCP connection, as ser2net and esp-link offer it
  unix:PATH            a stream socket of this machine
`
	if diff := cmp.Diff(want, withEmulator().usage()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
