package gen

import (
	"strings"

	"github.com/dave/jennifer/jen"
)

// An expr is a Go expression or type in pieces, so that it can become jennifer's code,
// which imports what it names, and text, which is written as it is.
type expr []piece

// A piece is a text, or a name of another package where path is not empty.
type piece struct{ path, text string }

func text(s string) expr { return expr{{text: s}} }

func qual(importPath, name string) expr { return expr{{importPath, name}} }

// then returns e followed by others.
func (e expr) then(others ...expr) expr {
	size := len(e)
	for _, other := range others {
		size += len(other)
	}
	joined := append(make(expr, 0, size), e...)
	for _, other := range others {
		joined = append(joined, other...)
	}
	return joined
}

// call returns the call of e with arguments.
func (e expr) call(args ...expr) expr {
	joined := append(make(expr, 0, len(e)+2+4*len(args)), e...)
	joined = append(joined, piece{text: "("})
	joined = append(joined, list(args)...)
	return append(joined, piece{text: ")"})
}

// list returns expressions with commas between them.
func list(exprs []expr) expr {
	var joined expr
	for n, e := range exprs {
		if n > 0 {
			joined = append(joined, piece{text: ", "})
		}
		joined = append(joined, e...)
	}
	return joined
}

// jen returns e as jennifer's code.
func (e expr) jen() *jen.Statement {
	s := new(jen.Statement)
	for _, part := range e {
		if part.path == "" {
			s.Id(part.text)
		} else {
			s.Qual(part.path, part.text)
		}
	}
	return s
}

// text returns e as a file beside the core package writes it. Whoever writes it sees to it
// that the file imports what it names.
func (p *pkg) text(e expr) string {
	if len(e) == 1 && e[0].path == "" {
		return e[0].text
	}
	var b strings.Builder
	for _, part := range e {
		if part.path != "" {
			b.WriteString(p.packages[part.path])
			b.WriteByte('.')
		}
		b.WriteString(part.text)
	}
	return b.String()
}
