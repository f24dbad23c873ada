package main

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"unicode"

	"drivergen/driver"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/generated/ieee80211dev"
)

// advisePort says what to do about a port that does not open.
func advisePort(err error) string {
	var unrecorded *port.RecordError
	switch {
	case errors.As(err, &unrecorded):
		return "check --record: the port itself opens"
	case errors.Is(err, fs.ErrPermission):
		return "may this user open it? On Linux serial ports belong to the group dialout, or uucp"
	case errors.Is(err, fs.ErrNotExist):
		return "is the adapter plugged in? Its name may have changed since"
	}
	return "check --port; doctor -h lists the kinds of addresses"
}

// adviseModule says what to do about a module that does not do its part.
func adviseModule(err error) string {
	switch {
	case errors.Is(err, driver.ENODEV):
		return "the port is gone: check the plug of the adapter"
	case errors.Is(err, driver.ETIMEDOUT):
		return "it fell silent: check its power supply, which must give 300 mA and more at 3.3 V for a moment"
	case errors.Is(err, driver.ECONNRESET):
		return "it restarted by itself: most often the power supply breaks down when the radio sends; add 100 µF near the module"
	}
	return "attach a recording (--record) to the report"
}

// adviseSilence says what to do about a module that answers nothing, by what was heard of it.
func adviseSilence(heard []byte) string {
	if len(heard) == 0 {
		return "nothing was heard at all: check power (3.3 V), EN (CH_PD) high, GPIO0 high, GPIO15 low, and that TX goes to RX and RX to TX"
	}
	if bytes.Contains(heard, []byte("busy p...")) {
		return "it is busy with an earlier command that does not end: switch its power off and on"
	}
	readable := 0
	for _, b := range heard {
		if b >= ' ' && b < 0x7f || b == '\r' || b == '\n' {
			readable++
		}
	}
	if readable*10 >= len(heard)*9 {
		return "something speaks, but no AT firmware: flash one (docs/esp8266.md), or check whether it is another device"
	}
	return "what is heard is no text: the baud rate is another one, or the module restarts again and again for want of power"
}

// adviseJoin says what to do about a network that could not be joined. What is in range is in the report.
func adviseJoin(ssid string, err error) string {
	if errors.Is(err, ieee80211dev.ENOENT) {
		return "check --ssid; the module has 2.4 GHz only, channels 1 to 13"
	}
	if _, todo := online.ExplainJoin(ssid, nil, err); todo != "" {
		return todo
	}
	return adviseModule(err)
}

// printable returns a line of the module without what would steer a terminal.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, line)
}
