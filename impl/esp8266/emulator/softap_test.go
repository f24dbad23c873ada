package emulator

import (
	"testing"
	"testing/synctest"
	"time"
)

// With real timing the configured stations come one by one after the access point is on, and anew after it was off.
func TestStationsComeInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSession(t, Firmware22, RealTiming(Firmware22), Stations{{2, 0, 0, 0, 0, 1}, {2, 0, 0, 0, 0, 2}})
		s.expect("\r\nready\r\n")
		s.send("ATE0\r\n")
		s.until("OK\r\n")
		for range 2 {
			s.play(`
				> AT+CWMODE=2\r\n
				< \r\nOK\r\n
				> AT+CWLIF\r\n
				< \r\nOK\r\n`)
			began := time.Now()
			s.expect("+STA_CONNECTED:\"02:00:00:00:00:01\"\r\n+DIST_STA_IP:\"02:00:00:00:00:01\",\"192.168.4.2\"\r\n")
			if took := time.Since(began).Round(10 * time.Millisecond); took != 3*time.Second {
				t.Errorf("the first station came after %v", took)
			}
			s.expect("+STA_CONNECTED:\"02:00:00:00:00:02\"\r\n+DIST_STA_IP:\"02:00:00:00:00:02\",\"192.168.4.3\"\r\n")
			s.play(`
				> AT+CWMODE=0\r\n
				< \r\nOK\r\n`)
		}
	})
}
