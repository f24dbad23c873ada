package mock

import "strings"

// Not returns a Matcher of the values that m does not take.
func Not[T any](m Matcher[T]) Matcher[T] {
	return describedBy(func(show func(T) string) string { return "not " + m.printed(show) },
		func(got T) bool { return !m.matches(got) })
}

// AnyOf returns a Matcher of the values that one of the matchers takes.
func AnyOf[T any](matchers ...Matcher[T]) Matcher[T] {
	return describedBy(joined(" or ", matchers), func(got T) bool {
		for _, m := range matchers {
			if m.matches(got) {
				return true
			}
		}
		return false
	})
}

// AllOf returns a Matcher of the values that all of the matchers take. A Capture among
// them gets the value of each call that meets the expectation.
func AllOf[T any](matchers ...Matcher[T]) Matcher[T] {
	m := describedBy(joined(" and ", matchers), func(got T) bool {
		for _, m := range matchers {
			if !m.matches(got) {
				return false
			}
		}
		return true
	})
	for _, each := range matchers {
		if each.takes() {
			m.rule.take = func(got T) {
				for _, m := range matchers {
					if m.takes() {
						m.rule.take(got)
					}
				}
			}
		}
	}
	return m
}

// joined returns the texts of matchers with a word between them.
func joined[T any](word string, matchers []Matcher[T]) func(show func(T) string) string {
	return func(show func(T) string) string {
		texts := make([]string, len(matchers))
		for i, m := range matchers {
			texts[i] = m.printed(show)
		}
		return strings.Join(texts, word)
	}
}
