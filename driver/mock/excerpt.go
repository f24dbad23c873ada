package mock

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many bytes of an excerpt stand before the first difference, and from it on; and how
// many bytes a line in hexadecimal has.
const (
	excerptBefore = 16
	excerptBehind = 32
	hexLine       = 16
)

// payload tells of the difference of two strings or payloads: by both as a whole where
// they are short or one is empty, line by line where they are text of several lines, else
// by what stands where they begin to differ.
func (d *differ) payload(path, got, want string) {
	if len(got) <= mostShown && len(want) <= mostShown || got == "" || want == "" {
		d.add(told(path, quote(got), quote(want)))
		return
	}
	if l, ok := textLines(got, want); ok && d.lineByLine(path, l) {
		return
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	found := difference{path: path, text: fmt.Sprintf("differs from byte %d on (%s)", at, sizes(got, want))}
	g, w, begin := excerpt(got, at), excerpt(want, at), at
	if legible(g) && legible(w) {
		found.more = []string{"want " + w.quoted(), "got  " + g.quoted()}
	} else {
		begin = max(0, begin-hexLine/4) &^ (hexLine/2 - 1)
		found.more = []string{"want " + hexadecimal(want, begin), "got  " + hexadecimal(got, begin)}
	}
	d.add(found)
}

func sizes(got, want string) string {
	if len(got) == len(want) {
		return fmt.Sprintf("both have %d bytes", len(got))
	}
	return fmt.Sprintf("want %d bytes, got %d", len(want), len(got))
}

// A fragment is a part of a text, and whether something stands before and behind it.
type fragment struct {
	text           string
	before, behind bool
}

// excerpt returns what stands around a place in a text, without cutting a character.
func excerpt(text string, at int) fragment {
	begin, end := max(0, at-excerptBefore), min(len(text), at+excerptBehind)
	for begin > 0 && begin > at-excerptBefore-utf8.UTFMax && !utf8.RuneStart(text[begin]) {
		begin--
	}
	for end < len(text) && end < at+excerptBehind+utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end++
	}
	return fragment{text[begin:end], begin > 0, end < len(text)}
}

// legible reports whether people can read a text.
func legible(p fragment) bool {
	return utf8.ValidString(p.text) && !strings.ContainsFunc(p.text, func(r rune) bool {
		return !unicode.IsPrint(r) && !strings.ContainsRune("\r\n\t", r)
	})
}

func (p fragment) quoted() string {
	text := strconv.Quote(p.text)
	if p.before {
		text = "..." + text
	}
	if p.behind {
		text += "..."
	}
	return text
}

// hexadecimal returns a line of bytes from begin on, in the manner of hexdump -C.
func hexadecimal(text string, begin int) string {
	line := text[min(begin, len(text)):min(begin+hexLine, len(text))]
	var digits, letters strings.Builder
	for i := range hexLine {
		switch {
		case i >= len(line):
			digits.WriteString("   ")
			continue
		case line[i] < ' ' || line[i] > '~':
			letters.WriteByte('.')
		default:
			letters.WriteByte(line[i])
		}
		fmt.Fprintf(&digits, "%02x ", line[i])
	}
	return fmt.Sprintf("%08x  %s |%s|", begin, digits.String(), letters.String())
}
