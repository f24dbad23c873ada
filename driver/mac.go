package driver

// A MAC is a hardware address of six bytes (IEEE 802, EUI-48).
type MAC [6]byte

const hexDigits = "0123456789abcdef"

// String returns the address in lower-case hexadecimal with colons: 5c:cf:7f:00:00:01.
func (m MAC) String() string {
	text, _ := m.MarshalText()
	return string(text)
}

// MarshalText returns what String returns.
func (m MAC) MarshalText() ([]byte, error) {
	text := make([]byte, 0, 17)
	for i, b := range m {
		if i > 0 {
			text = append(text, ':')
		}
		text = append(text, hexDigits[b>>4], hexDigits[b&15])
	}
	return text, nil
}

// UnmarshalText reads what ParseMAC reads.
func (m *MAC) UnmarshalText(text []byte) error {
	parsed, err := ParseMAC(string(text))
	if err == nil {
		*m = parsed
	}
	return err
}

// ParseMAC reads six pairs of hexadecimal digits with colons or hyphens between
// them. Anything else is EINVAL.
func ParseMAC(s string) (MAC, error) {
	var m MAC
	if len(s) != 17 {
		return MAC{}, Fail("parse MAC address "+s, EINVAL, nil)
	}
	for i := range m {
		high, low := unhex(s[3*i]), unhex(s[3*i+1])
		if high > 15 || low > 15 || i < 5 && s[3*i+2] != ':' && s[3*i+2] != '-' {
			return MAC{}, Fail("parse MAC address "+s, EINVAL, nil)
		}
		m[i] = high<<4 | low
	}
	return m, nil
}

func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}
