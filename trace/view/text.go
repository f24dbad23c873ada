package view

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// plain returns a text that a terminal can show: as it is where all of it can be printed, else
// quoted. An escape sequence, a line break or a character that turns the direction of writing never
// comes through.
func plain(s string) string {
	if !utf8.ValidString(s) {
		return strconv.Quote(s)
	}
	for _, r := range s {
		if !strconv.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}

// excerpt is how many bytes of a payload a line shows.
const excerpt = 32

// AppendValue appends a value as a line of text shows it, without its name: strings quoted, a payload
// by its length and its first bytes, lists in brackets, structs in braces.
func AppendValue(dst []byte, v *recording.Value) []byte {
	switch v.Kind {
	case driver.NilKind:
		return append(dst, "nil"...)
	case driver.RedactedKind:
		return append(dst, driver.Redaction...)
	case driver.FuncKind:
		return append(dst, "func"...)
	case driver.StringKind:
		return strconv.AppendQuote(dst, v.Text)
	case driver.BytesKind:
		return appendPayload(dst, v)
	case driver.ListKind:
		return append(appendFields(append(dst, '['), v.Fields), ']')
	case driver.GroupKind:
		return append(appendNamed(append(dst, '{'), v.Fields, ": "), '}')
	}
	return append(dst, plain(v.Text)...)
}

func appendPayload(dst []byte, v *recording.Value) []byte {
	dst = strconv.AppendInt(dst, int64(v.Len), 10)
	dst = append(dst, " byte"...)
	if v.Len != 1 {
		dst = append(dst, 's')
	}
	if len(v.Data) == 0 {
		return dst
	}
	shown := v.Data[:min(len(v.Data), excerpt)]
	dst = strconv.AppendQuoteToASCII(append(dst, ' '), string(shown))
	if len(shown) < v.Len {
		dst = append(dst, "…"...)
	}
	return dst
}

func appendFields(dst []byte, values []recording.Value) []byte {
	for i := range values {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = AppendValue(dst, &values[i])
	}
	return dst
}

// appendNamed appends values with their names: addr="example.org", port=80.
func appendNamed(dst []byte, values []recording.Value, sign string) []byte {
	for i := range values {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		if values[i].Name != "" {
			dst = append(append(dst, plain(values[i].Name)...), sign...)
		}
		dst = AppendValue(dst, &values[i])
	}
	return dst
}

// callText returns a call with its arguments, or an event with what it tells.
func callText(e *recording.Entry, first string) string {
	name := shortName(e, first)
	if e.Kind == recording.Event {
		name = eventMark + " " + name
	}
	return string(append(appendNamed(append([]byte(name), '('), e.Args, "="), ')'))
}

// eventMark stands before an event, among calls.
const eventMark = "◆"

// resultText returns what a call answered beside its outcome: the results, or the text of its error.
func resultText(e *recording.Entry) string {
	if failed(e) {
		return plain(e.Error)
	}
	return string(appendNamed(nil, e.Results, "="))
}

// outcome returns the outcome of a call, and nothing for an event.
func outcome(e *recording.Entry) string {
	if e.Kind == recording.Event {
		return ""
	}
	return plain(e.Outcome())
}

// seconds returns a time since the recording began: in seconds, with microseconds.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 6, 64) }

// span returns a duration with three digits that count: 1.23 ms.
func span(d time.Duration) string {
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{time.Second, " s"}, {time.Millisecond, " ms"}, {time.Microsecond, " µs"}} {
		if d >= u.unit {
			return threeDigits(float64(d)/float64(u.unit)) + u.name
		}
	}
	return strconv.FormatInt(int64(d), 10) + " ns"
}

func threeDigits(v float64) string {
	switch {
	case v >= 99.95:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 9.995:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

// size returns a number of bytes with its unit, in powers of 1000: 1.46 kB.
func size(n float64) string {
	const step = 1000
	units := []string{"B", "kB", "MB", "GB", "TB"}
	i := 0
	for n >= step && i < len(units)-1 {
		n /= step
		i++
	}
	if i == 0 {
		return strconv.FormatFloat(n, 'f', 0, 64) + " B"
	}
	return threeDigits(n) + " " + units[i]
}

// counted returns a number and its word, in the plural where it needs one.
func counted(n int, word string) string {
	text := grouped(n) + " " + word
	if n != 1 {
		text += "s"
	}
	return text
}

// grouped returns a number with a space between each three digits, from five digits on (ISO 80000-1).
func grouped(n int) string {
	digits := strconv.Itoa(n)
	if n < 10_000 {
		return digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(d)
	}
	return b.String()
}
