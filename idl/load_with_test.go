package idl_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"drivergen/idl"
)

// TestLoadWith loads a description, and what it imports, from files that are on no disk.
func TestLoadWith(t *testing.T) {
	files := fstest.MapFS{
		"idl/thermo.yaml":   {Data: []byte("idl: 1\npackage: thermo\ndoc: T.\nimports: {units: ../common/units.yaml, netdev: std/netdev}\nstructs: {Reading: {doc: Reading is it., fields: {at: {type: units.Celsius, doc: At.}}}}\n")},
		"common/units.yaml": {Data: []byte("idl: 1\npackage: units\ndoc: U.\nstructs: {Celsius: {doc: Celsius is it., fields: {degrees: {type: float64, doc: It.}}}}\n")},
	}
	var asked []string
	read := func(path string) ([]byte, error) {
		asked = append(asked, filepath.ToSlash(path))
		return fs.ReadFile(files, filepath.ToSlash(path))
	}
	m, diags := idl.LoadWith("idl/thermo.yaml", read)
	if m == nil {
		t.Fatal(diags.Err())
	}
	if got := m.Structs[0].Fields[0].Type.String(); got != "units.Celsius" {
		t.Errorf("the field is of type %s", got)
	}
	if got := strings.Join(asked, " "); got != "idl/thermo.yaml common/units.yaml" {
		t.Errorf("asked for %s", got)
	}

	delete(files, "common/units.yaml")
	if _, diags = idl.LoadWith("idl/thermo.yaml", read); !strings.Contains(diags.Err().Error(), "../common/units.yaml: open common/units.yaml: file does not exist") {
		t.Errorf("without what it imports: %v", diags.Err())
	}
	refused := errors.New("the folder is locked")
	_, diags = idl.LoadWith("x.yaml", func(string) ([]byte, error) { return nil, refused })
	if len(diags) != 1 || diags[0].Code != idl.CodeUnreadable || diags[0].Message != refused.Error() {
		t.Errorf("a file that cannot be read: %v", diags)
	}
}

// TestAllowsChange holds the key allow against the codes of package breaking.
func TestAllowsChange(t *testing.T) {
	const text = "idl: 1\npackage: thermo\ndoc: T.\nallow: {B0202: Nobody used it.}\n" +
		"structs:\n  Reading: {doc: Reading is it., allow: {B0403: It is new.}, fields: {at: {type: int, doc: At.}}}\n  Other: {doc: Other is it., fields: {at: {type: int, doc: At.}}}\n"
	m, diags := idl.LoadSource("thermo.yaml", []byte(text))
	if m == nil || len(diags) > 0 {
		t.Fatal(diags.Err())
	}
	field, other := m.Structs[0].Fields[0].Pos, m.Structs[1].Fields[0].Pos
	for _, c := range []struct {
		code string
		pos  idl.Pos
		want bool
	}{{"B0202", other, true}, {"B0202", idl.Pos{File: "thermo.yaml"}, true}, {"B0403", field, true}, {"B0403", m.Structs[0].Pos, true},
		{"B0403", other, false}, {"B0403", idl.Pos{File: "thermo.yaml"}, false}, {"B0404", field, false}} {
		if m.AllowsChange(c.code, c.pos) != c.want {
			t.Errorf("%s at %s: allowed: %v", c.code, c.pos, !c.want)
		}
	}
	if _, diags = idl.LoadSource("thermo.yaml", []byte(strings.Replace(text, "B0202: Nobody used it.", "B0202: \"\"", 1))); !diags.HasErrors() {
		t.Error("allow without a reason is taken")
	}
}
