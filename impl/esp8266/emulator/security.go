package emulator

import (
	"fmt"
	"strings"
)

// Security is how an access point lets stations in.
type Security string

// The words for security. Kaluma's WPA2_WPA_PSK and WEP_PSK are read as WPA_WPA2_PSK and WEP.
const (
	Open           Security = "OPEN"
	WEP            Security = "WEP"
	WPA            Security = "WPA_PSK"
	WPA2           Security = "WPA2_PSK"
	WPAWPA2        Security = "WPA_WPA2_PSK"
	WPA2Enterprise Security = "WPA2_ENTERPRISE"
	WPA3           Security = "WPA3_PSK"
	WPA2WPA3       Security = "WPA2_WPA3_PSK"
)

// securities stand in the order of their numbers in +CWLAP.
var securities = []Security{Open, WEP, WPA, WPA2, WPAWPA2, WPA2Enterprise, WPA3, WPA2WPA3}

// ParseSecurity reads a word for security.
func ParseSecurity(word string) (Security, error) {
	switch word {
	case "WPA2_WPA_PSK":
		return WPAWPA2, nil
	case "WEP_PSK":
		return WEP, nil
	}
	words := make([]string, len(securities))
	for i, s := range securities {
		if string(s) == word {
			return s, nil
		}
		words[i] = string(s)
	}
	return "", fmt.Errorf("emulator: security %q: use one of %s", word, strings.Join(words, ", "))
}

// personal reports whether stations are let in by a passphrase (IEEE 802.11's PSK and SAE).
func (s Security) personal() bool {
	switch s {
	case WPA, WPA2, WPAWPA2, WPA3, WPA2WPA3:
		return true
	}
	return false
}

// ecn is the number that a firmware shows for a kind of security. AT 1.x, older than WPA3, sees the RSN element that it
// shares with WPA2.
func (s Security) ecn(f Firmware) int {
	if f.nonOS() && (s == WPA3 || s == WPA2WPA3) {
		s = WPA2
	}
	for i, known := range securities {
		if s == known {
			return i
		}
	}
	return 0
}

// ciphers are the numbers that +CWLAP has for the pairwise and the group cipher: 0 none, 1 WEP40, 3 TKIP, 4 CCMP, 5 both.
func (s Security) ciphers() (pairwise, group int) {
	switch s {
	case WEP:
		return 1, 1
	case WPA:
		return 3, 3
	case WPA2, WPA2Enterprise, WPA3, WPA2WPA3:
		return 4, 4
	case WPAWPA2:
		return 5, 3
	}
	return 0, 0
}
