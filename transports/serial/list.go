package serial

import "fmt"

// Info describes a serial port of this machine.
type Info struct {
	Path    string // what Open takes
	Product string // what the USB device calls itself, if known
	VID     string // USB vendor ID, four hexadecimal digits, if known
	PID     string // USB product ID, four hexadecimal digits, if known
	Serial  string // USB serial number, if known
}

// String gives the path, and in parentheses what is known of the device.
func (i Info) String() string {
	switch {
	case i.Product != "":
		return fmt.Sprintf("%s (%s)", i.Path, i.Product)
	case i.VID != "":
		return fmt.Sprintf("%s (USB %s:%s)", i.Path, i.VID, i.PID)
	}
	return i.Path
}

// List gives the serial ports of this machine. What is known of their USB
// devices comes with them on Linux and Windows, and on macOS in a program
// built with cgo. On Linux it opens each built-in port (/dev/ttyS0) to see
// whether it is real, which disturbs one that the superuser has in use.
func List() ([]Info, error) {
	ports, err := list()
	if err != nil {
		return nil, fmt.Errorf("serial: list the ports: %w", err)
	}
	return ports, nil
}
