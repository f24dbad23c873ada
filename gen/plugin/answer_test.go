package plugin

import (
	"strings"
	"testing"
)

func TestDecodeRefuses(t *testing.T) {
	tests := []struct{ name, answer, want string }{
		{"nothing", " \n", "wrote nothing to its standard output"},
		{"no JSON", "Traceback (most recent call last)", `it begins with "Traceback`},
		{"half of it", `{"drivergen": 1, "files": [`, "unexpected end"},
		{"no UTF-8", "{\"drivergen\": 1, \"files\": [{\"path\": \"a\", \"content\": \"\xff\"}]}", "not UTF-8"},
		{"no version", `{"files": []}`, `lacks the key "drivergen"`},
		{"another version", `{"drivergen": 2, "news": 1}`, "version 2 of the protocol, and this drivergen speaks version 1"},
		{"version of another type", `{"drivergen": "1"}`, "drivergen is a string"},
		{"an unknown key", `{"drivergen": 1, "file": []}`, `the key "file"`},
		{"a wrong type", `{"drivergen": 1, "files": [{"path": 1}]}`, "path is a number"},
		{"two answers", `{"drivergen": 1}{"drivergen": 1}`, "after top-level value"},
		{"a list", `[]`, "not the JSON of a plugin"},
		{"the same path twice", `{"drivergen": 1, "files": [{"path": "a"}, {"path": "a"}]}`, "makes a twice"},
		{"one path in two cases", `{"drivergen": 1, "files": [{"path": "a/B"}, {"path": "A/b"}]}`, "are one file on some systems"},
		{"a severity", `{"drivergen": 1, "diagnostics": [{"severity": "fatal", "message": "m"}]}`, `"fatal", which is neither`},
		{"no message", `{"drivergen": 1, "diagnostics": [{"severity": "error", "message": " "}]}`, "diagnostics[0] has no message"},
		{"a negative line", `{"drivergen": 1, "diagnostics": [{"severity": "error", "message": "m", "line": -1}]}`, "negative"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := decode([]byte(test.answer))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("decode: %v, %v; want an error with %q", r, err, test.want)
			}
		})
	}
}

func TestDecode(t *testing.T) {
	r, err := decode([]byte(`{"drivergen": 1, "files": [{"path": "a/b.h", "content": "x"}],
		"diagnostics": [{"severity": "warning", "message": "m", "line": 3, "column": 4}]}` + "\n"))
	if err != nil || len(r.Files) != 1 || r.Files[0] != (File{"a/b.h", "x"}) || len(r.Diagnostics) != 1 {
		t.Errorf("decode: %+v, %v", r, err)
	}
}

func TestCheckPath(t *testing.T) {
	for _, good := range []string{"a", "a.h", "a/b/c.h", ".gitattributes", "aux2.h", "comx", "com10.txt", "a b/c", "größe.h"} {
		if err := checkPath(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", ".", "..", "../a", "a/../b", "a/..", "./a", "a//b", "a/", "/a", "/", `a\b`, `..\a`, `\\host\share`, "C:/a", "C:a", "a:stream",
		"aux", "AUX.h", "a/nul.txt", "com1", "LPT9.c", "conin$", "com¹.x", "a./b", "a /b", "b.", "a*", "a?", "a|b", `a"b`, "a<b", "a\x00b", "a\nb", "a\xffb",
	} {
		if err := checkPath(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}
