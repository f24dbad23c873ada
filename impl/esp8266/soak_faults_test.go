package esp8266_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// soakRun is one of the many runs of a soak: what is done, on which module, and what goes wrong meanwhile all follow
// from it.
type soakRun struct {
	seed     uint64
	firmware emulator.Firmware
	secure   bool // crypto/tls on the host, and all faults; else plain TCP, and those that AT can reveal
	pushed   bool // a UDP socket is open all the time, for which ESP-AT sends received data unasked
}

func (r soakRun) String() string {
	family, mode := "plain", "passive"
	if r.secure {
		family = "tls"
	}
	if r.pushed {
		mode = "udp"
	} else if r.unasked() {
		mode = "active"
	}
	return fmt.Sprintf("seed=%d/%v/%s/%s", r.seed, r.firmware, family, mode)
}

// unasked reports whether the module sends what it receives at once, in +IPD messages: before AT 1.7 always, with ESP-AT
// while a UDP link is open.
func (r soakRun) unasked() bool {
	return r.firmware == emulator.Firmware13 || r.pushed && r.firmware != emulator.Firmware17
}

// rand gives a generator for one purpose.
func (r soakRun) rand(purpose uint64) *rand.Rand {
	stream := purpose<<8 | uint64(r.firmware)<<2
	if r.secure {
		stream |= 1
	}
	if r.pushed {
		stream |= 2
	}
	return rand.New(rand.NewPCG(r.seed, stream))
}

// faults chooses what goes wrong. About half of all kinds take part, so that each is seen alone and with others, some
// often, some rarely.
func (r soakRun) faults() emulator.Faults {
	rng := r.rand(0)
	scale := []float64{0.3, 1, 3}[rng.IntN(3)]
	f := emulator.Faults{
		Seed:     r.seed,
		DelayFor: time.Duration(rng.IntN(2000)) * time.Millisecond,
		LateFor:  time.Duration(rng.IntN(25)) * time.Second,
		BusyFor:  time.Duration(rng.IntN(4000)) * time.Millisecond,
		WiFiBack: time.Duration(rng.IntN(60)) * time.Second,
	}
	some := func(chance *float64, usual float64) {
		if rng.IntN(2) == 0 {
			*chance = usual * scale
		}
	}
	some(&f.Delay, 0.002)
	some(&f.LoseReply, 0.004)
	some(&f.LateReply, 0.004)
	some(&f.Busy, 0.02)
	some(&f.StrayBusy, 0.004)
	some(&f.NoPrompt, 0.004)
	some(&f.LoseSendOK, 0.004)
	some(&f.SendFail, 0.004)
	some(&f.CloseLink, 0.002)
	some(&f.LoseWiFi, 0.0005)
	// Where data comes unasked a lost message may be the data, and a restart may come inside it: what follows would be
	// taken for the rest. AT has no means to tell.
	if r.secure || !r.unasked() {
		some(&f.LoseURC, 0.004)
		some(&f.ReadDrop, 0.004)
		some(&f.ReadDouble, 0.004)
	}
	if r.secure || !r.pushed && !r.unasked() {
		some(&f.Reboot, 2e-6)
	}
	if r.secure {
		some(&f.Drop, 5e-6)
		some(&f.Double, 5e-6)
		some(&f.Corrupt, 1e-5)
	} else {
		// Two faults of one answer hide each other from AT: a read that was carried out although the module said busy, and
		// its answer lost; a byte lost in an answer and another doubled.
		oneOf(rng, &f.StrayBusy, &f.LoseReply)
		oneOf(rng, &f.ReadDrop, &f.ReadDouble)
	}
	return f
}

// oneOf leaves one of two faults out where both were chosen.
func oneOf(rng *rand.Rand, a, b *float64) {
	if *a > 0 && *b > 0 {
		*[]*float64{a, b}[rng.IntN(2)] = 0
	}
}

// options are the module's: its firmware, its line's pace, and how long it takes.
func (r soakRun) options() []emulator.Option {
	rng := r.rand(1)
	turn := []time.Duration{0, 500 * time.Microsecond, 2 * time.Millisecond}[rng.IntN(3)]
	bauds := []int{115200, 460800, 921600}
	room := 0
	if r.overruns() {
		room = slowRoom
	}
	return []emulator.Option{
		r.firmware, lab,
		emulator.Baud(bauds[rng.IntN(len(bauds))]), emulator.Overrun(room),
		emulator.Timing{
			Boot: 300 * time.Millisecond, Restart: 200 * time.Millisecond, AutoConnect: time.Second,
			Join: time.Second, DHCP: time.Second, JoinOK: time.Duration(rng.IntN(1000)) * time.Millisecond,
			JoinFail: 14 * time.Second, Rejoin: time.Second, Resolve: 20 * time.Millisecond, Connect: 10 * time.Millisecond,
			Ack: 15 * time.Millisecond, Turn: turn,
		},
	}
}
