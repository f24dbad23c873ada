package main

import (
	"strings"

	"drivergen/internal/nearest"
)

// didYouMean returns a question that names the candidate nearest to name, with prefix in
// front of it, or a list of them all where none is near.
func didYouMean(name string, candidates []string, prefix string) string {
	best := nearest.To(name, candidates)
	for _, c := range candidates {
		if best == "" && len(name) > 1 && strings.HasPrefix(c, strings.ToLower(name)) {
			best = c
		}
	}
	if best != "" {
		return ": did you mean " + prefix + best + "?"
	}
	if len(candidates) == 0 {
		return ""
	}
	return ": there are " + prefix + strings.Join(candidates, ", "+prefix)
}
