package esp8266_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/at"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/esp8266/emulator/linerate"
)

// mostLatency is what a command takes at the most beyond the time of its bytes and the turn-around.
const mostLatency = time.Millisecond

// idleTime is how long the line has been silent before a command that finds it idle.
const idleTime = 2300 * time.Millisecond

// timed is a call and the least time that it takes.
type timed struct {
	name  string
	call  func() error
	limit time.Duration
}

// within runs calls again and again, after load and idle. Each may have to wait for others' commands for as long as
// others says.
func within(t *testing.T, others time.Duration, load func(), calls []timed) {
	t.Helper()
	var worst time.Duration
	run := func(when string, c timed, before func()) {
		t.Helper()
		before()
		start := time.Now()
		err := c.call()
		took := time.Since(start)
		switch over := took - c.limit; {
		case err != nil:
			t.Fatalf("%s, %s: %v", c.name, when, err)
		case over < 0:
			t.Errorf("%s, %s: took %v, less than is possible (%v): the limit is wrong", c.name, when, took, c.limit)
		case over > mostLatency+others:
			t.Errorf("%s, %s: took %v beyond its bytes and the turn-around (%v), want at most %v",
				c.name, when, over, c.limit, mostLatency+others)
		default:
			worst = max(worst, over)
		}
	}
	for _, c := range calls {
		for i := range 3 {
			// What others do from time to time meets the calls at different moments.
			off := time.Duration(i) * 1700 * time.Microsecond
			run("after load", c, func() {
				load()
				time.Sleep(off)
			})
			run("idle", c, func() { time.Sleep(idleTime + off) })
		}
	}
	t.Logf("at most %v beyond the bytes and the turn-around", worst)
}

// A command of the dialogue takes the time of its bytes, the turn-around, and nearly nothing more.
func TestCommandLatency(t *testing.T) {
	for _, l := range lines() {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rig := linerate.Start(t, l)
				talk := at.New(rig.Port, at.Handler{}, at.Limits{})
				defer talk.Close()
				ctx := t.Context()
				if err := talk.Sync(ctx); err != nil {
					t.Fatal(err)
				}
				command := func(c at.Cmd) func() error {
					return func() error { return talk.Command(ctx, c, nil) }
				}
				load := func() {
					for range 20 {
						if err := talk.Command(ctx, at.Exec("GMR"), nil); err != nil {
							t.Fatal(err)
						}
					}
				}
				within(t, 0, load, []timed{
					{"AT", command(at.Cmd{}), l.Command("AT\r\n", "\r\nOK\r\n")},
					{"CIPSTATUS", command(at.Exec("CIPSTATUS")), l.Command("AT+CIPSTATUS\r\n", "STATUS:1\r\n\r\nOK\r\n")},
					{"CIPMUX", command(at.Query("CIPMUX")), l.Command("AT+CIPMUX?\r\n", "+CIPMUX:0\r\n\r\nOK\r\n")},
				})
			})
		})
	}
}

// So does a call of the driver.
func TestCallLatency(t *testing.T) {
	for _, l := range lines() {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { startTransfer(t, l, esp8266.WatchInterval(0)).callsWithin(0) })
		})
	}
}

// A call that comes while the driver compares its links with the module's waits for one command of that at the most.
func TestCallLatencyUnderWatch(t *testing.T) {
	for _, l := range lines() {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const status = "STATUS:3\r\n+CIPSTATUS:4,\"TCP\",\"10.0.0.9\",49153,49153,0\r\n\r\nOK\r\n"
				longest := l.Command("AT+CIPSTATUS\r\n", status)
				startTransfer(t, l, esp8266.WatchInterval(4*longest+20*time.Millisecond)).callsWithin(longest)
			})
		})
	}
}

// callsWithin holds calls of the driver against the least time that they take.
func (x *transfer) callsWithin(others time.Duration) {
	x.Helper()
	l := x.Line
	peer := x.Sink(tableBulk) // more than is sent
	fd := x.dial(peer.AddrPort)
	defer x.close(fd)
	x.Memory.Name("peer.lab", peer.Addr())
	quote := `"`
	if l.Firmware == emulator.Firmware17 {
		quote = ""
	}
	write := func(n int) func() error {
		data := make([]byte, n)
		return func() error { return x.net.Write(x.ctx, fd, data) }
	}
	load := func() {
		x.upload(4096, 4096)
		x.download(6000)
	}
	within(x.T, others, load, []timed{
		{"a send of 1 byte", write(1), l.Upload(1, 1)},
		{"a send of 2048 bytes", write(2048), l.Upload(2048, 2048)},
		{"IP", func() error { _, err := x.net.IP(x.ctx); return err }, l.Command("AT+CIFSR\r\n",
			"+CIFSR:STAIP,\"10.0.0.2\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:1c:ca:27\"\r\n\r\nOK\r\n")},
		{"Resolve", func() error { _, err := x.net.Resolve(x.ctx, "peer.lab"); return err },
			l.Command("AT+CIPDOMAIN=\"peer.lab\"\r\n", fmt.Sprintf("+CIPDOMAIN:%s%v%[1]s\r\n\r\nOK\r\n", quote, peer.Addr()))},
	})
}
