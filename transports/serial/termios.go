//go:build linux || darwin

package serial

import (
	"os"

	"drivergen/driver"

	"golang.org/x/sys/unix"
)

// setTermiosRTSCTS sets CRTSCTS (termios(3)) and looks whether it was taken:
// a driver whose port has not got the wires drops the flag without an error.
func setTermiosRTSCTS(fd int, get, set uint, on bool) error {
	t, err := unix.IoctlGetTermios(fd, get)
	if err != nil {
		return err
	}
	if on {
		t.Cflag |= unix.CRTSCTS
	} else {
		t.Cflag &^= unix.CRTSCTS
	}
	if err := unix.IoctlSetTermios(fd, set, t); err != nil {
		return err
	}
	if t, err = unix.IoctlGetTermios(fd, get); err != nil {
		return err
	}
	if on && t.Cflag&unix.CRTSCTS == 0 {
		return driver.EOPNOTSUPP
	}
	return nil
}

// control calls f with the file's descriptor, which stays open meanwhile.
func control(file *os.File, f func(fd int) error) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = f(int(fd)) }); err != nil {
		return err
	}
	return inner
}
