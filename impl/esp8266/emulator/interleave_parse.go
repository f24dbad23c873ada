package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// pointNames are the words for the points, in their order.
var pointNames = []string{"echo", "after-echo", "answer", "before-prompt", "after-prompt", "after-recv"}

// String gives the point's word in a flag.
func (p Point) String() string {
	if p < 0 || int(p) >= len(pointNames) {
		return fmt.Sprintf("Point(%d)", int(p))
	}
	return pointNames[p]
}

// ParseInterleave reads an interleaving from a flag: at=POINT, then if wanted times=N and drop=true, and last
// text=TEXT, which takes all that follows, commas included, with Go's escapes such as \r\n. The points are echo,
// after-echo, answer, before-prompt, after-prompt and after-recv.
func ParseInterleave(s string) (Interleave, error) {
	in := Interleave{At: -1}
	bad := func(format string, a ...any) (Interleave, error) {
		return in, fmt.Errorf("emulator: interleaving %q: %s", s, fmt.Sprintf(format, a...))
	}
	for rest := s; rest != ""; {
		var pair string
		if pair, rest, _ = strings.Cut(rest, ","); strings.HasPrefix(pair, "text=") && rest != "" {
			pair, rest = pair+","+rest, ""
		}
		key, value, _ := strings.Cut(pair, "=")
		var err error
		switch key {
		case "at":
			if in.At = Point(slices.Index(pointNames, value)); in.At < 0 {
				return bad("no point %q: %s", value, suggest(value, pointNames))
			}
		case "times":
			if in.Times, err = strconv.Atoi(value); err != nil || in.Times < 1 {
				return bad("times=%s: want a whole number from 1", value)
			}
		case "drop":
			if in.Drop, err = strconv.ParseBool(value); err != nil {
				return bad("drop=%s: use true or false", value)
			}
		case "text":
			if in.Text, err = unescapeText(value); err != nil {
				return bad("the text %s has an escape that Go has not: write \\\\ for a backslash", value)
			}
		default:
			return bad("no key %q: %s", key, suggest(key, []string{"at", "times", "drop", "text"}))
		}
	}
	switch {
	case in.At < 0:
		return bad("where? begin with at=POINT, such as at=after-prompt")
	case in.Text == "" && !in.Drop:
		return bad("what? end with text=TEXT, or give drop=true")
	}
	return in, nil
}

// unescapeText reads a text with Go's escapes, and quotes as they are.
func unescapeText(s string) (string, error) {
	return strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
}
