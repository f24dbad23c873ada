package emulator

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

func TestNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := online(t, Firmware22, WithNetwork(NewMemory()),
			DNS{Name: "shared.example", Addr: netip.MustParseAddr("10.0.0.21"), More: []netip.Addr{netip.MustParseAddr("10.0.0.22")}},
			DNS{Name: "slow.example", Addr: netip.MustParseAddr("10.0.0.23"), Delay: 3 * time.Second},
			DNS{Name: "broken.example", Fail: true, Delay: time.Second})
		s.play(`
			> AT+CIPDOMAIN="Shared.Example."\r\n
			< +CIPDOMAIN:"10.0.0.21"\r\n\r\nOK\r\n
			> AT+CIPDOMAIN="shared.example"\r\n
			< +CIPDOMAIN:"10.0.0.22"\r\n\r\nOK\r\n
			> AT+CIPDOMAIN="shared.example"\r\n
			< +CIPDOMAIN:"10.0.0.21"\r\n\r\nOK\r\n`)
		for command, want := range map[string]struct {
			took  time.Duration
			reply string
		}{
			`AT+CIPDOMAIN="slow.example"`:   {3 * time.Second, "+CIPDOMAIN:\"10.0.0.23\"\r\n\r\nOK\r\n"},
			`AT+CIPDOMAIN="broken.example"`: {time.Second, "\r\nERROR\r\n"},
		} {
			began := time.Now()
			s.send(command + "\r\n")
			s.expect(want.reply)
			if took := time.Since(began); took != want.took {
				t.Errorf("%s took %v, want %v", command, took, want.took)
			}
		}
	})
}
