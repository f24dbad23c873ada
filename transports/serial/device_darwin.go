package serial

import (
	"os"

	bugst "go.bug.st/serial"
	"golang.org/x/sys/unix"
)

// darwinDevice goes through the library, and keeps a descriptor of its own to
// set CRTSCTS on, which the library offers no way to.
type darwinDevice struct {
	bugst.Port
	control *os.File
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
	return &darwinDevice{Port: lib, control: file}, nil
}

func (d *darwinDevice) Close() error {
	err := d.Port.Close()
	if fileErr := d.control.Close(); err == nil {
		err = reason(fileErr)
	}
	return err
}

func (d *darwinDevice) setMode(m *bugst.Mode) error { return d.SetMode(m) }
func (d *darwinDevice) resetInput() error           { return d.ResetInputBuffer() }

func (d *darwinDevice) setRTSCTS(on bool) error {
	return control(d.control, func(fd int) error {
		return setTermiosRTSCTS(fd, unix.TIOCGETA, unix.TIOCSETA, on)
	})
}
