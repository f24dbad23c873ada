//go:build unix

package serial

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"drivergen/driver"
)

func TestOpenErrorSaysWhatToDo(t *testing.T) {
	tests := []struct {
		err  error
		is   error
		want string
	}{
		{syscall.EACCES, fs.ErrPermission, "serial: /dev/x: permission denied: the user is not in the group that owns the port (dialout"},
		{syscall.EBUSY, syscall.EBUSY, "serial: /dev/x: the port is in use; close the program that has it open: "},
		{syscall.ENOENT, fs.ErrNotExist, "serial: /dev/x: no such file or directory: this machine has "},
		{syscall.ENOTTY, syscall.ENOTTY, "serial: /dev/x: not a serial port: "},
		{syscall.EMFILE, syscall.EMFILE, "serial: /dev/x: too many open files"},
	}
	for _, tt := range tests {
		err := openError("/dev/x", tt.err)
		if !errors.Is(err, tt.is) || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("error %q, want %q…", err, tt.want)
		}
	}
}

func TestPortsHint(t *testing.T) {
	if got, want := portsHint(nil), "this machine has no serial port; is the device plugged in?"; got != want {
		t.Errorf("portsHint() = %q, want %q", got, want)
	}
	ports := []Info{
		{Path: "/dev/ttyUSB0", Product: "CP2102", VID: "10C4", PID: "EA60"},
		{Path: "/dev/ttyACM0", VID: "2341", PID: "0043"},
		{Path: "/dev/ttyS0"},
	}
	const want = "this machine has /dev/ttyUSB0 (CP2102), /dev/ttyACM0 (USB 2341:0043), /dev/ttyS0"
	if got := portsHint(ports); got != want {
		t.Errorf("portsHint = %q, want %q", got, want)
	}
}

// A driver asks for flow control by its interface and must be able to tell
// that the port has none from everything else.
func TestFlowControlThatIsMissing(t *testing.T) {
	p := &Port{path: "COM3", dev: noFlow{}, baud: DefaultBaud}
	err := p.SetRTSCTS(true)
	for _, is := range []error{driver.EOPNOTSUPP, errors.ErrUnsupported, syscall.EOPNOTSUPP} {
		if !errors.Is(err, is) {
			t.Errorf("SetRTSCTS = %v, want errors.Is with %T %v", err, is, is)
		}
	}
	const want = "serial: COM3: set RTS/CTS flow control: operation not supported; leave rtscts out, or use a port and a system that have it"
	if err.Error() != want {
		t.Errorf("error\n%s\nwant\n%s", err, want)
	}
	if err := p.SetRTSCTS(false); err != nil {
		t.Errorf("turning off what is off: %v", err)
	}
}

// noFlow is a device on a system without flow control.
type noFlow struct{ device }

func (noFlow) setRTSCTS(bool) error { return driver.EOPNOTSUPP }

func TestList(t *testing.T) {
	ports, err := List()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range ports {
		if p.Path == "" {
			t.Errorf("a port without a path: %+v", p)
		}
	}
}
