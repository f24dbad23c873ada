package serial

import (
	"errors"

	"golang.org/x/sys/windows"
)

const permissionHint = "another program has the port open, or the user may not use it; close that program"

// isGone reports whether an error means that the adapter has been taken away.
// Drivers of USB adapters do not agree on one code (System Error Codes).
func isGone(err error) bool {
	for _, code := range []error{
		windows.ERROR_ACCESS_DENIED,
		windows.ERROR_BAD_COMMAND,
		windows.ERROR_DEVICE_NOT_CONNECTED,
		windows.ERROR_DEVICE_REMOVED,
		windows.ERROR_FILE_NOT_FOUND,
		windows.ERROR_GEN_FAILURE,
		windows.ERROR_NO_SUCH_DEVICE,
	} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

func isBusy(err error) bool { return errors.Is(err, windows.ERROR_SHARING_VIOLATION) }

// isNotSerial is never sure on Windows: the library's own code tells it.
func isNotSerial(error) bool { return false }
