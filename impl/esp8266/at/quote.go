package at

// Quote returns s as a string argument: between double quotes, with backslash, quote and comma escaped. ESP-AT splits
// a line at every bare comma, even between quotes; NonOS AT takes an escaped comma for a comma: escaping all three
// suits both. It fails with [ErrArgument] for CR, LF and NUL, which end or cut a command and cannot be escaped.
func Quote(s string) (string, error) {
	b, err := appendQuoted(make([]byte, 0, len(s)+2), s)
	if err != nil {
		return "", err
	}
	return string(b), nil
}

func appendQuoted(dst []byte, s string) ([]byte, error) {
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch b := s[i]; b {
		case '\r', '\n', 0:
			return dst, ErrArgument
		case '\\', '"', ',':
			dst = append(dst, '\\', b)
		default:
			dst = append(dst, b)
		}
	}
	return append(dst, '"'), nil
}
