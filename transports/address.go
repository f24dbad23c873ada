package transports

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Address is a parsed address: where a port is and how to open it. As text it
// is SCHEME:TARGET, and after a question mark parameters as in a URL.
type Address struct {
	// Scheme names the kind of port, in lower case: "serial".
	Scheme string
	// Target is the place, in the syntax of the scheme: "/dev/ttyUSB0". It is
	// taken as it is written, without percent-encoding, and so holds no
	// question mark. It is empty where the scheme needs none.
	Target string
	// Params holds the parameters by name; nil if there are none.
	Params map[string]string
}

// ParseAddress reads an address. It checks the syntax only; whether the scheme
// and the parameters exist is checked by Open. A name or value among the
// parameters is percent-encoded as in a URL's query, and each name is given once.
func ParseAddress(s string) (Address, error) {
	fail := func(format string, args ...any) (Address, error) {
		return Address{}, fmt.Errorf("address %q: %s", s, fmt.Sprintf(format, args...))
	}
	if s == "" {
		return Address{}, fmt.Errorf("the address is empty: want SCHEME:TARGET, such as serial:/dev/ttyUSB0")
	}
	if i := strings.IndexFunc(s, isControl); i >= 0 {
		return fail("control character at byte %d", i)
	}
	if better := suggestAddress(s); better != "" {
		return fail("the scheme is missing: write %s", better)
	}
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok {
		return fail("the scheme is missing: want SCHEME:TARGET, such as serial:/dev/ttyUSB0")
	}
	if !isScheme(scheme) {
		return fail("%q is no scheme: want letters, digits, + - . and a letter first", scheme)
	}
	target, query, hasQuery := strings.Cut(rest, "?")
	a := Address{Scheme: strings.ToLower(scheme), Target: target}
	if !hasQuery || query == "" {
		return a, nil
	}
	a.Params = make(map[string]string)
	for pair := range strings.SplitSeq(query, "&") {
		name, value, err := parseParam(pair)
		if err != nil {
			return fail("%v", err)
		}
		if _, twice := a.Params[name]; twice {
			return fail("parameter %s is given twice", name)
		}
		a.Params[name] = value
	}
	return a, nil
}

func parseParam(pair string) (name, value string, err error) {
	rawName, rawValue, ok := strings.Cut(pair, "=")
	if name, err = url.QueryUnescape(rawName); err != nil {
		return "", "", fmt.Errorf("parameter %q: %w", rawName, err)
	}
	switch {
	case name == "":
		return "", "", fmt.Errorf("parameter %q has no name: want NAME=VALUE", pair)
	case !ok:
		return "", "", fmt.Errorf("parameter %q has no value: write %s=VALUE", name, rawName)
	}
	if value, err = url.QueryUnescape(rawValue); err != nil {
		return "", "", fmt.Errorf("parameter %q: %w", name, err)
	}
	return name, value, nil
}

// String writes the address so that ParseAddress reads it back, with the
// parameters in the order of their names.
func (a Address) String() string {
	var b strings.Builder
	b.WriteString(a.Scheme)
	b.WriteByte(':')
	b.WriteString(a.Target)
	sep := byte('?')
	for _, name := range a.paramNames() {
		b.WriteByte(sep)
		b.WriteString(url.QueryEscape(name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(a.Params[name]))
		sep = '&'
	}
	return b.String()
}

// Int gives a parameter as a whole number, or def if it is not given.
func (a Address) Int(name string, def int) (int, error) {
	text, ok := a.Params[name]
	if !ok {
		return def, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("parameter %s=%q: want a whole number", name, text)
	}
	return n, nil
}

// Bool gives a parameter as a yes (1, true) or no (0, false), or def if it is
// not given.
func (a Address) Bool(name string, def bool) (bool, error) {
	text, ok := a.Params[name]
	if !ok {
		return def, nil
	}
	v, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("parameter %s=%q: want 1 or 0", name, text)
	}
	return v, nil
}

func (a Address) paramNames() []string {
	names := make([]string, 0, len(a.Params))
	for name := range a.Params {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// isScheme reports whether s has the syntax of a URI's scheme (RFC 3986,
// section 3.1) and more than one letter: a single one is a drive of Windows.
func isScheme(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(c))) {
			return false
		}
	}
	return len(s) > 1
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
