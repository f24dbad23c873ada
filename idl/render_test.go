package idl

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func rendered(t *testing.T, ds Diagnostics, color bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := ds.Write(&b, color); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestColor(t *testing.T) {
	_, ds := LoadSource("thermo.yaml", []byte(strings.Replace(thermo, "[EIO, EBUSY]", "[EIO, EBUSSY]", 1)))
	plain, colored := rendered(t, ds, false), rendered(t, ds, true)
	if strings.Contains(plain, "\x1b") {
		t.Errorf("an escape sequence without colour:\n%q", plain)
	}
	stripped := colored
	for _, style := range []string{styleBold, styleRed, styleYellow, styleBlue, styleOff} {
		stripped = strings.ReplaceAll(stripped, style, "")
	}
	if colored == plain || stripped != plain {
		t.Errorf("colour changes more than colour:\n%q\n%q", colored, plain)
	}
	if strings.Count(colored, styleOff) == 0 || strings.Count(colored, "\x1b[")%2 != 0 {
		t.Errorf("a style is not turned off:\n%q", colored)
	}
}

// TestEscapesAreShown has a file name, a message and a source line that would
// otherwise drive the terminal.
func TestEscapesAreShown(t *testing.T) {
	d := &Diagnostic{Code: CodeSyntax, Pos: Pos{File: "a\x1b[2J.yaml", Line: 1, Col: 1}, Len: 3, Message: "x\x07\ny", Help: "\x9b1m", Source: "\x1b[31m"}
	if got := rendered(t, Diagnostics{d}, false); strings.ContainsAny(got, "\x1b\x07\u009b") || strings.Count(got, "\n") != 4 {
		t.Errorf("%q", got)
	}
}

// TestCarets holds the caret under what it marks, whatever stands before it.
func TestCarets(t *testing.T) {
	for name, line := range map[string]string{
		"plain":     "errnos: [EBUSSY]",
		"tab":       "a:\t[EBUSSY]",
		"wide":      "a: 温度 [EBUSSY]",
		"combining": "a: e\u0301e\u0301 [EBUSSY]",
		"long":      strings.Repeat("x", 300) + "EBUSSY" + strings.Repeat("y", 300),
		"at end":    strings.Repeat("温", 90) + "EBUSSY",
		"cut wide":  "x" + strings.Repeat("温", 90) + "EBUSSY" + strings.Repeat("温", 90),
	} {
		e := excerptOf(line, strings.Index(line, "EBUSSY"), len("EBUSSY"))
		column, at := 0, -1
		for _, c := range cellsOf(e.text) {
			if strings.HasPrefix(e.text[c.byte:], "EBUSSY") {
				at = column
			}
			column += c.width
		}
		if at != e.indent || e.marks != 6 {
			t.Errorf("%s: EBUSSY at column %d, %d marks at column %d\n%s", name, at, e.marks, e.indent, e.text)
		}
		if column > excerptWidth+2 {
			t.Errorf("%s: %d columns", name, column)
		}
	}
	if e := excerptOf("short", 90, 5); e.marks != 1 || e.indent != 5 {
		t.Errorf("behind the end: %+v", e)
	}
}

func TestErr(t *testing.T) {
	warning := &Diagnostic{Severity: Warning, Code: CodeNoDoc, Pos: Pos{File: "a.yaml", Line: 1, Col: 2}, Message: "w"}
	first := &Diagnostic{Code: CodeSyntax, Pos: Pos{File: "a.yaml", Line: 3, Col: 4}, Message: "m"}
	for want, ds := range map[string]Diagnostics{
		"":                            {warning},
		"a.yaml:3:4: error[E0005]: m": {warning, first},
		"a.yaml:3:4: error[E0005]: m (and 2 errors more)": {first, warning, first, first},
	} {
		err := ds.Err()
		if want == "" {
			if err != nil {
				t.Errorf("%v, want none", err)
			}
			continue
		}
		var d *Diagnostic
		if err == nil || err.Error() != want || !errors.As(err, &d) || d != first {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestCodes holds the list of codes against the corpus: each is told somewhere.
func TestCodes(t *testing.T) {
	_, corpus := corpusOf(t)
	_, style := styleCorpus(t)
	corpus += style
	elsewhere := map[Code]bool{CodeUnreadable: true, CodeTooLarge: true, CodeTooManyNodes: true, CodeTooMany: true} // load_test.go
	for code := range codeTitles {
		if code.Title() == "" || strings.ContainsAny(code.Title(), "\n.") {
			t.Errorf("%s: title %q", code, code.Title())
		}
		if !elsewhere[code] && !strings.Contains(corpus, "["+string(code)+"]") {
			t.Errorf("no file of testdata has %s (%s)", code, code.Title())
		}
	}
	for _, part := range strings.Split(corpus, "[")[1:] {
		if code := Code(part[:min(5, len(part))]); len(part) > 5 && part[5] == ']' && (code[0] == 'E' || code[0] == 'W') && isDigit(rune(code[1])) && code.Title() == "" {
			t.Errorf("%s has no title", code)
		}
	}
}
