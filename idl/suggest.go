package idl

import (
	"fmt"
	"strings"

	"drivergen/internal/nearest"
)

// slipOf adds to d the candidate that name is most likely a slip of.
func (d *Diagnostic) slipOf(name string, candidates []string) *Diagnostic {
	if d.terse {
		return d
	}
	if s := nearest.To(name, candidates); s != "" {
		d.help("did you mean %s?", s)
	}
	return d
}

// didYouMean is slipOf, but where name is a slip of nothing it adds all
// candidates if they are few.
func (d *Diagnostic) didYouMean(name string, candidates []string) *Diagnostic {
	const few = 8
	if d.slipOf(name, candidates); d.Help == "" && len(candidates) > 0 && len(candidates) <= few {
		d.help("there is %s", wordList(candidates, "and"))
	}
	return d
}

// wordList joins words as a sentence does: a, b and c. It counts those of a long list.
func wordList(words []string, last string) string {
	const long = 16
	switch n := len(words); {
	case n == 0:
		return ""
	case n == 1:
		return words[0]
	case n > long:
		return strings.Join(words[:long], ", ") + fmt.Sprintf(" and %d more", n-long)
	default:
		return strings.Join(words[:n-1], ", ") + " " + last + " " + words[n-1]
	}
}
