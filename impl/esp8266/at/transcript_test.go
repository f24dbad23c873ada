package at

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestTranscripts plays logs of real modules as the module's side of a dialogue.
func TestTranscripts(t *testing.T) {
	ctx := context.Background()
	tests := []struct {
		name   string
		echo   bool // the module never turns its echo off
		bare   bool // the script has the start-up itself
		use    func(t *testing.T, b *bench)
		events []string
	}{
		{name: "01-echo-split", echo: true, use: func(t *testing.T, b *bench) {
			if err := b.Send(ctx, Set("CIPSEND").Int(0).Int(98), []byte(strings.Repeat("98 bytes of page ", 6)[:98])); err != nil {
				t.Error(err)
			}
			b.must(Set("CIPCLOSE").Int(0))
		}, events: []string{
			"urc 0,CONNECT", `data 0 "GET /" +0 192.168.1.3:5285`, "urc 1,CONNECT",
			`data 1 "GET /s" +0 192.168.1.3:5286`, "urc 0,CLOSED", "urc 1,CLOSED",
		}},
		{name: "03-send-ok-then-fail", use: func(t *testing.T, b *bench) {
			for range 2 {
				if err := b.Send(ctx, Set("CIPSEND").Int(0).Int(8), []byte("{beacon}")); err != nil {
					t.Error(err)
				}
			}
		}},
		{name: "05-busy-s", use: func(t *testing.T, b *bench) {
			b.limits.Silence = 500 * time.Millisecond
			if err := b.Send(within(t, 500*time.Millisecond), Set("CIPSEND").Int(0).Int(6), []byte("first.")); !expired(err) {
				t.Errorf("first send: %v", err)
			}
			if err := b.Send(ctx, Set("CIPSEND").Int(0).Int(7), []byte("second.")); err != nil {
				t.Errorf("second send: %v", err)
			}
		}, events: []string{"resynced"}},
		{name: "07-busy-but-done", use: func(t *testing.T, b *bench) {
			b.SetPeerInfo(true)
			b.must(Query("CIPRECVLEN"), "+CIPRECVLEN:654,-1,-1,-1,-1")
			buf := make([]byte, 654)
			n, from, err := b.Receive(ctx, Set("CIPRECVDATA").Int(0).Int(654), buf)
			if got := string(buf[:n]); got != "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" || err != nil || from.String() != "13.69.186.152:443" {
				t.Errorf("received %q from %v, %v", got, from, err)
			}
		}, events: []string{"notice 0 654", "urc 0,CLOSED"}},
		{name: "09-boot-garbage", use: func(t *testing.T, b *bench) {
			for range 2 {
				if err := b.Restart(ctx); err != nil {
					t.Error(err)
				}
			}
		}},
		{name: "11-bit-errors", use: func(t *testing.T, b *bench) {
			b.must(Set("CIPMUX").Int(1), "b]\xae^\x82\xb9rr")
		}, events: []string{"urc WIFI FIS\xa8\xca\xcaQ5", "reset ets Jan 2013.rst \xae \xbd"}},
		{name: "13-boot-without-ready", use: func(t *testing.T, b *bench) {
			start := time.Now()
			if err := b.Restart(ctx); err != nil {
				t.Error(err)
			}
			if d := time.Since(start); d < b.limits.Boot || d > b.limits.Boot+time.Second {
				t.Errorf("restart took %v", d)
			}
		}},
		{name: "15-failed-connect", use: func(t *testing.T, b *bench) {
			b.must(Set("CIPSSLSIZE").Int(4096))
			b.must(Exec("CIPSTATUS"), "STATUS:4")
			b.must(Exec("CIFSR"), `+CIFSR:STAIP,"192.168.0.15"`, `+CIFSR:STAMAC,"44:17:93:0d:6c:78"`)
			_, err := b.ask(Set("CIPSTART").Int(0).Str("SSL").Str("lafoo.example").Int(443))
			refused(t, err, ResultError, "")
		}, events: []string{"urc 0,CLOSED"}},
		{name: "17-client-session", echo: true, use: func(t *testing.T, b *bench) {
			b.must(Exec("GMR"), "AT version:1.2.0.0(JuL  1 2016 20:04:45)", "SDK version:1.5.4.1(39cb9a32)",
				"Ai-Thinker Technology Co Ltd.", "Dec  2 2016 14:21:16")
			b.must(Query("CWJAP_CUR"), "No AP")
			b.must(Set("CWJAP_CUR").Str("home").Str(""))
			b.must(Query("CWJAP_CUR"), `+CWJAP_CUR:"home","64:a2:f9:56:d6:c3",5,-49`)
			b.must(Exec("CIFSR"), `+CIFSR:STAIP,"192.168.43.37"`, `+CIFSR:STAMAC,"bc:dd:c2:fe:20:df"`)
			b.must(Set("CIPDOMAIN").Str("a2.example.com"), "+CIPDOMAIN:52.41.230.253")
			b.must(Set("CIPSTART").Int(0).Str("TCP").Str("52.41.230.253").Int(8883))
			if err := b.Send(ctx, Set("CIPSEND").Int(0).Int(4), []byte("ping")); err != nil {
				t.Error(err)
			}
			b.must(Set("CIPCLOSE").Int(0))
		}, events: []string{"urc WIFI CONNECTED", "urc WIFI GOT IP", "urc 0,CONNECT", "urc 0,CLOSED"}},
		{name: "19-ciprecvlen", use: func(t *testing.T, b *bench) {
			b.SetPeerInfo(true)
			b.must(Query("CIPRECVLEN"), "+CIPRECVLEN:-1,-1,-1,-1,424")
			buf := make([]byte, 424)
			n, from, err := b.Receive(ctx, Set("CIPRECVDATA").Int(4).Int(424), buf)
			if string(buf[:n]) != "ijklmnopqrstuvwxyz!@" || err != nil || from.String() != "185.7.8.9:80" {
				t.Errorf("received %q from %v, %v", buf[:n], from, err)
			}
		}, events: []string{"notice 4 424"}},
		{name: "21-gmr-cwlap", bare: true, use: func(t *testing.T, b *bench) {
			b.must(Exec("GMR"), "AT version:1.6.2.0(Apr 13 2018 11:10:59)", "SDK version:2.2.1(6ab97e9)",
				"compile time:Jun  7 2018 19:34:29", "Bin version(Wroom 02):1.6.2")
			b.must(Exec("CWLAP"), `+CWLAP:(0,"ESP_1CCA27",-90,"5e:cf:7f:1c:ca:27",1,-29,0,0,0,3,0)`)
		}},
		{name: "23-two-links", use: func(t *testing.T, b *bench) {
			b.must(Query("CIPSTA_CUR"), `+CIPSTA_CUR:ip:"0.0.0.0"`, `+CIPSTA_CUR:gateway:"0.0.0.0"`, `+CIPSTA_CUR:netmask:"0.0.0.0"`)
			b.must(Query("CWSAP_CUR"), `+CWSAP_CUR:"ESP_A0591D","",1,0,4,0`)
			b.must(Set("CIPSERVER").Int(0), "no change")
			b.must(Set("CIPSERVER").Int(1).Int(80))
		}, events: []string{"urc 0,CONNECT", "urc 1,CONNECT", `data 0 "GET / HTTP/1.1\r\n" +0`}},
		{name: "30-nonos-session", echo: true, use: func(t *testing.T, b *bench) {
			start := time.Now()
			if err := b.Send(ctx, Set("CIPSEND").Int(0).Int(5), []byte("hello")); err != nil || time.Since(start) < time.Second {
				t.Errorf("Send returned %v after %v", err, time.Since(start))
			}
			synctest.Wait()
			_, err := b.ask(Set("CIPCLOSE").Int(0))
			refused(t, err, ResultError, "UNLINK")
			buf := make([]byte, 5)
			n, _, err := b.Receive(ctx, Set("CIPRECVDATA").Int(0).Int(5), buf)
			if string(buf[:n]) != "\r\nOK\r" || err != nil {
				t.Errorf("received %q, %v", buf[:n], err)
			}
			_, err = b.ask(Set("CWJAP_CUR").Str("lab").Str("wrong"))
			refused(t, err, ResultFail, "+CWJAP_CUR:2")
		}, events: []string{`data 0 "world" +0`, "urc 0,CLOSED"}},
		{name: "31-espat-session", use: func(t *testing.T, b *bench) {
			b.must(Set("CIPSTART").Int(0).Str("TCP").Str("10.0.0.2").Int(80))
			if err := b.Send(ctx, Set("CIPSEND").Int(0).Int(5), []byte("hello")); err != nil {
				t.Error(err)
			}
			_, err := b.ask(Set("CIPCLOSE").Int(0))
			refused(t, err, ResultError, "")
			buf := make([]byte, 5)
			n, _, err := b.Receive(ctx, Set("CIPRECVDATA").Int(0).Int(5), buf)
			if string(buf[:n]) != `"ab",` || err != nil {
				t.Errorf("received %q, %v", buf[:n], err)
			}
			_, err = b.ask(Set("CWJAP").Str("lab").Str("wrong"))
			refused(t, err, ResultError, "+CWJAP:3")
		}, events: []string{"urc 0,CONNECT", `data 0 "world" +0`, "urc 0,CLOSED", "notice 0 7", "notice 0 2"}},
		{name: "32-log-on-the-line", use: func(t *testing.T, b *bench) {
			b.must(Exec("CIPSTATUS"), "\x1b[0;32mI (71021) wifi: bcn_timout,ap_probe_send_start\x1b[0m", "STATUS:3",
				"W (71030) esp_netif: no change", `+CIPSTATUS:0,"TCP","10.0.0.2",80,4711,0`)
			if err := b.Send(ctx, Set("CIPSEND").Int(0).Int(4), []byte("ping")); err != nil {
				t.Error(err)
			}
			buf := make([]byte, 4)
			if n, _, err := b.Receive(ctx, Set("CIPRECVDATA").Int(0).Int(4), buf); string(buf[:n]) != "pong" || err != nil {
				t.Errorf("received %q, %v", buf[:n], err)
			}
		}, events: []string{"notice 0 4"}},
		{name: "33-old-firmware", use: func(t *testing.T, b *bench) {
			b.must(Set("CIPSTART").Int(0).Str("TCP").Str("10.0.0.2").Int(80))
			synctest.Wait()
			if err := b.Send(ctx, Set("CIPSEND").Int(0).Int(4), []byte("ping")); err != nil {
				t.Error(err)
			}
			b.must(Set("CIPCLOSE").Int(0))
		}, events: []string{"urc Linked", `data 0 "pong" +0`, "resynced", "urc Unlink"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := play
				if test.bare {
					start = playFrom
				}
				b := start(t, transcript(t, test.name))
				if !test.bare {
					if err := b.Sync(ctx); err != nil {
						t.Fatal(err)
					}
				}
				if test.echo {
					b.Dialogue.mu.Lock()
					b.step.echoOff = false
					b.Dialogue.mu.Unlock()
				}
				synctest.Wait()
				test.use(t, b)
				b.end(test.events...)
			})
		})
	}
}
