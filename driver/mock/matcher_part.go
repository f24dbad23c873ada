package mock

import "strings"

// A StringOrBytes is what has parts that matchers look at.
type StringOrBytes interface{ ~string | ~[]byte }

// Prefix returns a Matcher of the values that begin with prefix.
func Prefix[T StringOrBytes](prefix T) Matcher[T] {
	return partOf("prefix ", prefix, strings.HasPrefix)
}

// Contains returns a Matcher of the values that contain substring.
func Contains[T StringOrBytes](substring T) Matcher[T] {
	return partOf("containing ", substring, strings.Contains)
}

// partOf returns a Matcher of the values of which part is what test says. It keeps a copy of part.
func partOf[T StringOrBytes](text string, part T, test func(s, part string) bool) Matcher[T] {
	kept := string(part)
	return describedBy(func(show func(T) string) string { return text + show(T(kept)) },
		func(got T) bool { return test(string(got), kept) })
}

// Len returns a Matcher of the values that are n bytes long.
func Len[T StringOrBytes](n int) Matcher[T] {
	return Func("of "+counted(n, "byte", "bytes"), func(got T) bool { return len(got) == n })
}
