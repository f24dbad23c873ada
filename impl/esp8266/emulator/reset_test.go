package emulator

import (
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Each cause of a reset shows in the ROM's log, which a host that listens at the log's rate can read.
func TestResetCauses(t *testing.T) {
	for cause, want := range map[ResetCause]string{
		ExternalReset: "rst cause:2, boot mode:(3,6)\r\n\r\nload",
		PowerOn:       "rst cause:1, boot mode:(3,6)\r\n\r\nload",
		WatchdogReset: "rst cause:4, boot mode:(3,6)\r\n\r\nwdt reset\r\nload",
	} {
		if text := romText(cause); !strings.Contains(text, want) || !strings.HasSuffix(text, "jump to run user1 @ 1000\r\n\r\n") {
			t.Errorf("%v: the log lacks %q:\n%s", cause, want, text)
		}
	}
	if text := romText(BrownOut); strings.Count(text, "ets Jan") != 2 {
		t.Errorf("a brown-out does not start twice:\n%s", text)
	}
}

func TestResetCauseWords(t *testing.T) {
	for c := range ResetCause(len(resetCauses)) {
		if got, err := ParseResetCause(c.String()); got != c || err != nil {
			t.Errorf("ParseResetCause(%q) = %v, %v", c, got, err)
		}
	}
	if _, err := ParseResetCause("thunder"); err == nil {
		t.Error("thunder was taken")
	}
}

// A crash of AT 1.x is heard at its own rate before the boot, one of ESP-AT is not.
func TestCrash(t *testing.T) {
	s := newSession(t, Firmware17, BootGarbage(false), Vendor("Ai-Thinker Technology Co. Ltd."))
	s.emu.Reboot(ExceptionReset)
	s.expect(fatal + "Ai-Thinker Technology Co. Ltd.\r\n\r\nready\r\n")
	s = newSession(t, Firmware22)
	s.emu.Reboot(ExceptionReset)
	s.expect("\r\nready\r\n")
}

// A restart that the host orders while a command runs, or while a send's data is on its way, takes the answer with it,
// though the module takes its time over the restart.
func TestRestartTakesTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := NewMemory()
		ln, err := network.Host(peerAddr).Listen(80)
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		for name, begin := range map[string]func(*session){
			"scan": func(s *session) { s.send("AT+CWLAP\r\n") },
			"send": func(s *session) {
				s.send("AT+CIPSTART=\"TCP\",\"10.0.0.9\",80\r\n")
				s.until("OK\r\n")
				conn, err := ln.Accept()
				if err != nil {
					s.t.Fatal(err)
				}
				s.t.Cleanup(func() { conn.Close() })
				for { // until nothing of it goes out any more
					s.send("AT+CIPSEND=2048\r\n")
					s.until(">")
					s.send(strings.Repeat("x", 2048))
					s.until("\r\nRecv 2048 bytes\r\n")
					synctest.Wait()
					if s.fillNow(); len(s.got) == 0 {
						time.AfterFunc(50*time.Millisecond, func() { io.CopyN(io.Discard, conn, 1<<16) })
						return
					}
					s.expect("\r\nSEND OK\r\n")
				}
			},
		} {
			s := online(t, Firmware22, WithNetwork(network), Timing{Scan: 50 * time.Millisecond, Restart: 200 * time.Millisecond})
			begin(s)
			synctest.Wait()
			s.send("AT+RST\r\n")
			s.expect("\r\nWill force to restart!!!\r\n\r\nOK\r\n")
			began := time.Now()
			s.expect("\r\nready\r\n")
			if took := time.Since(began); took != 200*time.Millisecond {
				t.Errorf("%s: the restart took %v", name, took)
			}
			s.emu.Close()
		}
	})
}

// A module in deep sleep has nothing that runs on: no link, no MQTT connection, no search for a network.
func TestDeepSleepEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := NewMemory()
		ln, err := network.Host(peerAddr).Listen(1883)
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		s := online(t, Firmware22, WithNetwork(network))
		s.play(`
			> AT+MQTTUSERCFG=0,1,"module","","",0,0,""\r\n
			< \r\nOK\r\n
			> AT+MQTTCONN=0,"10.0.0.9",1883,1\r\n`)
		broker, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer broker.Close()
		broker.Write([]byte{mqttConnAck, 2, 0, 0})
		s.play(`
			< +MQTTCONNECTED:0,1,"10.0.0.9","1883","",1\r\n\r\nOK\r\n
			> AT+GSLP=0\r\n
			< \r\nOK\r\n`)
		broker.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := io.Copy(io.Discard, broker); err != nil {
			t.Errorf("the broker's connection ended with %v", err)
		}
		time.Sleep(time.Hour)
		s.emu.Reboot()
		s.expect("\r\nready\r\n")
	})
}

func TestDeepSleepEndsProvisioning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inStationMode(t, Firmware22, lab, Timing{WPS: time.Minute})
		s.play(`
			> AT+WPS=1\r\n
			< \r\nOK\r\n
			> AT+CWSTARTSMART\r\n
			< \r\nOK\r\n
			> AT+GSLP=0\r\n
			< \r\nOK\r\n`)
		if s.emu.SmartConfig("lab", "correct horse") {
			t.Error("a module that sleeps listens for SmartConfig")
		}
		time.Sleep(time.Hour)
		s.emu.Reboot()
		s.expect("\r\nready\r\n")
	})
}
