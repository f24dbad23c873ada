package idl

import (
	"fmt"
	"strings"
)

// suggest returns the candidate that name is most likely a slip of, or "".
func suggest(name string, candidates []string) string {
	best, bestDistance := "", max(1, len(name)/3)+1
	for _, c := range candidates {
		if diff := len(name) - len(c); diff >= bestDistance || -diff >= bestDistance {
			continue // the distance is at least that
		}
		if d := distance(strings.ToLower(name), strings.ToLower(c)); d < bestDistance && d < len(c) {
			best, bestDistance = c, d
		}
	}
	return best
}

// slipOf adds to d the candidate that name is most likely a slip of.
func (d *Diagnostic) slipOf(name string, candidates []string) *Diagnostic {
	if d.terse {
		return d
	}
	if s := suggest(name, candidates); s != "" {
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

// distance is the number of letters to add, leave out, replace or swap with
// their neighbour to make b of a (the optimal string alignment distance). It
// gives up on very long names.
func distance(a, b string) int {
	const long = 64
	if len(a) > long || len(b) > long {
		return long
	}
	older, old, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(old[j]+1, cur[j-1]+1, old[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], older[j-2]+1)
			}
		}
		older, old, cur = old, cur, older
	}
	return old[len(b)]
}
