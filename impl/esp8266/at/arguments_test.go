package at

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"
)

// The two parsers below read command lines by the firmware's own rules (AT instruction set), independently of how the
// driver writes them.

// parseNonOS reads the arguments of a line as NonOS AT does: from left to right, a string ends at the first unescaped
// quote. Strings come back with a quote in front.
func parseNonOS(s string) (args []string, ok bool) {
	for {
		var arg string
		if strings.HasPrefix(s, `"`) {
			s = s[1:]
			arg = `"`
			for {
				if s == "" {
					return nil, false
				}
				b := s[0]
				s = s[1:]
				if b == '"' {
					break
				}
				if b == '\\' {
					if s == "" {
						return nil, false
					}
					b, s = s[0], s[1:]
				}
				arg += string([]byte{b})
			}
		} else {
			i := strings.IndexByte(s, ',')
			if i < 0 {
				i = len(s)
			}
			arg, s = s[:i], s[i:]
			if strings.ContainsAny(arg, "\"\\") {
				return nil, false
			}
		}
		args = append(args, arg)
		if s == "" {
			return args, true
		}
		if s[0] != ',' {
			return nil, false
		}
		s = s[1:]
	}
}

// parseESPAT reads the arguments of a line as ESP-AT does: it is cut at each comma that no backslash precedes, also between
// quotes, and then each string must begin and end with a quote.
func parseESPAT(s string) (args []string, ok bool) {
	var fields []string
	begin := 0
	for i := range len(s) {
		if s[i] == ',' && (i == 0 || s[i-1] != '\\') {
			fields = append(fields, s[begin:i])
			begin = i + 1
		}
	}
	fields = append(fields, s[begin:])
	for _, f := range fields {
		if !strings.HasPrefix(f, `"`) {
			if strings.ContainsAny(f, "\"\\") {
				return nil, false
			}
			args = append(args, f)
			continue
		}
		if len(f) < 2 || f[len(f)-1] != '"' {
			return nil, false
		}
		arg := `"`
		for f = f[1 : len(f)-1]; f != ""; f = f[1:] {
			switch f[0] {
			case '"':
				return nil, false
			case '\\':
				if f = f[1:]; f == "" {
					return nil, false
				}
			}
			arg += f[:1]
		}
		args = append(args, arg)
	}
	return args, true
}

// FuzzArguments: whatever strings and numbers are given, the line that goes out is one command with these arguments to
// either firmware, or none goes out.
func FuzzArguments(f *testing.F) {
	f.Add("lab", "secret", 1, uint32(0x7f000001))
	f.Add(`a"b,c\`, "\\,\\\"", -1, uint32(0))
	f.Add("x\r\nAT+RESTORE\r\n", "\x00", 1<<31-1, uint32(0xffffffff))
	f.Add(strings.Repeat("\\", 130), "pässwörd", 7200, uint32(1))
	f.Fuzz(func(t *testing.T, a, b string, n int, ip uint32) {
		addr := netip.AddrFrom4([4]byte{byte(ip >> 24), byte(ip >> 16), byte(ip >> 8), byte(ip)})
		var buf [maxCommand]byte
		for _, c := range []Cmd{
			Set("CWJAP").Str(a).Int(n).Omit().Str(b).Addr(addr),
			SetIn(buf[:], "CWJAP").Str(a).Int(n).Omit().Str(b).Addr(addr),
		} {
			if c.Err() != nil {
				if plain(a) && plain(b) && len(a)+len(b) < 80 && int64(int32(n)) == int64(n) {
					t.Errorf("%q, %q, %d are refused: %v", a, b, n, c.Err())
				}
				continue
			}
			line := string(c.line)
			if len(line)+2 > maxCommand || strings.ContainsAny(line, "\r\n\x00") {
				t.Fatalf("%q is not one line", line)
			}
			rest, ok := strings.CutPrefix(line, "AT+CWJAP=")
			want := []string{`"` + a, strconv.Itoa(n), "", `"` + b, `"` + addr.String()}
			if !ok {
				t.Fatalf("%q is another command", line)
			}
			for name, parse := range map[string]func(string) ([]string, bool){"NonOS AT": parseNonOS, "ESP-AT": parseESPAT} {
				got, ok := parse(rest)
				if !ok || strings.Join(got, "\x00") != strings.Join(want, "\x00") {
					t.Errorf("%s reads %q as %q, want %q", name, line, got, want)
				}
			}
		}
	})
}

func plain(s string) bool { return !strings.ContainsAny(s, "\r\n\x00") }
