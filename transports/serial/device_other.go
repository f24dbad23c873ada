//go:build !linux && !darwin

package serial

import (
	"drivergen/driver"

	bugst "go.bug.st/serial"
)

// libDevice is a port as the library has it.
type libDevice struct{ bugst.Port }

func openDevice(path string, m *bugst.Mode) (device, error) {
	lib, err := bugst.Open(path, m)
	if err != nil {
		return nil, err
	}
	return libDevice{lib}, nil
}

func (d libDevice) setMode(m *bugst.Mode) error { return d.SetMode(m) }
func (d libDevice) resetInput() error           { return d.ResetInputBuffer() }

// setRTSCTS cannot be done: the library neither offers it nor gives its handle
// away, and the system lets nobody open the port a second time.
func (d libDevice) setRTSCTS(on bool) error {
	if !on {
		return nil // the library has turned it off
	}
	return driver.EOPNOTSUPP
}
