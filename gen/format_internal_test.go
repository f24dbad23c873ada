package gen

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"
	"testing"
)

// unformatted returns a large file as jennifer writes it before it is formatted: with
// declarations whose ends look alike inside and outside of them.
func unformatted(n int) []byte {
	var b bytes.Buffer
	b.WriteString("// Package x is large.\npackage x\nimport (\n\"context\"\n)\n\n\n")
	for i := range n {
		fmt.Fprintf(&b, "// T%d has a struct in it.\ntype T%d struct{\na int // first\n\n\nlonger struct{\nb int\n}\n}\n\n\n", i, i)
		fmt.Fprintf(&b, "// F%d does it.\nfunc F%d(ctx context.Context) (n int,err error) {\nif n>0 {\nreturn 0,nil\n}\nreturn n,err\n}\n\n\n", i, i)
	}
	return b.Bytes()
}

func TestFormatSourceIsGofmt(t *testing.T) {
	inner := strings.ReplaceAll(string(unformatted(4000)), "b int\n}\n}", "b int\n}\n\n\nc int\n}")
	for name, source := range map[string][]byte{
		"small":             unformatted(1),
		"large":             unformatted(4000),
		"cuts in a struct":  []byte(inner),
		"nothing but a top": []byte("package x\n"),
	} {
		want, err := format.Source(source)
		if err != nil {
			t.Fatal(err)
		}
		got, err := formatSource(source)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v, %d bytes instead of %d", name, err, len(got), len(want))
		}
	}
	if chunks := cut(unformatted(4000), 4); len(chunks) != 4 {
		t.Errorf("%d chunks", len(chunks))
	}
}

func TestFormatSourceReportsWhatIsWrong(t *testing.T) {
	if _, err := formatSource(append(unformatted(4000), "func {"...)); err == nil {
		t.Error("no error")
	}
}
