package diagram

import (
	"slices"
	"strings"
)

// glyph is the width of a character of the diagrams' fixed-width font, in tenths of a
// pixel: 0.6 em of 12 pixels, and a little for fonts that are wider.
const glyph = 74

// textWidth returns the width of a line in pixels.
func textWidth(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 { // Hangul, and from there on the scripts of full width
			n++
		}
	}
	return (n*glyph + 9) / 10
}

func widest(lines []string) int {
	w := 0
	for _, line := range lines {
		w = max(w, textWidth(line))
	}
	return w
}

// wrapList joins words with commas into lines of at most wide characters, if the words
// allow.
func wrapList(words []string, wide int) []string {
	listed := slices.Clone(words)
	for i := range len(listed) - 1 {
		listed[i] += ","
	}
	return lines(listed, wide)
}

// wrap breaks a text between its words into lines of at most wide characters, if the
// words allow.
func wrap(text string, wide int) []string { return lines(strings.Fields(text), wide) }

// lines fills lines of at most wide characters, if the words allow.
func lines(words []string, wide int) []string {
	var lines []string
	line := ""
	for _, word := range words {
		if line != "" && len(line)+1+len(word) > wide {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
