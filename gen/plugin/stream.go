package plugin

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// A bounded buffer takes so many bytes and no more. The buffer is no embedded one, whose ReadFrom
// io.Copy would call past Write.
type bounded struct {
	taken    bytes.Buffer
	most     int
	exceeded func()
}

func (b *bounded) Write(text []byte) (int, error) {
	if b.taken.Len()+len(text) > b.most {
		b.exceeded()
		return 0, errors.New("too much")
	}
	return b.taken.Write(text)
}

// longestLine is how much of a line without an end is held back.
const longestLine = 4096

// oneAtATime keeps the lines of plugins that run side by side whole.
var oneAtATime sync.Mutex

// A prefixed writer passes lines on, each behind a prefix.
type prefixed struct {
	to      io.Writer
	prefix  string
	pending []byte
}

func (p *prefixed) Write(text []byte) (int, error) {
	n := len(text)
	for {
		line, rest, found := bytes.Cut(text, []byte("\n"))
		p.pending = append(p.pending, line...)
		if !found {
			break
		}
		if err := p.line(); err != nil {
			return n, err
		}
		text = rest
	}
	if len(p.pending) > longestLine {
		return n, p.line()
	}
	return n, nil
}

// line passes on what is pending as a line.
func (p *prefixed) line() error {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	line := append([]byte(p.prefix), bytes.TrimSuffix(p.pending, []byte("\r"))...)
	p.pending = p.pending[:0]
	_, err := p.to.Write(append(line, '\n'))
	return err
}

// flush passes on a last line without an end.
func (p *prefixed) flush() {
	if len(p.pending) > 0 {
		p.line()
	}
}
