package emulator

import "fmt"

// ResetCause is why the module restarts. The ROM's log gives a number for it.
type ResetCause int

// The causes.
const (
	ExternalReset  ResetCause = iota // the reset pin, and AT+RST
	PowerOn                          // the supply came up
	WatchdogReset                    // the hardware watchdog: the firmware hung
	BrownOut                         // the supply broke down for a moment
	ExceptionReset                   // the firmware crashed: AT 1.x says where, at its own rate, before it restarts
)

var resetCauses = []string{"external", "power-on", "watchdog", "brown-out", "exception"}

// String gives the word that ParseResetCause reads.
func (c ResetCause) String() string {
	if c < 0 || int(c) >= len(resetCauses) {
		return fmt.Sprintf("ResetCause(%d)", int(c))
	}
	return resetCauses[c]
}

// ParseResetCause reads external, power-on, watchdog, brown-out or exception.
func ParseResetCause(word string) (ResetCause, error) {
	for i, known := range resetCauses {
		if word == known {
			return ResetCause(i), nil
		}
	}
	return 0, fmt.Errorf("emulator: no reset cause %q: use external, power-on, watchdog, brown-out or exception", word)
}

// code is the ROM's number (esp8266 ROM log: 1 power on, 2 external or software, 4 hardware watchdog).
func (c ResetCause) code() string {
	switch c {
	case PowerOn, BrownOut:
		return "1"
	case WatchdogReset:
		return "4"
	}
	return "2"
}

// fatal is what AT 1.x prints of its own crash. ESP-AT prints it on another UART.
const fatal = "Fatal exception 28(LoadProhibitedCause):\r\n" +
	"epc1=0x4023a6e1, epc2=0x00000000, epc3=0x00000000, excvaddr=0x00000010, depc=0x00000000\r\n"

// Reboot resets the module in the middle of whatever it was doing. Without a cause it is as by the reset pin.
func (e *Emulator) Reboot(cause ...ResetCause) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return
	}
	why := ExternalReset
	if len(cause) > 0 {
		why = cause[0]
	}
	if e.host != nil {
		e.host.down.cut()
	}
	e.reset(why)
}

// reset is Reboot with the lock held.
func (e *Emulator) reset(cause ResetCause) {
	if cause == ExceptionReset && e.m.v17() {
		e.m.print(fatal)
	}
	e.m.kill()
	e.powerUp(cause)
}
