package emulator

import (
	"math"
	"net/netip"
	"strconv"
	"strings"
)

// arg is one argument of an assignment.
type arg struct {
	text   string
	quoted bool
}

// args reads a command's arguments in their order. After the first fault it gives zero values, and ok is false.
type args struct {
	list  []arg
	next  int
	v17   bool
	fault bool
	errno errno
}

// args splits what follows the = of a command.
func (c *call) args() *args {
	a := &args{v17: c.m.v17()}
	split := split22
	if a.v17 {
		split = split17
	}
	list, ok := split(c.raw)
	if !ok {
		a.fail(errParse)
	}
	a.list = list
	return a
}

// split17 reads from left to right: a string ends at its first quote that no backslash escapes.
func split17(s string) (list []arg, ok bool) {
	for {
		if strings.HasPrefix(s, `"`) {
			text, n, ok := unescape(s[1:])
			if !ok {
				return list, false
			}
			list, s = append(list, arg{text, true}), s[1+n:]
		} else {
			n := strings.IndexByte(s, ',')
			if n < 0 {
				n = len(s)
			}
			list, s = append(list, arg{s[:n], false}), s[n:]
		}
		if s == "" {
			return list, true
		}
		if s[0] != ',' {
			return list, false
		}
		s = s[1:]
	}
}

// split22 cuts at every comma with no backslash before it, quotes or not, and looks at the pieces afterwards.
func split22(s string) (list []arg, ok bool) {
	from := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && (s[i] != ',' || (i > 0 && s[i-1] == '\\')) {
			continue
		}
		piece := s[from:i]
		from = i + 1
		if !strings.HasPrefix(piece, `"`) {
			list = append(list, arg{piece, false})
			continue
		}
		text, n, ok := unescape(piece[1:])
		if !ok || n != len(piece)-1 {
			return list, false
		}
		list = append(list, arg{text, true})
	}
	return list, true
}

// unescape reads a string up to its closing quote, and gives how many bytes it took with the quote.
func unescape(s string) (text string, n int, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), i + 1, true
		case '\\':
			if i++; i == len(s) {
				return "", 0, false
			}
		}
		b.WriteByte(s[i])
	}
	return "", 0, false
}

func (a *args) fail(n errno) {
	if !a.fault {
		a.fault = true
		a.errno = n
		if n == errParse {
			a.errno += errno(a.next)
		}
	}
}

// left reports whether there are more arguments.
func (a *args) left() bool { return a.next < len(a.list) }

// peek gives the next argument without taking it.
func (a *args) peek() arg {
	if a.fault || !a.left() {
		return arg{}
	}
	return a.list[a.next]
}

// omitted reports whether the next argument is not there, and takes an empty one.
func (a *args) omitted() bool {
	if a.fault || !a.left() {
		return true
	}
	if p := a.list[a.next]; !p.quoted && p.text == "" {
		a.next++
		return true
	}
	return false
}

// number reads a number within limits.
func (a *args) number(low, high int) int {
	if a.fault {
		return low
	}
	if !a.left() {
		a.fail(errCount)
		return low
	}
	v, ok := a.integer(a.list[a.next])
	if !ok || v < low || v > high {
		a.fail(errParse)
		return low
	}
	a.next++
	return v
}

// numberOr reads a number within limits, or gives the default where it was left out.
func (a *args) numberOr(other, low, high int) int {
	if a.omitted() {
		return other
	}
	return a.number(low, high)
}

// hexNumber reads a number that AT 1.7, too, takes in hexadecimal.
func (a *args) hexNumber(low, high int) int {
	v17 := a.v17
	a.v17 = false
	defer func() { a.v17 = v17 }()
	return a.number(low, high)
}

func (a *args) integer(p arg) (int, bool) {
	digits, base := p.text, 10
	if !a.v17 && len(digits) > 2 && digits[0] == '0' && digits[1]|0x20 == 'x' {
		digits, base = digits[2:], 16
	}
	if p.quoted || digits == "" || digits[0] == '+' || (base == 16 && digits[0] == '-') || len(digits) > 11 {
		return 0, false
	}
	v, err := strconv.ParseInt(digits, base, 64)
	if err != nil || v > math.MaxUint32 || v < math.MinInt32 {
		return 0, false
	}
	return int(v), true
}

// text reads a string of a number of bytes.
func (a *args) text(low, high int) string {
	if a.fault {
		return ""
	}
	if !a.left() {
		a.fail(errCount)
		return ""
	}
	p := a.list[a.next]
	if !p.quoted || len(p.text) < low || len(p.text) > high {
		a.fail(errParse)
		return ""
	}
	a.next++
	return p.text
}

// textOr reads a string, or gives the default where it was left out.
func (a *args) textOr(other string, low, high int) string {
	if a.omitted() {
		return other
	}
	return a.text(low, high)
}

// addr reads a quoted IPv4 address.
func (a *args) addr() netip.Addr {
	ip, err := netip.ParseAddr(a.text(0, 64))
	if err != nil || !ip.Is4() {
		a.fail(errParse)
	}
	return ip
}

// addrOr reads a quoted IPv4 address, or gives none where ESP-AT's argument is left empty.
func (a *args) addrOr() netip.Addr {
	if !a.v17 && a.left() && a.omitted() {
		return netip.Addr{}
	}
	return a.addr()
}

// mac reads a quoted hardware address.
func (a *args) mac() MAC {
	mac, err := ParseMAC(a.text(0, 17))
	if err != nil {
		a.fail(errParse)
	}
	return mac
}

// bad reports whether an argument was wrong, missing or too many, and notes for the answer which.
func (a *args) bad(c *call) bool {
	if !a.fault && a.left() {
		a.fail(errCount)
	}
	if a.fault {
		c.errno = a.errno
	}
	return a.fault
}
