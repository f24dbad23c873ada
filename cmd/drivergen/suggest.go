package main

import "strings"

// didYouMean returns a question that names the candidate nearest to name, with prefix in
// front of it, or a list of them all where none is near.
func didYouMean(name string, candidates []string, prefix string) string {
	best, least := "", 1+len(name)/3
	for _, c := range candidates {
		if d := distance(strings.ToLower(name), c); d <= least && (best == "" || d < least) {
			best, least = c, d
		}
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

// distance is the number of bytes to insert, delete or replace to make b of a (the
// Levenshtein distance).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
