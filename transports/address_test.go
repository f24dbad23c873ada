package transports

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseAddress(t *testing.T) {
	tests := []struct {
		in   string
		want Address
		text string // what String gives, if not in
	}{
		{in: "serial:/dev/ttyUSB0", want: Address{Scheme: "serial", Target: "/dev/ttyUSB0"}},
		{in: "serial:COM3?baud=9600", want: Address{"serial", "COM3", map[string]string{"baud": "9600"}}},
		{in: `serial:\\.\COM10`, want: Address{Scheme: "serial", Target: `\\.\COM10`}},
		{
			in:   "serial:/dev/ttyUSB0?rtscts=1&baud=115200",
			want: Address{"serial", "/dev/ttyUSB0", map[string]string{"baud": "115200", "rtscts": "1"}},
			text: "serial:/dev/ttyUSB0?baud=115200&rtscts=1",
		},
		{in: "tcp:192.168.1.20:23", want: Address{Scheme: "tcp", Target: "192.168.1.20:23"}},
		{in: "tcp:[fe80::1%eth0]:23", want: Address{Scheme: "tcp", Target: "[fe80::1%eth0]:23"}},
		{in: "unix:/run/my modem%20.sock", want: Address{Scheme: "unix", Target: "/run/my modem%20.sock"}},
		{in: "emulator:", want: Address{Scheme: "emulator"}},
		{in: "emulator:?", want: Address{Scheme: "emulator"}, text: "emulator:"},
		{in: "vsock:3", want: Address{Scheme: "vsock", Target: "3"}},
		{in: "TCP:host:1", want: Address{Scheme: "tcp", Target: "host:1"}, text: "tcp:host:1"},
		{
			in:   "emulator:?ap=a%26b%3Dc+d%3F",
			want: Address{"emulator", "", map[string]string{"ap": "a&b=c d?"}},
		},
		{in: "x-y:z?empty=", want: Address{"x-y", "z", map[string]string{"empty": ""}}},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := ParseAddress(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			text := tt.text
			if text == "" {
				text = tt.in
			}
			if got.String() != text {
				t.Errorf("String() = %q, want %q", got.String(), text)
			}
		})
	}
}

func TestParseAddressErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", `the address is empty: want SCHEME:TARGET, such as serial:/dev/ttyUSB0`},
		{"/dev/ttyUSB0", `address "/dev/ttyUSB0": the scheme is missing: write serial:/dev/ttyUSB0`},
		{"/dev/ttyUSB0?baud=9600", `address "/dev/ttyUSB0?baud=9600": the scheme is missing: write serial:/dev/ttyUSB0?baud=9600`},
		{"COM3", `address "COM3": the scheme is missing: write serial:COM3`},
		{"com12?baud=9600", `address "com12?baud=9600": the scheme is missing: write serial:com12?baud=9600`},
		{`\\.\COM10`, `address "\\\\.\\COM10": the scheme is missing: write serial:\\.\COM10`},
		{"./modem.sock", `address "./modem.sock": the scheme is missing: write serial:./modem.sock or unix:./modem.sock`},
		{"/tmp/a:b", `address "/tmp/a:b": the scheme is missing: write serial:/tmp/a:b or unix:/tmp/a:b`},
		{`C:\modem`, `address "C:\\modem": the scheme is missing: write serial:C:\modem or unix:C:\modem`},
		{"192.168.4.1:23", `address "192.168.4.1:23": the scheme is missing: write tcp:192.168.4.1:23`},
		{"[::1]:23", `address "[::1]:23": the scheme is missing: write tcp:[::1]:23`},
		{"ttyUSB0", `address "ttyUSB0": the scheme is missing: want SCHEME:TARGET, such as serial:/dev/ttyUSB0`},
		{":x", `address ":x": "" is no scheme: want letters, digits, + - . and a letter first`},
		{"a b:x", `address "a b:x": "a b" is no scheme: want letters, digits, + - . and a letter first`},
		{"tcp:a\r\nb", `address "tcp:a\r\nb": control character at byte 5`},
		{"tcp:h:1?a", `address "tcp:h:1?a": parameter "a" has no value: write a=VALUE`},
		{"tcp:h:1?=2", `address "tcp:h:1?=2": parameter "=2" has no name: want NAME=VALUE`},
		{"tcp:h:1?a=1&&b=2", `address "tcp:h:1?a=1&&b=2": parameter "" has no name: want NAME=VALUE`},
		{"tcp:h:1?a=1&a=2", `address "tcp:h:1?a=1&a=2": parameter a is given twice`},
		{"tcp:h:1?a=%zz", `address "tcp:h:1?a=%zz": parameter "a": invalid URL escape "%zz"`},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			if got, err := ParseAddress(tt.in); err == nil {
				t.Errorf("no error, got %#v", got)
			} else if err.Error() != tt.want {
				t.Errorf("error\n%s\nwant\n%s", err, tt.want)
			}
		})
	}
}

func TestAddressValues(t *testing.T) {
	a := Address{Params: map[string]string{"n": "12", "yes": "1", "no": "false", "bad": "x"}}
	if n, err := a.Int("n", 5); n != 12 || err != nil {
		t.Errorf("Int = %d, %v; want 12", n, err)
	}
	if n, err := a.Int("absent", 5); n != 5 || err != nil {
		t.Errorf("Int of an absent one = %d, %v; want 5", n, err)
	}
	if v, err := a.Bool("yes", false); !v || err != nil {
		t.Errorf("Bool = %v, %v; want true", v, err)
	}
	if v, err := a.Bool("no", true); v || err != nil {
		t.Errorf("Bool = %v, %v; want false", v, err)
	}
	if v, err := a.Bool("absent", true); !v || err != nil {
		t.Errorf("Bool of an absent one = %v, %v; want true", v, err)
	}
	if _, err := a.Int("bad", 0); err == nil || err.Error() != `parameter bad="x": want a whole number` {
		t.Errorf("Int of %q: %v", "x", err)
	}
	if _, err := a.Bool("bad", false); err == nil || err.Error() != `parameter bad="x": want 1 or 0` {
		t.Errorf("Bool of %q: %v", "x", err)
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{
		"serial:/dev/ttyUSB0?baud=115200&rtscts=1", "tcp:[fe80::1%eth0]:23", "emulator:", "unix:/a b",
		"COM3", "/dev/x", "a:b?c=%00&d=+", "tcp:h:1?a=1&a=2", "x:?%3F=%26", "::?=&",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := ParseAddress(s)
		if err != nil {
			return
		}
		again, err := ParseAddress(a.String())
		if err != nil {
			t.Fatalf("%q became %q, which is refused: %v", s, a, err)
		}
		if diff := cmp.Diff(a, again); diff != "" {
			t.Errorf("%q became %q, which reads differently:\n%s", s, a, diff)
		}
	})
}
