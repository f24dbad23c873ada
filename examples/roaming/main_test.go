package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/port"
	"drivergen/examples/internal/programtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	programtest.Main(main)
	port.RegisterEmulator(emulatedWorld()...)
	goleak.VerifyTestMain(m)
}

// when is how a line that tells of an event begins.
const when = ` +\d+\.\d\d s  `

// The conversation is longer than the time between two outages, so that one at least comes however fast the machine is. What
// comes in which order is for the tests in virtual time.
func TestProgram(t *testing.T) {
	t.Parallel()
	recording := filepath.Join(t.TempDir(), "uart.jsonl")
	for _, args := range [][]string{
		{},
		{"--port", "emulator:?firmware=1.7", "--fault", "busy=0.05,seed=3", "--messages", "25", "--record", recording},
	} {
		t.Run(strings.Join(args[:min(len(args), 4)], " "), func(t *testing.T) {
			t.Parallel()
			out, errs, code := programtest.Run(t, nil, args...)
			if code != 0 || errs != "" {
				t.Fatalf("exit %d, standard error:\n%s\nstandard output:\n%s", code, errs, out)
			}
			programtest.Lines(t, out,
				`server   a server of this program counts at 127\.0\.0\.1:\d+`,
				`module   opening emulator:.*`,
				`join     lab`,
				`outages  the access point goes off the air for 700ms, every 2\.5s`,
				`talk     \d+ messages to 127\.0\.0\.1:\d+, one every 100ms`,
				when+`tcp   connected to 127\.0\.0\.1:\d+, which awaits message 1`,
				when+`wifi  connected to lab`,
				`result   (\d+) messages sent, \d+ counted: none lost, none doubled, each in its turn`,
				`         the network was lost .*, the connection made .*`,
			)
			programtest.Lines(t, out, when+`wifi  lost lab: its access point is gone`)
			if len(args) > 0 {
				if text, err := os.ReadFile(recording); err != nil || !bytes.Contains(text, []byte("AT+CIPSTART")) {
					t.Errorf("the recording has no connection: %v, %d bytes", err, len(text))
				}
			}
		})
	}
}

// Each mistake gives one line that says what to do.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"--massages 5", 2, `unknown flag --massages: did you mean --messages\?`},
		{"5", 2, `unexpected argument "5": every value has its flag`},
		{"--messages 0", 2, `--messages 0: want 1 to 1000000`},
		{"--pace -1s", 2, `--pace -1s: want 0s or more.*`},
		{"--timeout 0s", 2, `--timeout 0s: want more than nothing.*`},
		{"--fault rebot=1", 2, `--fault: no fault "rebot": did you mean reboot\?`},
		{"--port tcp:h:1 --fault busy=1", 2, `--fault is for the emulated module: .*`},
		{"--port tcp:h:1 --server h:1", 2, `--port tcp:h:1 needs --ssid: the network to join`},
		{"--port tcp:h:1 --ssid a", 2, `--port tcp:h:1 needs --server HOST:PORT: .*--serve :7007`},
		{"--server h", 2, `--server "h": want HOST:PORT, such as 192\.168\.1\.10:7007`},
		{"--server h:0", 2, `--server "h:0": a port is a number from 1 to 65535`},
		{"--serve :99999", 2, `--serve ":99999": a port is a number from 1 to 65535`},
		{"--serve :1 --server h:1", 2, `--serve and --server: be the server, or name one`},
		{"--password wrong-password", 1, `"lab" refused the password: check --password or \$WIFI_PASSWORD`},
		{"--server 127.0.0.1:1", 1, `nobody listens at 127\.0\.0\.1:1: check --server and whether the server runs`},
		{"--server nowhere.test:7007", 1, `unknown host nowhere\.test: check --server`},
		{"--timeout 1ns", 1, `not done in 1ns, --timeout allows more: .*`},
		{"--port /dev/ttyUSB0 --ssid a --server h:1", 2, `--port: address "/dev/ttyUSB0": .* write serial:/dev/ttyUSB0`},
	} {
		t.Run(tt.args, func(t *testing.T) {
			t.Parallel()
			code := 2
			settings, _, err := parse(strings.Fields(tt.args), func(string) string { return "" })
			if err == nil {
				code, err = 1, start(t.Context(), settings, io.Discard)
			}
			if err == nil {
				t.Fatal("no error")
			}
			if code != tt.code {
				t.Errorf("exit %d, want %d", code, tt.code)
			}
			if text := console.OneLine(err); !regexp.MustCompile("^" + tt.want + "$").MatchString(text) {
				t.Errorf("%s\nwant\n%s", text, tt.want)
			}
		})
	}
}

// A mistake ends the program with one line and its code.
func TestExits(t *testing.T) {
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"--massages 5", 2, "roaming: unknown flag --massages: did you mean --messages? (roaming -h tells more)\n"},
		{"--password wrong-password", 1, "roaming: \"lab\" refused the password: check --password or $WIFI_PASSWORD\n"},
	} {
		if _, errs, code := programtest.Run(t, nil, strings.Fields(tt.args)...); code != tt.code || errs != tt.want {
			t.Errorf("%s: exit %d, standard error\n%swant %d and\n%s", tt.args, code, errs, tt.code, tt.want)
		}
	}
}

func TestHelp(t *testing.T) {
	out, errs, code := programtest.Run(t, nil, "-h")
	if code != 0 || errs != "" {
		t.Errorf("exit %d, standard error %q", code, errs)
	}
	programtest.Lines(t, out, `usage: roaming \[flags\]`, `  --fault KEY=CHANCE,… +.*`, `  --port ADDRESS +ADDRESS of the module \(default emulator:\)`, `  emulator: +an emulated ESP8266 .*`)
}
