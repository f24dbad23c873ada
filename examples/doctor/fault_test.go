package main

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"drivergen/examples/internal/online"
	"drivergen/examples/internal/programtest"
	"drivergen/impl/esp8266/emulator"
)

// emulated gives an emulated module in its world, and the settings that go with it.
func emulated(t *testing.T, opts ...emulator.Option) (*emulator.Emulator, settings) {
	t.Helper()
	s, err := parse([]string{"--soak", "300ms", "--size", "20000"}, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return emulator.Start(t, append(online.Lab(labHost), opts...)...), s
}

// A module that an earlier user left at another rate is found, and the report says where.
func TestWrongBaudRate(t *testing.T) {
	for _, firmware := range []emulator.Firmware{emulator.Firmware22, emulator.Firmware17} {
		t.Run(firmware.String(), func(t *testing.T) {
			t.Parallel()
			emu, s := emulated(t, firmware)
			first := emu.Port()
			if _, err := io.WriteString(first, "AT+UART_CUR=9600,8,1,0,0\r\n"); err != nil {
				t.Fatal(err)
			}
			answer := ""
			for buf := make([]byte, 100); !strings.HasSuffix(answer, "\r\nOK\r\n"); {
				n, err := first.Read(buf)
				if err != nil {
					t.Fatal(err)
				}
				answer += string(buf[:n])
			}
			first.Close()
			port := emu.Port()
			if err := port.SetBaud(115200); err != nil {
				t.Fatal(err)
			}
			report, well := examined(t, port, s)
			if !well {
				t.Errorf("the module is not well:\n%s", report)
			}
			programtest.Lines(t, report,
				`- warning  the module answers at 9600 baud, not at the port's rate`,
				`  → give it with the address: --port bench:.*\?baud=9600`,
				`- ok       its UART runs at 9\d\d\d baud, .*`,
				`- ok       230400 baud: 20 answers alike`,
				`- ok       921600 baud: 20 answers alike`,
				`- ok       the driver came up in .*`,
				`- ok       \d+ transactions, .*`,
				`\d+ ok, 1 warning, 0 failed, .*`)
		})
	}
}

// What goes wrong on the way is told, with what to do about it.
func TestFaults(t *testing.T) {
	tests := []struct {
		name   string
		faults emulator.Faults
		well   bool
		want   []string
	}{
		{"a module that restarts", emulator.Faults{RebootAfter: 60_000}, false, []string{
			`- FAILED   the module restarted by itself \d+ times`, `  → the power supply .*`}},
		{"sends that fail", emulator.Faults{SendFail: 1}, false, []string{
			`- FAILED   up, 20000 bytes: .*`, `- FAILED   down, 20000 bytes: .*`, `- FAILED   \d+ transactions, .* failed: .*`}},
		{"a module that is busy", emulator.Faults{Busy: 0.03, BusyFor: time.Millisecond}, true, []string{
			`- ok       \d+ transactions, .* no error`, `\| busy answers +\| [1-9]\d* +\|`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			emu, s := emulated(t)
			tt.faults.Seed = 7
			if err := emu.SetFaults(tt.faults); err != nil {
				t.Fatal(err)
			}
			report, well := examined(t, emu.Port(), s)
			if well != tt.well {
				t.Errorf("well: %t\n%s", well, report)
			}
			programtest.Lines(t, report, tt.want...)
		})
	}
}

// A port that goes away in the middle ends the report, which says so.
func TestUnplugged(t *testing.T) {
	emu, s := emulated(t)
	report, well := examined(t, &shortCable{Port: emu.Port(), left: 3000}, s)
	if well {
		t.Errorf("the module is well:\n%s", report)
	}
	programtest.Lines(t, report, `- FAILED   .*`, `  → the port is gone: check the plug of the adapter`)
}

// shortCable is a port that fails when so many bytes have come through it.
type shortCable struct {
	*emulator.Port
	left int
}

func (c *shortCable) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, fmt.Errorf("the cable is off: %w", io.EOF)
	}
	n, err := c.Port.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}
