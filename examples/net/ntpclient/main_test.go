package main

import (
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	asked    = "server   peer.example.test:<port> on 127.0.0.1:<port> tells the time\nask      peer.example.test:<port>\n"
	answered = "time     <any> UTC\noffset   <any> s: this machine's clock is right\ndelay    0.<n> s, from a server of stratum 1\n"
)

func TestTime(t *testing.T) {
	before := time.Now().Add(-time.Second)
	r := boardtest.Run(t, program())
	boardtest.Done(t, r, boardtest.Online+asked+strings.Replace(answered, " UTC", "", 1))
	m := regexp.MustCompile(`(?m)^time     (.*)$`).FindStringSubmatch(r.Out)
	if m == nil {
		t.Fatal("no time")
	}
	at, err := time.Parse("Mon, 02 Jan 2006 15:04:05.000 MST", m[1])
	if err != nil || at.Before(before.Truncate(time.Second)) || time.Since(at) > time.Minute {
		t.Errorf("it is %s: %v", m[1], err)
	}
	for _, firmware := range []string{"1.3", "1.7"} {
		address := "emulator:?firmware=" + firmware
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address), strings.Replace(boardtest.Online, "emulator:", address, 1)+asked+answered)
	}
}

// A clock that is wrong is told of.
func TestWrongClocks(t *testing.T) {
	for ahead, want := range map[string]string{"90s": "offset   +<n>.<n> s: this machine's clock is slow\n", "-36h": "offset   -<n>.<n> s: this machine's clock is fast\n"} {
		boardtest.Done(t, boardtest.Run(t, program(), "--ahead", ahead), boardtest.Online+asked+"time     <any>\n"+want+"delay    <any>\n")
	}
}

// Datagrams that are lost on the way are sent again.
func TestLostDatagrams(t *testing.T) {
	t.Parallel()
	boardtest.Done(t, boardtest.Run(t, program(), "--lose", "1"), boardtest.Online+asked+"again    no answer to request 1\n"+answered)
	for _, faults := range []string{"send-fail=0.4,seed=3", "busy=0.1,seed=2", "close-link=0.05,seed=4"} {
		t.Run(faults, func(t *testing.T) {
			round := "ask      peer.example.test:<port>\n<lines>" + answered
			boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults, "--count", "3", "--interval", "0s"),
				boardtest.OnlineWith(faults)+"server   <any>\n\n-------- 1 --------\n"+round+"\n-------- 2 --------\n"+round+"\n-------- 3 --------\n"+round)
		})
	}
}

// answer is a server of a test that sends for each request what reply makes of it.
func answer(t *testing.T, reply func(request packet) []packet) (address string) {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			request, err := parsePacket(b[:n])
			if err != nil {
				t.Errorf("the request: %v", err)
			}
			for _, p := range reply(request) {
				conn.WriteTo(p.bytes(), from)
			}
		}
	}()
	t.Cleanup(func() { conn.Close(); <-ended })
	return conn.LocalAddr().String()
}

func TestServers(t *testing.T) {
	t.Parallel()
	good := func(request packet) packet {
		return packet{version: 4, mode: modeServer, stratum: 2, origin: request.transmit, receive: stampOf(time.Now()), transmit: stampOf(time.Now())}
	}
	stray := answer(t, func(request packet) []packet {
		late := good(request)
		late.origin--
		late.transmit = 1
		return []packet{late, good(request)}
	})
	boardtest.Done(t, boardtest.Run(t, program(), "--server", stray), boardtest.Online+"ask      127.0.0.1:<port>\n"+strings.Replace(answered, "stratum 1", "stratum 2", 1))
	busy := answer(t, func(request packet) []packet {
		return []packet{{version: 4, mode: modeServer, reference: "RATE", origin: request.transmit}}
	})
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", busy), board.Failed, `ntpclient: the server does not tell the time: its code is "RATE" (RFC 5905, 7.4)`)
	silent := answer(t, func(packet) []packet { return nil })
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", silent, "--timeout", "500ms"), board.Failed, `ntpclient: not done in 500ms, --timeout allows more<any>`)
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", "nowhere.test:123"), board.Failed, `ntpclient: unknown host nowhere.test: check --server <any>`)
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "a real module needs --server HOST:PORT, such as pool.ntp.org:123", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(), `--server "pool.ntp.org": want HOST:PORT, such as pool.ntp.org:123`, "--server", "pool.ntp.org")
	boardtest.Mistake(t, program(), "--lose -1: want 0 or more", "--lose", "-1")
	boardtest.Mistake(t, program(), "--lose and --ahead are for the server of this program: leave them or --server out", "--lose", "1", "--server", "h:1")
}
