package main

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/examples/internal/local"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/programtest"
	"drivergen/impl/esp8266/emulator"
)

// A result is what came of a run.
type result struct {
	out    string
	err    error
	faults int // how many befell the module
}

// inMemory runs the conversation in virtual time, on a network in memory. An access point among the options takes the
// place of the one that comes and goes; meanwhile, where it is set, plays with the module.
func inMemory(t *testing.T, s settings, meanwhile func(*emulator.Emulator), options ...emulator.Option) result {
	t.Helper()
	memory := emulator.NewMemory()
	listener, err := memory.Host(netip.AddrFrom4([4]byte{10, 0, 0, 9})).Listen(7007)
	if err != nil {
		t.Fatal(err)
	}
	server := local.StartTCP(listener, newCounter().serve)
	defer server.Stop()
	emu, err := emulator.New(append(options, emulator.WithNetwork(memory))...)
	if err != nil {
		t.Fatal(err)
	}
	defer emu.Close()
	if meanwhile != nil {
		go meanwhile(emu)
	}
	s.port, s.server = "emulator:", listener.Addr().String()
	s.network = online.Network{SSID: online.LabSSID, Password: online.LabPassword}
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	var out bytes.Buffer
	err = converse(ctx, s, emu.Port(), &out)
	return result{out.String(), err, emu.Faulted().Total()}
}

// lab is the access point, with its outages.
func lab(outages ...emulator.Outage) emulator.AccessPoint {
	return emulator.AccessPoint{SSID: online.LabSSID, Password: online.LabPassword, Channel: 6, RSSI: -42, Outages: outages}
}

var firmwares = []emulator.Firmware{emulator.Firmware17, emulator.Firmware22}

// everyMessage checks that a run lost and doubled nothing.
func (r result) everyMessage(t *testing.T, messages int) {
	t.Helper()
	want := fmt.Sprintf("result   %d messages sent, %d counted: none lost, none doubled, each in its turn\n", messages, messages)
	if r.err != nil || !strings.Contains(r.out, want) {
		t.Errorf("%v; no %q in\n%s", r.err, want, r.out)
	}
}

// What a run without arguments tells, in virtual time.
func TestWhatIsTold(t *testing.T) {
	for _, firmware := range firmwares {
		t.Run(firmware.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, _, err := parse(nil, func(string) string { return "" })
				if err != nil {
					t.Fatal(err)
				}
				s.pace = 85 * time.Millisecond // so that no message goes at the very time of an outage
				r := inMemory(t, s, nil, append(emulatedWorld(), firmware)...)
				r.everyMessage(t, 60)
				const connected = when + `tcp   connected to 10\.0\.0\.9:7007, which awaits message \d+`
				const lost = when + `wifi  lost lab: its access point is gone`
				const again = when + `wifi  connected to lab`
				programtest.Lines(t, r.out,
					`         an ESP8266 with AT firmware `+regexp.QuoteMeta(firmware.String())+`\..*`,
					`join     lab`,
					`joined   lab at 12:65:96:19:1d:c1, channel 6, -42 dBm`,
					`outages  the access point goes off the air for 700ms, every 2\.5s`,
					`talk     60 messages to 10\.0\.0\.9:7007, one every 85ms`, ``,
					connected, lost,
					when+`wifi  attempt 1: no such access point, again in 400ms`,
					when+`wifi  attempt 2: no such access point, again in 800ms`,
					again, connected, lost, again, connected, lost, again, connected, ``,
					`result   60 messages .*`,
					`         the network was lost 3 times, the connection made 4 times`,
				)
				broken := regexp.MustCompile(`tcp   the connection was (lost: .*|closed); \d+ of 60 messages are through\n`)
				if n := len(broken.FindAllString(r.out, -1)); n != 3 {
					t.Errorf("the connection was lost %d times, want 3, in\n%s", n, r.out)
				}
			})
		})
	}
}

// Outages of a network that takes as long to join as a real one.
func TestConversationOutlivesOutages(t *testing.T) {
	outage := emulator.Outage{After: 30 * time.Second, For: 10 * time.Second, Every: time.Minute}
	for _, firmware := range firmwares {
		t.Run(firmware.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := settings{messages: 300, pace: time.Second}
				r := inMemory(t, s, nil, firmware, lab(outage), emulator.RealTiming(firmware))
				r.everyMessage(t, s.messages)
				lost := strings.Count(r.out, "lost lab: its access point is gone")
				if lost < 5 || strings.Count(r.out, "wifi  connected to lab") < lost-1 || strings.Count(r.out, "awaits message") < lost {
					t.Errorf("%d losses in\n%s", lost, r.out)
				}
			})
		})
	}
}

// Whatever befalls the module and its line, each message is counted once.
func TestConversationOutlivesFaults(t *testing.T) {
	for name, faults := range map[string]emulator.Faults{
		"restarts":        {Seed: 1, Reboot: 0.0001},
		"lost links":      {Seed: 2, CloseLink: 0.05},
		"busy":            {Seed: 3, Busy: 0.2, BusyFor: 30 * time.Millisecond, StrayBusy: 0.05},
		"damaged bytes":   {Seed: 4, Corrupt: 0.0003},
		"lost bytes":      {Seed: 5, Drop: 0.0003},
		"lost words":      {Seed: 6, LoseURC: 0.05, LoseReply: 0.01, LoseSendOK: 0.01},
		"outages":         {Seed: 7, LoseWiFi: 0.02, WiFiBack: 3 * time.Second},
		"all of the kind": {Seed: 8, Reboot: 0.00003, CloseLink: 0.01, LoseURC: 0.01, Busy: 0.05, SendFail: 0.02, NoPrompt: 0.005},
	} {
		for _, firmware := range firmwares {
			t.Run(name+"/"+firmware.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := settings{messages: 200, pace: 50 * time.Millisecond}
					r := inMemory(t, s, nil, firmware, lab(), faults)
					r.everyMessage(t, s.messages)
					if r.faults == 0 {
						t.Error("nothing went wrong")
					}
				})
			})
		}
	}
}

// A message that was counted and whose answer was lost is not sent again.
func TestLostAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := settings{messages: 100, pace: 10 * time.Millisecond}
		var r result
		for seed := uint64(1); seed < 50 && !strings.Contains(r.out, "not sent again"); seed++ {
			r = inMemory(t, s, nil, lab(), emulator.Faults{Seed: seed, LoseSendOK: 0.1})
			r.everyMessage(t, s.messages)
		}
		if !regexp.MustCompile(`1 message was counted whose answer was lost: it was not sent again|\d+ messages were counted whose answers were lost: they were not sent again`).MatchString(r.out) {
			t.Errorf("no answer was lost in\n%s", r.out)
		}
	})
}

// A network that is not there is told of with those that are.
func TestNoSuchNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := inMemory(t, settings{messages: 1}, nil, emulator.AccessPoint{SSID: "guests"})
		if r.err == nil || r.err.Error() != `no access point in range is called "lab": check --ssid, in range: "guests"` {
			t.Errorf("converse: %v", r.err)
		}
	})
}

// A network that comes back with another password ends the program, which says so.
func TestPasswordChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		change := func(emu *emulator.Emulator) {
			time.Sleep(time.Second) // of the bubble's clock
			emu.RemoveAccessPoint(online.LabSSID)
			other := lab()
			other.Password = "another horse"
			if err := emu.SetAccessPoint(other); err != nil {
				t.Error(err)
			}
		}
		r := inMemory(t, settings{messages: 1000, pace: 100 * time.Millisecond}, change, lab())
		if r.err == nil || r.err.Error() != `"lab" refused the password: check --password or $WIFI_PASSWORD` {
			t.Errorf("converse: %v", r.err)
		}
	})
}
