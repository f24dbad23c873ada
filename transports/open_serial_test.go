//go:build linux || darwin

package transports

import (
	"testing"

	"drivergen/transports/serial"

	"github.com/creack/pty"
)

func TestOpenSerial(t *testing.T) {
	far, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	defer tty.Close()
	port, err := Open(t.Context(), "serial:"+tty.Name()+"?baud=57600&rtscts=1")
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	if got := port.(*serial.Port).Baud(); got != 57600 {
		t.Errorf("opened at %d baud, want 57600", got)
	}
	wantEcho(t, port, far)
}
