package esp8266_test

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
)

// The firmware of the logs, as AT+GMR tells it where the log has none.
const (
	gmr12   = "AT version:1.2.0.0(JuL  1 2016 20:04:45)\r\nSDK version:1.5.4.1(39cb9a32)\r\n"
	gmr15   = "AT version:1.5.0.0(Jul  7 2017 13:12:36)\r\nSDK version:2.1.0(116b762)\r\n"
	gmr17   = "AT version:1.7.0.0(Aug 16 2018 00:57:04)\r\nSDK version:3.0.0(d49923c)\r\n"
	gmr21   = "AT version:2.1.0.0-dev(4f5ec01 - Mar 13 2020 03:23:30)\r\nSDK version:v3.3.2\r\n"
	gmrNone = ""
)

// What the NonOS firmware before 1.7 lacks.
var lacks15 = []string{"CIPRECVMODE", "CIPRECVDATA", "CIPRECVLEN", "SYSMSG_CUR", "CMD"}

// maskedSSID is what a poster put in place of a network's name.
var maskedSSID = strings.Repeat("X", 4)

// transcriptRow is a log: the module that it is of, and what the driver must make of it.
type transcriptRow struct {
	name   string
	module func() *loggedModule
	opens  bool // the driver's start is in the log
	plays  int  // how many commands the log answers at least
	use    func(l *logged)
}

// transcripts has a row for each log.
var transcripts = []transcriptRow{
	{
		// Two browsers' connections; one arrives inside an echo, its request between a prompt and Recv.
		name: "01-echo-split-by-connect-at1.5", plays: 2,
		module: func() *loggedModule { return newLoggedModule(gmr15, false, lacks15...) },
		use: func(l *logged) {
			listener := l.listen()
			l.module.say(l.first)
			one := l.accept(listener, "192.168.1.3:5285")
			l.reads(one, "GET /js1.js HTTP/1.1\r\nHost: 192.168.1.26\r\n", 326)
			l.play("AT+CIPSEND=")
			l.check(l.net.Write(l.ctx, one, bytes.Repeat([]byte("page"), 98)[:98]))
			two := l.accept(listener, "192.168.1.3:5286")
			l.reads(two, "GET /style1.css HTTP/1.1\r\nHost: 192.168.1.26\r\n", 345)
			l.check(l.net.Close(l.ctx, one))
			l.ends(two, nil)
			l.wroteOn(0, 98)
		},
	},
	{
		// SEND OK says that it went; the SEND FAIL behind it is of nothing.
		name: "03-send-ok-then-send-fail-udp", plays: 1,
		module: func() *loggedModule { return newLoggedModule(gmr15, false, lacks15...) },
		use: func(l *logged) {
			l.occupy(4)
			fd := l.socket(netdev.ProtocolDgram)
			l.check(l.net.Bind(l.ctx, fd, "", 7223))
			l.play("AT+CIPSEND=")
			for range 3 {
				l.check(l.net.SendTo(l.ctx, fd, bytes.Repeat([]byte("b"), 104), "10.0.0.2", 7223))
			}
			l.wroteOn(0, 3*104)
		},
	},
	{
		// A send whose end is late: what follows waits until the module is no longer busy, and nothing is sent twice.
		name: "05-busy-s-while-previous-send-pending", plays: 2,
		module: func() *loggedModule { return newLoggedModule(gmr15, false, lacks15...) },
		use: func(l *logged) {
			l.occupy(4)
			fd := l.connect()
			l.play("AT+CIPSEND=")
			l.module.follow(append(l.steps[:1:1], busyLines(l.steps[1:])...))
			ctx, cancel := context.WithTimeout(l.ctx, 500*time.Millisecond)
			defer cancel()
			start := time.Now()
			err := l.net.Write(ctx, fd, bytes.Repeat([]byte("1"), 653))
			if !errors.Is(err, driver.ETIMEDOUT) || time.Since(start) > 600*time.Millisecond {
				l.Errorf("first send: %v after %v", err, time.Since(start))
			}
			// Whether the link lives on is the driver's to judge; what it reports as sent was sent, once.
			if err := l.net.Write(l.ctx, fd, bytes.Repeat([]byte("2"), 75)); err == nil {
				l.wroteOn(0, 653+75)
			} else {
				l.wroteOn(0, 653)
			}
			l.usable()
		},
	},
	{
		// A read that is answered busy, and then all the same; it is shorter than what was announced.
		name: "07-busy-p-after-previous-OK-esp32", plays: 1,
		module: func() *loggedModule { return newLoggedModule(gmr21, true, "SYSMSG", "CMD") },
		use: func(l *logged) {
			l.occupy(4)
			fd := l.connect()
			l.play("AT+CIPRECVDATA=")
			l.module.say([]byte("\r\n+IPD,0,654\r\n"))
			l.reads(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n", 625)
			l.ends(fd, nil)
		},
	},
	{
		// A restart without ready, and one with the ROM's text as noise.
		name: "09-rst-boot-garbage-at1.7", plays: 2,
		module: func() *loggedModule { return newLoggedModule(gmr17, false, "SYSMSG_CUR", "CMD") },
		use: func(l *logged) {
			for range 2 {
				l.play("AT+RST")
				fd := l.connect()
				l.check(l.dev.WiFi().Reset(l.ctx))
				l.ends(fd, driver.ECONNRESET)
				l.steps = l.steps[1:]
			}
			l.usable()
		},
	},
	{
		// Flipped bits, and at the end the text of a boot: the links are gone.
		name:   "11-softserial-bit-errors",
		module: func() *loggedModule { return newLoggedModule(gmr12, false, lacks15...) },
		use: func(l *logged) {
			fd := l.connect()
			for _, s := range l.steps {
				l.module.say(s.said)
			}
			l.ends(fd, driver.ECONNRESET)
			l.usable()
		},
	},
	{
		// A boot that ends in another word than ready.
		name: "13-boot-without-ready", plays: 1,
		module: func() *loggedModule { return newLoggedModule(gmr12, false, lacks15...) },
		use: func(l *logged) {
			l.play("AT+RST")
			start := time.Now()
			l.check(l.dev.WiFi().Reset(l.ctx))
			if took := time.Since(start); took > 15*time.Second {
				l.Errorf("the reset took %v", took)
			}
			l.usable()
		},
	},
	{
		// CLOSED of a link that never opened does not close the next one with its number.
		name: "15-failed-connect-error-then-closed-at1.7", plays: 1,
		module: func() *loggedModule { return newLoggedModule(gmr17, false, "SYSMSG_CUR", "CMD") },
		use: func(l *logged) {
			l.occupy(4)
			l.play("AT+CIPSTART=")
			fd := l.socket(netdev.ProtocolTLS)
			err := l.net.Connect(l.ctx, fd, "lafoo.example", 443)
			if !errors.Is(err, driver.ECONNREFUSED) && !errors.Is(err, driver.EIO) {
				l.Errorf("connect: %v", err)
			}
			again := l.connect()
			l.check(l.net.Write(l.ctx, again, []byte("still here")))
			l.wroteOn(0, len("still here"))
		},
	},
	{
		// A whole session of a client, from the version to the close.
		name: "17-full-client-session-explicit-crlf-at1.2", opens: true, plays: 9,
		module: func() *loggedModule { return newLoggedModule(gmrNone, false, lacks15...) },
		use: func(l *logged) {
			l.firmware("1.2.0.0")
			radio := l.dev.WiFi()
			l.play("AT+CWJAP_CUR?")
			if c, err := radio.GetConnection(l.ctx); c != nil || err != nil {
				l.Errorf("before the join: %+v, %v", c, err)
			}
			l.play("AT+CWJAP_CUR=")
			l.check(radio.Connect(l.ctx, ieee80211dev.ConnectInfo{SSID: maskedSSID, Security: ieee80211dev.SecurityOpen}))
			c, err := radio.GetConnection(l.ctx)
			if err != nil || c == nil || c.SSID != maskedSSID || c.BSSID.String() != "64:a2:f9:56:d6:c3" || c.Channel != 5 || c.RSSI != -49 {
				l.Errorf("joined: %+v, %v", c, err)
			}
			l.play("AT+CIFSR")
			ip, err := l.net.IP(l.ctx)
			if err != nil || ip != netip.MustParseAddr("192.168.43.37") {
				l.Errorf("address %v, %v", ip, err)
			}
			l.play("AT+CIPDOMAIN=")
			if ip, err := l.net.Resolve(l.ctx, "a2.example.com"); err != nil || ip != netip.MustParseAddr("52.41.230.253") {
				l.Errorf("resolved %v, %v", ip, err)
			}
			l.occupy(4)
			l.play("AT+CIPSTART=")
			fd := l.socket(netdev.ProtocolStream)
			l.check(l.net.Connect(l.ctx, fd, "52.41.230.253", 8883))
			l.check(l.net.Write(l.ctx, fd, make([]byte, 159)))
			l.wroteOn(0, 159)
			l.check(l.net.Close(l.ctx, fd))
			l.connect() // the link is free again
		},
	},
	{
		// A line of the firmware's own log inside the answer; an unused link has -1 bytes.
		name: "19-ciprecvlen-passive-2.1", plays: 1,
		module: func() *loggedModule { return newLoggedModule(gmr21, true, "SYSMSG", "CMD") },
		use: func(l *logged) {
			fd := l.connect()
			l.play("AT+CIPRECVDATA=")
			l.module.say(append([]byte("\r\n"), l.first...))
			l.reads(fd, "ijklmnopqrstuvwxyz!@#", 424)
		},
	},
	{
		// The version of an AT 1.6, and a scan.
		name: "21-gmr-cwlap-at1.6.2", opens: true, plays: 2,
		module: func() *loggedModule { return newLoggedModule(gmrNone, false, lacks15...) },
		use: func(l *logged) {
			l.firmware("1.6.2.0")
			l.play("AT+CWLAP")
			l.module.mu.Lock()
			l.module.steps[0].said = append(slices.Clone(l.module.steps[0].said), "\r\nOK\r\n"...) // the post ends before it
			l.module.mu.Unlock()
			found, err := l.dev.WiFi().Scan(l.ctx)
			want := ieee80211dev.ScanInfo{SSID: "ESP_1CCA27", BSSID: driver.MAC{0x5e, 0xcf, 0x7f, 0x1c, 0xca, 0x27}, RSSI: -90, Channel: 1}
			if err != nil || len(found) != 1 || found[0] != want {
				l.Errorf("scan: %+v, %v; want %+v", found, err, want)
			}
		},
	},
	{
		// Two connections of a browser, whose firmware does not tell senders, and a request on the first.
		name: "23-browser-two-links-at1.3", opens: true, plays: 3,
		module: func() *loggedModule { return newLoggedModule(gmrNone, false, append(lacks15, "CIPDINFO")...) },
		use: func(l *logged) {
			l.firmware("1.3.0.0")
			listener := l.socket(netdev.ProtocolStream)
			l.check(l.net.Bind(l.ctx, listener, "", 80))
			l.play("AT+CIPSERVER=")
			l.module.follow(l.steps[1:]) // the first of the log is its AT+CIPSERVER=0
			l.check(l.net.Listen(l.ctx, listener, 4))
			one := l.accept(listener, "192.168.1.3:5285")
			two := l.accept(listener, "192.168.1.3:5286")
			l.reads(one, "GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n", 439)
			l.check(l.net.Write(l.ctx, two, []byte("later")))
			l.wroteOn(1, len("later"))
		},
	},
}

// TestTranscripts plays logs of real modules to the driver, as a module's side.
func TestTranscripts(t *testing.T) {
	for _, row := range transcripts {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &logged{T: t, ctx: context.Background(), module: row.module(), steps: readLog(t, row.name)}
				l.first, l.steps = l.steps[0].said, l.steps[1:]
				if row.opens {
					l.play("AT+GMR")
				}
				ctx, cancel := context.WithTimeout(l.ctx, time.Minute)
				defer cancel()
				dev, err := esp8266.Open(ctx, l.module)
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := dev.Close(); err != nil {
						t.Error(err)
					}
				}()
				l.dev, l.net = dev, dev.Net()
				l.module.follow(nil)
				row.use(l)
				if got := l.module.answers(); got < row.plays {
					t.Errorf("the log answered %d commands, want %d", got, row.plays)
				}
			})
		})
	}
}

// Each log has its row.
func TestEveryTranscriptIsPlayed(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "transcripts", "*.txt"))
	if err != nil || len(paths) < 12 {
		t.Fatalf("%d logs, %v", len(paths), err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		if !slices.ContainsFunc(transcripts, func(r transcriptRow) bool { return r.name == name }) {
			t.Errorf("%s is not played", name)
		}
	}
}
