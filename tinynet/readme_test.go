package tinynet

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"drivergen/generated/tinygo"
)

// errorNames are the values that README.md names.
var errorNames = map[error]string{
	tinygo.ErrTimeout: "ErrTimeout", tinygo.ErrHostUnknown: "ErrHostUnknown", tinygo.ErrInvalidSocketFd: "ErrInvalidSocketFd",
	tinygo.ErrNoMoreSockets: "ErrNoMoreSockets", tinygo.ErrFamilyNotSupported: "ErrFamilyNotSupported",
	tinygo.ErrProtocolNotSupported: "ErrProtocolNotSupported", tinygo.ErrNotSupported: "ErrNotSupported",
}

func TestReadmeHasTheErrors(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{} // errno: error
	for _, row := range regexp.MustCompile("(?m)^\\| (E[A-Z, ]+) \\| `(Err\\w+)` \\|$").FindAllStringSubmatch(string(text), -1) {
		for errno := range strings.SplitSeq(row[1], ", ") {
			rows[errno] = row[2]
		}
	}
	if len(rows) != len(socketErrors) {
		t.Errorf("README.md has %d errnos, the table %d", len(rows), len(socketErrors))
	}
	for errno, err := range socketErrors {
		if rows[errno.Name()] != errorNames[err] {
			t.Errorf("%s: README.md says %q, the table %q", errno.Name(), rows[errno.Name()], errorNames[err])
		}
	}
}
