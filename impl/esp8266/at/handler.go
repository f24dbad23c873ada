package at

import (
	"net/netip"
	"time"
)

// AnyLink stands for the number of a link that is not known.
const AnyLink = -1

// Handler takes what the module sends unasked. Its functions, but for Resynced, Retune and Silent, run on the reading
// goroutine, one at a time and in the order of the bytes; they must not wait for a command of the same dialogue. Slices
// are valid only during the call. A nil function drops what it would get.
type Handler struct {
	// Data takes a piece of a +IPD payload; rest is how many bytes of the same +IPD are still to come, 0 for its last
	// piece. from is the sender, or zero where the module does not tell (AT+CIPDINFO=0).
	Data func(link int, from netip.AddrPort, p []byte, rest int)
	// Notice tells that the module keeps n bytes for a link (AT+CIPRECVMODE=1).
	Notice func(link, n int)
	// URC takes a line that answers no command: a link opened or closed, a change of the WiFi.
	URC func(line []byte)
	// Lost tells that n bytes of a +IPD never came, 0 where their number is not known: the stream of that link has a
	// hole. link is [AnyLink] where damage hides whether and whose data was in what was thrown away: any link may have a
	// hole to which the module sends data unasked (active receive mode, TLS of NonOS AT, UDP).
	Lost func(link, n int)
	// Reset tells that the module restarted by itself. Every waiting command has failed with ErrReset; links and the
	// settings that the module does not save are gone. The module is found again, as Sync does, before the next command.
	Reset func(reason string)
	// Resynced tells that the dialogue had lost step with the module (a damaged or lost reply, garbage) and is in step
	// again. URCs and notices that the module sent meanwhile may have been missed. It runs on the dialogue's running
	// goroutine.
	Resynced func()
	// Retune is asked where the module answers nothing, also at the first command. It may set the port to another baud
	// rate and return true: the module is then looked for again. try counts from 0. Once it returns false, having set the
	// port back as it likes, the search is over with ErrSilent. It runs on the dialogue's running goroutine.
	Retune func(try int) bool
	// Silent tells that the module was looked for in vain: it answers nothing. Nobody looks for it from then on but for
	// the next call, unless it says something itself. It runs on the dialogue's running goroutine and must not wait for a
	// command.
	Silent func()
	// Down tells that the port failed. It is the last call.
	Down func(err error)
}

// Limits are a dialogue's time limits. A zero field stands for its default.
type Limits struct {
	// Silence is how long a command may be without a reply before the module is asked with AT whether it still works at
	// it: 3 s. A module that does is waited for as long as the caller's context lasts.
	Silence time.Duration
	// Prompt is the same where the module answers at once, as with the prompt of AT+CIPSEND, "Recv" and AT+CIPRECVDATA: 1 s.
	Prompt time.Duration
	// Probe is how long the module has to answer AT: 400 ms.
	Probe time.Duration
	// Quiet is how long no reply must come before the module counts as in step: 40 ms.
	Quiet time.Duration
	// BusyMin and BusyMax bound the growing pause before a command is sent again to a busy module: 20 ms, 500 ms.
	BusyMin, BusyMax time.Duration
	// Boot is how long a restart may take until "ready": 3 s.
	Boot time.Duration
	// Stall is how long the bytes of one +IPD may stop coming before the rest counts as lost: 2 s.
	Stall time.Duration
	// Byte is the most that a byte takes on the line, by which it is reckoned when the module must have a payload:
	// 1050 µs, as at 9600 baud.
	Byte time.Duration
}

func (l *Limits) fill() {
	for _, f := range []struct {
		d   *time.Duration
		def time.Duration
	}{
		{&l.Silence, 3 * time.Second},
		{&l.Prompt, time.Second},
		{&l.Probe, 400 * time.Millisecond},
		{&l.Quiet, 40 * time.Millisecond},
		{&l.BusyMin, 20 * time.Millisecond},
		{&l.BusyMax, 500 * time.Millisecond},
		{&l.Boot, 3 * time.Second},
		{&l.Stall, 2 * time.Second},
		{&l.Byte, 1050 * time.Microsecond},
	} {
		if *f.d <= 0 {
			*f.d = f.def
		}
	}
}
