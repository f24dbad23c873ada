package serial

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	bugst "go.bug.st/serial"
)

// explain says what an error of an open device means for a port.
func (p *Port) explain(op string, err error) error {
	switch {
	case p.closed.Load():
		return fmt.Errorf("serial: %s: %w", p.path, fs.ErrClosed)
	case errors.Is(err, io.EOF), isCode(err, bugst.PortClosed), isGone(err):
		return fmt.Errorf("serial: %s: %w", p.path, ErrUnplugged)
	case errors.Is(err, errors.ErrUnsupported):
		return fmt.Errorf("serial: %s: %s: %w; leave rtscts out, or use a port and a system that have it", p.path, op, err)
	}
	return fmt.Errorf("serial: %s: %s: %w", p.path, op, reason(err))
}

// openError says why a port could not be opened and what to do about it.
func openError(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), isCode(err, bugst.PortNotFound):
		ports, listErr := List()
		if listErr != nil {
			ports = nil
		}
		return fmt.Errorf("serial: %s: %w: %s", path, missing(err), portsHint(ports))
	case isBusy(err), isCode(err, bugst.PortBusy):
		return fmt.Errorf("serial: %s: the port is in use; close the program that has it open: %w", path, err)
	case errors.Is(err, fs.ErrPermission), isCode(err, bugst.PermissionDenied):
		return fmt.Errorf("serial: %s: %w: %s", path, denied(err), permissionHint)
	case isNotSerial(err), isCode(err, bugst.InvalidSerialPort):
		return fmt.Errorf("serial: %s: not a serial port: %w", path, err)
	}
	return fmt.Errorf("serial: %s: %w", path, err)
}

// missing and denied make errors that errors.Is knows on every system of the
// library's codes.
func missing(err error) error { return known(err, fs.ErrNotExist) }
func denied(err error) error  { return known(err, fs.ErrPermission) }

func known(err, as error) error {
	if errors.Is(err, as) {
		return err
	}
	return as
}

// portsHint says which ports there are.
func portsHint(ports []Info) string {
	if len(ports) == 0 {
		return "this machine has no serial port; is the device plugged in?"
	}
	names := make([]string, 0, len(ports))
	for _, p := range ports {
		names = append(names, p.String())
	}
	return "this machine has " + strings.Join(names, ", ")
}

func isCode(err error, code bugst.PortErrorCode) bool {
	// The library gives its error as a pointer in most places and as a value in
	// some.
	var pointer *bugst.PortError
	if errors.As(err, &pointer) {
		return pointer.Code() == code
	}
	var value bugst.PortError
	return errors.As(err, &value) && value.Code() == code
}

// reason takes off what os adds to an error, which repeats the path.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
