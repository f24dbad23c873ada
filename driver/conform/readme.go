package conform

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"drivergen/internal/atomicfile"
)

// UpdateEnv is the environment variable that has Keep write tables instead of comparing them: set to "update" those of
// devices that pass, set to "force" any.
const UpdateEnv = "DRIVERGEN_CONFORMANCE"

// The values of UpdateEnv.
const (
	updateTables = "update"
	forceTables  = "force"
)

// Keep holds a report in a Markdown file, such as a driver's README, to what the tests say: between the lines
//
//	<!-- conformance: NAME -->
//	<!-- end of conformance: NAME -->
//
// stands what Markdown writes. Where it does not, the test fails; with DRIVERGEN_CONFORMANCE=update in the
// environment the file is written instead. That a device does not pass is written with DRIVERGEN_CONFORMANCE=force
// only: a table that says otherwise stays until the failures are mended. Of a run that left tests out by
// their names nothing is said.
func (r *Report) Keep(t testing.TB, file, name string) {
	t.Helper()
	mode := os.Getenv(UpdateEnv)
	switch mode {
	case "", updateTables, forceTables:
	default:
		t.Errorf("%s is %q: want %s, which writes the tables of devices that pass, %s, which writes any, or nothing",
			UpdateEnv, mode, updateTables, forceTables)
		return
	}
	if !r.Complete {
		return
	}
	old, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("the table of conformance: %v", err)
		return
	}
	want, err := r.into(old, name)
	switch {
	case err != nil:
		t.Errorf("%s: %v", file, err)
	case bytes.Equal(old, want):
	case mode == forceTables, mode == updateTables && r.passes():
		if err := atomicfile.Write(file, want); err != nil {
			t.Error(err)
		}
	case r.passes():
		t.Errorf("%s: the table %q is not what the tests say; run them once with %s=%s", file, name, UpdateEnv, updateTables)
	default:
		t.Errorf("%s: the table %q is left as it is, since the device %s; mend that first (%s=%s writes the table all the same)",
			file, name, r.Verdict(), UpdateEnv, forceTables)
	}
}

// into returns a file's text with the report in its place.
func (r *Report) into(text []byte, name string) ([]byte, error) {
	begin, end := "<!-- conformance: "+name+" -->\n", "<!-- end of conformance: "+name+" -->"
	// A checkout on Windows may end its lines with CR LF.
	whole := strings.ReplaceAll(string(text), "\r\n", "\n")
	head, rest, found := strings.Cut(whole, begin)
	_, tail, ends := strings.Cut(rest, end)
	if !found || !ends {
		return nil, fmt.Errorf("it has no place for the table: add the lines %q and %q", strings.TrimSpace(begin), end)
	}
	var table bytes.Buffer
	if err := r.Markdown(&table); err != nil {
		return nil, err
	}
	changed := head + begin + "\n" + table.String() + "\n" + end + tail
	if changed == whole {
		return text, nil
	}
	return []byte(changed), nil
}
