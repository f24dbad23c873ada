//go:build unix

package serial

import (
	"errors"
	"syscall"
)

const permissionHint = "the user is not in the group that owns the port (dialout on most Linux systems, uucp on some): " +
	"run `sudo usermod -aG dialout $USER` and log in again"

// isGone reports whether a tty's error means that its device has been taken
// away: the kernel has hung the tty up.
func isGone(err error) bool {
	return errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENXIO) || errors.Is(err, syscall.ENODEV)
}

func isBusy(err error) bool { return errors.Is(err, syscall.EBUSY) }

func isNotSerial(err error) bool {
	return errors.Is(err, syscall.ENOTTY) || errors.Is(err, syscall.EISDIR)
}
