package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// shown returns a path as a user would write it: relative to the current folder where it
// lies in it.
func shown(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	relative, err := filepath.Rel(here, path)
	if err != nil || !filepath.IsLocal(relative) {
		return path
	}
	return relative
}

// counted returns a number and a word in its plural where it needs one: "1 file", "7
// files", and the number alone for no word.
func counted(n int, word string) string {
	switch {
	case word == "":
		return strconv.Itoa(n)
	case n == 1:
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// duration returns a time in whole milliseconds.
func duration(d time.Duration) string {
	if d < time.Millisecond {
		return "<1 ms"
	}
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}

// A table prints rows with their columns aligned, and notes between them.
type table struct {
	rows [][]string // a note is a row of one cell
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) note(text string) { t.row(text) }

func (t *table) print(w io.Writer) {
	const gap = 3
	var widths []int
	for _, cells := range t.rows {
		for i, cell := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if len(cells) > 1 {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			}
		}
	}
	for _, cells := range t.rows {
		var line strings.Builder
		for i, cell := range cells {
			line.WriteString(cell)
			if i < len(cells)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+gap))
			}
		}
		fmt.Fprintln(w, line.String())
	}
}
