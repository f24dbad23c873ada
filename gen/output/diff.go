package output

import (
	"bytes"

	"github.com/rogpeppe/go-internal/diff"
)

// Diff returns the plan as a unified diff, with paths as show writes them. It is
// empty where the plan changes nothing.
func (p *Plan) Diff(show func(path string) string) []byte {
	var out bytes.Buffer
	for _, c := range p.Changes {
		before, after := show(c.Path), show(c.Path)
		switch c.Op {
		case Create:
			before = "/dev/null"
		case Remove:
			after = "/dev/null"
		}
		out.Write(diff.Diff(before, c.Old, after, c.New))
	}
	return out.Bytes()
}
