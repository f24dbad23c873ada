package recording

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

// mostNested is how deep arrays and objects of a line may stand in one another.
const mostNested = 100

// A scanner reads the JSON (RFC 8259) of one line from the left to the right, without making more of it
// than its reader asks for. Errors tell what was wanted; column tells where.
type scanner struct {
	line  []byte
	at    int
	depth int
}

// column returns the place of the next byte in the line, from 1.
func (s *scanner) column() int { return s.at + 1 }

// peek returns the next byte that is no white space, 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.line) {
		switch c := s.line[s.at]; c {
		case ' ', '\t', '\r':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// take takes the next byte if it is c.
func (s *scanner) take(c byte) bool {
	if s.peek() != c || s.at == len(s.line) {
		return false
	}
	s.at++
	return true
}

// object reads an object: member reads the value behind each name.
func (s *scanner) object(member func(name []byte) error) error {
	return s.nested('{', '}', "an object", func() error {
		if s.peek() != '"' {
			return errors.New("want a member's name in quotes")
		}
		name, err := s.stringBytes()
		if err != nil {
			return err
		}
		if !s.take(':') {
			return errors.New("want a colon behind " + strconv.Quote(string(name)))
		}
		return member(name)
	})
}

// array reads an array: elem reads each element.
func (s *scanner) array(elem func() error) error { return s.nested('[', ']', "an array", elem) }

func (s *scanner) nested(open, end byte, what string, read func() error) error {
	if !s.take(open) {
		return errors.New("want " + what)
	}
	if s.depth++; s.depth > mostNested {
		return errors.New("too deep: more than " + strconv.Itoa(mostNested) + " objects and arrays in one another")
	}
	defer func() { s.depth-- }()
	if s.take(end) {
		return nil
	}
	for {
		if err := read(); err != nil {
			return err
		}
		if s.take(end) {
			return nil
		}
		if !s.take(',') {
			return errors.New("want a comma or " + strconv.QuoteRune(rune(end)))
		}
	}
}

// string reads a string.
func (s *scanner) string() (string, error) {
	b, err := s.stringBytes()
	return string(b), err
}

// stringBytes reads a string. The bytes belong to the line where it has no escapes.
func (s *scanner) stringBytes() ([]byte, error) {
	if s.peek() != '"' {
		return nil, errors.New("want a string")
	}
	escaped := false
	for i := s.at + 1; i < len(s.line); i++ {
		switch c := s.line[i]; {
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			return nil, errors.New("a control character in a string: want it escaped")
		case c == '"':
			token := s.line[s.at : i+1]
			if !utf8.Valid(token) {
				return nil, errors.New("a string that is not UTF-8")
			}
			if !escaped {
				s.at = i + 1
				return token[1 : len(token)-1], nil
			}
			var text string
			if err := json.Unmarshal(token, &text); err != nil {
				return nil, errors.New("a string with an escape that JSON does not have")
			}
			s.at = i + 1
			return []byte(text), nil
		}
	}
	return nil, errors.New("a string without its end")
}

// word reads what stands up to the next delimiter: a number, true, false, null.
func (s *scanner) word() []byte {
	s.peek()
	start := s.at
	for s.at < len(s.line) && bytes.IndexByte([]byte(",:{}[]\" \t\r"), s.line[s.at]) < 0 {
		s.at++
	}
	return s.line[start:s.at]
}

// number reads a number as it stands there.
func (s *scanner) number() ([]byte, error) {
	if c := s.peek(); c != '-' && (c < '0' || c > '9') {
		return nil, errors.New("want a number")
	}
	start := s.at
	word := s.word()
	if !json.Valid(word) {
		s.at = start
		return nil, errors.New("want a number")
	}
	return word, nil
}

// int reads an integer of that many bits.
func (s *scanner) int(bits int) (int64, error) {
	start := s.column() - 1
	word, err := s.number()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(string(word), 10, bits)
	if err != nil {
		s.at = start
		return 0, errors.New("want an integer of " + strconv.Itoa(bits) + " bits")
	}
	return n, nil
}

// bool reads true or false.
func (s *scanner) bool() (bool, error) {
	s.peek()
	start := s.at
	switch word := s.word(); string(word) {
	case "true", "false":
		return word[0] == 't', nil
	}
	s.at = start
	return false, errors.New("want true or false")
}

// skip reads any value.
func (s *scanner) skip() error {
	switch c := s.peek(); c {
	case '{':
		return s.object(func([]byte) error { return s.skip() })
	case '[':
		return s.array(s.skip)
	case '"':
		_, err := s.stringBytes()
		return err
	}
	start := s.at
	if word := s.word(); !json.Valid(word) {
		s.at = start
		return errors.New("want a value")
	}
	return nil
}

// end reports an error where something stands behind the line's object.
func (s *scanner) end() error {
	if s.peek(); s.at < len(s.line) {
		return errors.New("want the end of the line behind the object")
	}
	return nil
}
