package screen

import (
	"io"

	"drivergen/examples/net/snake/internal/game"
)

// A Key is what a player pressed.
type Key struct {
	Quit bool
	Turn game.Direction // where Quit is false
}

// Keys reads keys from a raw terminal until it ends, and sends those that mean something: the arrows (as ECMA-48's cursor
// keys, in both modes of a terminal), W A S D in both cases, Q, Control-C and Control-D. The end of the input is a Quit.
func Keys(in io.Reader, send func(Key)) {
	var parser parser
	b := make([]byte, 64)
	for {
		n, err := in.Read(b)
		for _, c := range b[:n] {
			if key, ok := parser.next(c); ok {
				send(key)
			}
		}
		if err != nil {
			send(Key{Quit: true})
			return
		}
	}
}

// parser finds keys in bytes.
type parser struct{ state byte } // 0, ESC, or [ after ESC [ and ESC O

const escape = 0x1b

func (p *parser) next(c byte) (Key, bool) {
	switch {
	case c == escape:
		p.state = escape
		return Key{}, false
	case p.state == escape && (c == '[' || c == 'O'):
		p.state = '['
		return Key{}, false
	case p.state == '[' && (c >= '0' && c <= '9' || c == ';'): // a parameter, such as that of a shift key
		return Key{}, false
	case p.state == '[':
		p.state = 0
		return arrow(c)
	}
	p.state = 0
	return letterKey(c)
}

func arrow(c byte) (Key, bool) {
	switch c {
	case 'A':
		return Key{Turn: game.Up}, true
	case 'B':
		return Key{Turn: game.Down}, true
	case 'C':
		return Key{Turn: game.Right}, true
	case 'D':
		return Key{Turn: game.Left}, true
	}
	return Key{}, false
}

func letterKey(c byte) (Key, bool) {
	const controlC, controlD = 3, 4
	switch c {
	case 'w', 'W':
		return Key{Turn: game.Up}, true
	case 's', 'S':
		return Key{Turn: game.Down}, true
	case 'd', 'D':
		return Key{Turn: game.Right}, true
	case 'a', 'A':
		return Key{Turn: game.Left}, true
	case 'q', 'Q', controlC, controlD:
		return Key{Quit: true}, true
	}
	return Key{}, false
}
