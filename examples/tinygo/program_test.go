package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/tinygo"
	"drivergen/impl/esp8266/emulator"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOnThisMachine(t *testing.T) {
	var out bytes.Buffer
	if err := onThisMachine(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	// The lines of each kind are in order; how the kinds mix is not told.
	for kind, want := range map[string]string{
		"module:": `^module:  ESP8266 with AT firmware 2\.2\..*\n$`,
		"wifi:":   `^wifi:    associated "lab"\nwifi:    connected "lab"\n$`,
		"page:": `^page:    HTTP/1\.0 200 OK
(page:    .*\n)+page:    Hello, microcontroller\.
page:    You asked for http://www\.example\.test/\.
$`,
	} {
		var lines strings.Builder
		for line := range strings.Lines(out.String()) {
			if strings.HasPrefix(line, kind) {
				lines.WriteString(line)
			}
		}
		if !regexp.MustCompile(want).MatchString(lines.String()) {
			t.Errorf("printed\n%swant of %s\n%s", &out, kind, want)
		}
	}
}

// A bench is a board in virtual time, on a network in memory with a web server that says hello.
type bench struct {
	board
	emu *emulator.Emulator

	mu    sync.Mutex
	lines []string
}

func newBench(t *testing.T, options ...emulator.Option) *bench {
	t.Helper()
	memory := emulator.NewMemory()
	listener, err := memory.Host(netip.AddrFrom4([4]byte{10, 0, 0, 9})).Listen(80)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			bufio.NewReader(conn).ReadString('\n') // what is asked for is always the same
			time.Sleep(100 * time.Millisecond)     // of the bubble's clock: what is asked for is acknowledged by then
			io.WriteString(conn, "HTTP/1.0 200 OK\r\n\r\nhello\n"+strings.Repeat("x", 1000)+"\nlast")
			conn.Close()
		}
	}()
	lab := emulator.AccessPoint{SSID: "lab", Password: "correct horse"}
	emu, err := emulator.New(append(options, lab, emulator.WithNetwork(memory))...)
	if err != nil {
		t.Fatal(err)
	}
	line := newSimulatedUART(emu.Port())
	t.Cleanup(func() {
		time.Sleep(2 * pollEvery) // of the bubble's clock: who reads finds the port closed
		line.close()
		emu.Close()
	})
	var sockets netdevNet
	b := &bench{emu: emu}
	b.board = board{
		port: newPort(line), ssid: "lab", password: "correct horse", address: "10.0.0.9:80",
		useNetdev: func(dev tinygo.Netdever) { sockets.dev = dev }, dial: sockets.dial,
		print: func(line string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.lines = append(b.lines, line)
		},
	}
	return b
}

func (b *bench) printed() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.lines, "\n")
}

// The line runs at the board's rate, and the module takes its time.
func TestFetchesAgainAndAgain(t *testing.T) {
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		t.Run(firmware.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, firmware, emulator.Baud(115200), emulator.RealTiming(firmware))
				if err := b.run(t.Context(), 3, 10*time.Second); err != nil {
					t.Fatal(err)
				}
				page := "page:    HTTP/1.0 200 OK\npage:    hello\npage:    " + strings.Repeat("x", lineLength) + "\npage:    last"
				if got := strings.Count(b.printed(), page); got != 3 {
					t.Errorf("%d pages, want 3, in\n%s", got, b.printed())
				}
			})
		})
	}
}

// The program outlives what befalls a board: its module restarts, its access point goes.
func TestGoesOnAfterAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.run(ctx, -1, 10*time.Second) }()
		time.Sleep(25 * time.Second) // of the bubble's clock
		b.emu.Outage("lab", time.Minute)
		time.Sleep(2 * time.Minute)
		b.emu.Reboot(emulator.BrownOut)
		time.Sleep(2 * time.Minute)
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("run: %v", err)
		}
		out := b.printed()
		for _, want := range []string{`wifi:    left "lab": LOST`, `wifi:    left "lab": RESTARTED`, "fetch:   "} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
		if _, after, _ := strings.Cut(out, "RESTARTED"); !strings.Contains(after, "page:    hello") {
			t.Errorf("no page after the restart in\n%s", out)
		}
	})
}

// A network that takes the password no more ends the program, which a board then begins anew.
func TestEndsWithItsNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		ended := make(chan error, 1)
		go func() { ended <- b.run(t.Context(), -1, 10*time.Second) }()
		time.Sleep(time.Minute) // of the bubble's clock
		b.emu.RemoveAccessPoint("lab")
		if err := b.emu.SetAccessPoint(emulator.AccessPoint{SSID: "lab", Password: "another horse"}); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; !errors.Is(err, driver.EACCES) || !strings.Contains(err.Error(), "check the password") {
			t.Errorf("run: %v", err)
		}
	})
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.ssid = ""
		if err := b.run(t.Context(), 1, 0); err != errNoSSID {
			t.Errorf("without a network: %v", err)
		}
		b = newBench(t)
		b.password = "wrong horse"
		if err := b.run(t.Context(), 1, 0); !errors.Is(err, driver.EACCES) || strings.Contains(err.Error(), b.password) {
			t.Errorf("with a wrong password: %v", err)
		}
		b = newBench(t)
		b.port = newPort(&fakeUART{}) // nothing answers
		if err := b.run(t.Context(), 1, 0); !errors.Is(err, driver.ETIMEDOUT) || !strings.Contains(err.Error(), "check the wiring") {
			t.Errorf("without a module: %v", err)
		}
		b = newBench(t)
		b.address = "10.0.0.9:81"
		if err := b.run(t.Context(), 1, 0); err != nil || !strings.Contains(b.printed(), "fetch:   connect to 10.0.0.9:81: ") {
			t.Errorf("without a server: %v\n%s", err, b.printed())
		}
	})
}
