package serial

import (
	"os"

	bugst "go.bug.st/serial"
	"golang.org/x/sys/unix"
)

// linuxDevice holds a port open twice. The library's descriptor carries the
// settings. The bytes go through one of our own, which waits in the runtime's
// poller: that is what lets Close release a Write which flow control holds
// back, and what gives us a descriptor to set CRTSCTS on.
type linuxDevice struct {
	*os.File
	lib bugst.Port
}

func openDevice(path string, m *bugst.Mode) (device, error) {
	// First ours, then the library's: the library claims the tty (TIOCEXCL), and
	// after that nobody can open it any more.
	file, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, reason(err)
	}
	lib, err := bugst.Open(path, m)
	if err != nil {
		file.Close()
		return nil, err
	}
	return &linuxDevice{File: file, lib: lib}, nil
}

// Close releases who reads and writes before it gives up the claim.
func (d *linuxDevice) Close() error {
	fileErr := d.File.Close()
	if err := d.lib.Close(); err != nil {
		return err
	}
	return reason(fileErr)
}

func (d *linuxDevice) setMode(m *bugst.Mode) error { return d.lib.SetMode(m) }
func (d *linuxDevice) resetInput() error           { return d.lib.ResetInputBuffer() }

func (d *linuxDevice) setRTSCTS(on bool) error {
	return control(d.File, func(fd int) error {
		return setTermiosRTSCTS(fd, unix.TCGETS, unix.TCSETS, on)
	})
}
