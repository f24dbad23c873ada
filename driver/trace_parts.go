package driver

import "strings"

// A window is as many bytes in a row as an error's text may not have in common with a secret.
type window [secretPart]byte

// windowsOf returns every window of a text, and of the bytes that it prints: in hexadecimal, in
// pairs of digits or without a gap, or in decimal, as Go prints a []byte. The text of an error
// is short, a secret may be long: so the text's windows are looked for in the secret.
func windowsOf(text string) map[window]struct{} {
	all := make(map[window]struct{}, 2*len(text))
	for i := range len(text) {
		rest := text[i:]
		if len(rest) >= secretPart {
			all[window([]byte(rest[:secretPart]))] = struct{}{}
		}
		for _, gap := range []string{"", " ", ":", "-", `\x`} {
			if w, ok := printedWindow(rest, gap, hexByte); ok {
				all[w] = struct{}{}
			}
		}
		for _, gap := range []string{" ", ","} {
			if w, ok := printedWindow(rest, gap, decimalByte); ok {
				all[w] = struct{}{}
			}
		}
	}
	return all
}

// printedWindow reads a window that text begins with, whose bytes are printed with gaps between
// them. Read returns one byte and how many characters it took, 0 where there is none.
func printedWindow(text, gap string, read func(text string) (byte, int)) (w window, ok bool) {
	for i := range w {
		if i > 0 {
			if text, ok = strings.CutPrefix(text, gap); !ok {
				return w, false
			}
		}
		b, n := read(text)
		if n == 0 {
			return w, false
		}
		w[i], text = b, text[n:]
	}
	return w, true
}

func hexByte(text string) (b byte, n int) {
	if len(text) < 2 {
		return 0, 0
	}
	high, low := hexDigit(text[0]), hexDigit(text[1])
	if high < 0 || low < 0 {
		return 0, 0
	}
	return byte(high<<4 | low), 2
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func decimalByte(text string) (b byte, n int) {
	value := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		if value = 10*value + int(text[n]-'0'); value > 255 {
			return 0, 0
		}
		n++
	}
	return byte(value), n
}
