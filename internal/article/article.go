// Package article puts the indefinite article before the names in generated text.
package article

import "strings"

// With returns a word behind its article: a Sensor, an Adapter.
func With(word string) string {
	if vowel(word) {
		return "an " + word
	}
	return "a " + word
}

// vowel reports whether a word begins with the sound of a vowel. A U does where it is spoken as in Updater, and
// not as in Unit, USB or User.
func vowel(word string) bool {
	if word == "" {
		return false
	}
	if strings.ContainsRune("aeioAEIO", rune(word[0])) {
		return true
	}
	lower := strings.ToLower(word)
	spelled := len(word) > 1 && word[:2] == strings.ToUpper(word[:2]) // an abbreviation: USB, UPS
	if spelled || strings.HasPrefix(lower, "uni") {
		return false
	}
	return strings.HasPrefix(lower, "up") || strings.HasPrefix(lower, "un") || strings.HasPrefix(lower, "ul")
}
