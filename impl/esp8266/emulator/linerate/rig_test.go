package linerate

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// ideal is a host that knows beforehand what the module will say, and so loses no time.
type ideal struct {
	*testing.T
	*Rig
}

// say sends a command and takes its answer.
func (x ideal) say(command, answer string) {
	x.Helper()
	if _, err := io.WriteString(x.Port, command); err != nil {
		x.Fatal(err)
	}
	x.hear(answer)
}

func (x ideal) hear(answer string) {
	x.Helper()
	got := make([]byte, len(answer))
	if _, err := io.ReadFull(x.Port, got); err != nil || string(got) != answer {
		x.Fatalf("heard %.80q, %v; want %.80q", got, err, answer)
	}
}

// connect joins the network and opens link 0.
func (x ideal) connect(to netip.AddrPort) {
	x.Helper()
	const ok = "\r\nOK\r\n"
	x.say("ATE0\r\n", "ATE0\r\n"+ok)
	x.say("AT+CWMODE=1\r\n", ok)
	join := fmt.Sprintf("AT+CWJAP=\"%s\",\"%s\"\r\n", Network.SSID, Network.Password)
	x.say(join, "WIFI CONNECTED\r\nWIFI GOT IP\r\n"+ok)
	x.say("AT+CIPMUX=1\r\n", ok)
	x.say("AT+CIPRECVMODE=1\r\n", ok)
	x.say(fmt.Sprintf("AT+CIPSTART=0,\"TCP\",\"%v\",%d\r\n", to.Addr(), to.Port()), "0,CONNECT\r\n"+ok)
}

// onLines runs a test of an ideal host on lines of both firmwares, with and without a turn-around.
func onLines(t *testing.T, test func(x ideal)) {
	for _, f := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		for _, turn := range []time.Duration{0, 2 * time.Millisecond} {
			l := Line{Firmware: f, Baud: 115200, Turn: turn}
			t.Run(l.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					rig := Start(t, l, emulator.BootGarbage(false))
					test(ideal{t, rig})
				})
			})
		}
	}
}

// took checks a time against a limit. Each of the line's ends rounds to a nanosecond. On NonOS AT the ideal host hears
// one byte of each send that it need not wait for: the space after the prompt.
func (x ideal) took(start time.Time, limit time.Duration, spaces int) {
	x.Helper()
	if x.Firmware == emulator.Firmware17 {
		limit += x.Bytes(spaces)
	}
	if over := time.Since(start) - limit; over < -time.Microsecond || over > time.Microsecond {
		x.Errorf("it took %v, want %v", time.Since(start), limit)
	}
}

// The limits are what a host needs that loses no time, on the line of the rig.
func TestIdealHostSends(t *testing.T) {
	onLines(t, func(x ideal) {
		const n, sends = 2048, 4
		sink := x.Sink(n * sends)
		x.connect(sink.AddrPort)
		prompt := "\r\nOK\r\n\r\n>"
		if x.Firmware == emulator.Firmware17 {
			prompt = "\r\nOK\r\n> "
		}
		var pattern Pattern
		data := make([]byte, n)
		start := time.Now()
		for range sends {
			pattern.Read(data)
			x.say("AT+CIPSEND=0,2048\r\n", prompt)
			x.say(string(data), "\r\nRecv 2048 bytes\r\n\r\nSEND OK\r\n")
		}
		x.took(start, x.Upload(n*sends, n*sends), sends)
		if err := sink.Wait(); err != nil {
			x.Error(err)
		}
	})
}

func TestIdealHostReads(t *testing.T) {
	onLines(t, func(x ideal) {
		n, notices := 5760, "\r\n+IPD,0,2880\r\n"
		head := "+CIPRECVDATA:5760,"
		if x.Firmware == emulator.Firmware17 {
			n, notices = 2048, "\r\n+IPD,0,1460\r\n\r\n+IPD,0,2048\r\n"
			head = "\r\n+CIPRECVDATA,2048:"
		}
		source := x.Source(n)
		x.connect(source.AddrPort)
		source.Start()
		x.hear(notices)
		data := make([]byte, n)
		(&Pattern{}).Read(data)
		start := time.Now()
		x.say(fmt.Sprintf("AT+CIPRECVDATA=0,%d\r\n", n), head+string(data)+"\r\nOK\r\n")
		x.took(start, x.Download(n, true), 0)
		if source.Sent() != n {
			x.Errorf("the source has sent %d bytes, want %d", source.Sent(), n)
		}
	})
}

func TestCheck(t *testing.T) {
	good := make([]byte, 9000)
	(&Pattern{}).Read(good)
	if err := Check(strings.NewReader(string(good)), len(good)); err != nil {
		t.Error(err)
	}
	if err := CheckFrom(strings.NewReader(string(good[5000:])), 5000, 4000); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]string{
		"lost":    string(good[:6000]) + string(good[6001:]),
		"doubled": string(good[:6000]) + string(good[5999:8999]),
		"changed": string(good[:6000]) + "\x00" + string(good[6001:]),
		"short":   string(good[:8999]),
	} {
		if err := Check(strings.NewReader(bad), len(good)); err == nil {
			t.Errorf("a byte %s: no error", name)
		}
	}
}
