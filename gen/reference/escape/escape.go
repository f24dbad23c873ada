// Package escape writes text into HTML, SVG and Markdown so that nothing in it is
// markup: what a description says can be read, and does nothing.
package escape

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// AppendHTML appends s for the inside of an element or of a quoted attribute of HTML or
// XML. Characters that XML 1.0 does not allow become U+FFFD.
func AppendHTML(dst []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); {
		entity, size := "", 1
		switch c := s[i]; {
		case c == '&':
			entity = "&amp;"
		case c == '<':
			entity = "&lt;"
		case c == '>':
			entity = "&gt;"
		case c == '"':
			entity = "&quot;"
		case c == '\'':
			entity = "&#39;"
		case c < ' ' && c != '\t' && c != '\n' && c != '\r':
			entity = "\uFFFD"
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError || r == '\uFFFE' || r == '\uFFFF' {
				entity = "\uFFFD"
			}
		}
		if entity != "" {
			dst = append(dst, s[start:i]...)
			dst = append(dst, entity...)
			start = i + size
		}
		i += size
	}
	return append(dst, s[start:]...)
}

// HTML returns s as AppendHTML appends it.
func HTML(s string) string { return string(AppendHTML(nil, s)) }

// AppendMarkdown appends s as a part of a line of GitHub-flavoured Markdown, also in a
// table or a heading. Line breaks become spaces. What a character means to Markdown it
// loses as an entity, which is never structure (CommonMark 0.31, section 6.2).
func AppendMarkdown(dst []byte, s string) []byte {
	begin := true // of the text: the one place where a number or a dash can begin a list
	for i, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			dst = append(dst, ' ')
			continue
		case r == '_' && intraword(s, i):
			dst = append(dst, '_')
		case isMarkdown(r), begin && (r == '-' || r == '+' || r == '='), (r == '.' || r == ')') && endsMarker(s, i):
			dst = append(dst, "&#"...)
			dst = append(dst, byte('0'+r/100), byte('0'+r/10%10), byte('0'+r%10), ';')
		case unicode.IsControl(r) || r == utf8.RuneError:
			dst = append(dst, "\uFFFD"...)
		default:
			dst = utf8.AppendRune(dst, r)
		}
		begin = false
	}
	return dst
}

// isMarkdown reports whether r can be structure in the middle of a line.
func isMarkdown(r rune) bool { return strings.ContainsRune("\\`*_[]<>&|~#$", r) }

// intraword reports whether the underscore at i stands between letters or digits, where
// it emphasises nothing: connect_cb.
func intraword(s string, i int) bool {
	word := func(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' }
	return i > 0 && i+1 < len(s) && word(s[i-1]) && word(s[i+1])
}

// endsMarker reports whether s up to i and the character there begin an ordered list:
// "1. ".
func endsMarker(s string, i int) bool {
	return i > 0 && strings.Trim(s[:i], "0123456789") == "" && (i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t' || s[i+1] == '\n')
}

// AppendMarkdownCode appends s as code in a line of Markdown.
func AppendMarkdownCode(dst []byte, s string) []byte {
	if s == "" {
		return dst
	}
	if plainCode(s) {
		dst = append(dst, '`')
		dst = append(dst, s...)
		return append(dst, '`')
	}
	dst = append(dst, "<code>"...)
	dst = AppendMarkdown(dst, s)
	return append(dst, "</code>"...)
}

// plainCode reports whether s can stand between backticks in a line and in a table.
func plainCode(s string) bool {
	for _, r := range s {
		if r == '`' || r == '|' || r == '\\' || unicode.IsControl(r) || r == utf8.RuneError {
			return false
		}
	}
	return strings.TrimSpace(s) == s
}
