package emulator

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"strings"
)

// MAC is an IEEE 802 hardware address.
type MAC [6]byte

// String gives the address in the firmware's form: lower-case hexadecimal with colons.
func (m MAC) String() string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5])
}

// ParseMAC reads six pairs of hexadecimal digits with colons between them.
func ParseMAC(s string) (MAC, error) {
	var m MAC
	if len(s) != 17 {
		return m, fmt.Errorf("emulator: hardware address %q: want the form 5c:cf:7f:1c:ca:27", s)
	}
	for i := range m {
		b, err := hex.DecodeString(s[3*i : 3*i+2])
		if err != nil || (i < 5 && s[3*i+2] != ':') {
			return m, fmt.Errorf("emulator: hardware address %q: want the form 5c:cf:7f:1c:ca:27", s)
		}
		m[i] = b[0]
	}
	return m, nil
}

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
)

var securities = []Security{Open, WEP, WPA, WPA2, WPAWPA2, WPA2Enterprise}

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

// ecn is the firmware's number for a kind of security.
func (s Security) ecn() int {
	for i, known := range securities {
		if s == known {
			return i
		}
	}
	return 0
}

// AccessPoint is an access point in the module's range. It is an Option. What is zero is chosen: Security by whether
// there is a password, Channel 1, RSSI -50 dBm, BSSID from the SSID.
type AccessPoint struct {
	SSID     string // 1 to 32 bytes
	Password string // for WPA, 8 to 64 bytes
	Security Security
	Channel  int // 1 to 14
	RSSI     int // dBm
	BSSID    MAC
	Hidden   bool // not in a scan that does not ask for it by name

	// Refuse, if not 0, is the code with which every join of this access point fails: 1 a time-out, 2 a wrong
	// password, 3 not found, 4 failed otherwise.
	Refuse int
	// NoLease is an access point that associates but gives no address.
	NoLease bool
}

func (ap AccessPoint) apply(c *Config) { c.AccessPoints = append(c.AccessPoints, ap) }

// complete fills in what is zero and refuses what no access point can have.
func (ap AccessPoint) complete() (AccessPoint, error) {
	bad := func(format string, a ...any) (AccessPoint, error) {
		return ap, fmt.Errorf("emulator: access point %q: %s", ap.SSID, fmt.Sprintf(format, a...))
	}
	if len(ap.SSID) < 1 || len(ap.SSID) > 32 {
		return bad("an SSID has 1 to 32 bytes, this one has %d", len(ap.SSID))
	}
	if ap.Security == "" {
		ap.Security = Open
		if ap.Password != "" {
			ap.Security = WPA2
		}
	}
	security, err := ParseSecurity(string(ap.Security))
	if err != nil {
		return bad("%s", strings.TrimPrefix(err.Error(), "emulator: "))
	}
	ap.Security = security
	switch {
	case security == Open && ap.Password != "":
		return bad("an OPEN access point has no password: drop it, or give the security")
	case security == WEP && ap.Password == "":
		return bad("WEP needs a password")
	case (security == WPA || security == WPA2 || security == WPAWPA2) && (len(ap.Password) < 8 || len(ap.Password) > 64):
		return bad("%s needs a password of 8 to 64 bytes, this one has %d", security, len(ap.Password))
	case ap.Channel < 0 || ap.Channel > 14:
		return bad("channel %d: use 1 to 14", ap.Channel)
	case ap.RSSI > 0 || ap.RSSI < -127:
		return bad("RSSI %d: use -127 to 0 dBm", ap.RSSI)
	case ap.Refuse < 0 || ap.Refuse > 4:
		return bad("refuse %d: use a code from 1 to 4", ap.Refuse)
	}
	if ap.Channel == 0 {
		ap.Channel = 1
	}
	if ap.RSSI == 0 {
		ap.RSSI = -50
	}
	if ap.BSSID == (MAC{}) {
		h := fnv.New64a()
		h.Write([]byte(ap.SSID))
		copy(ap.BSSID[:], h.Sum(nil))
		ap.BSSID[0] = ap.BSSID[0]&^1 | 2 // unicast, locally administered (IEEE 802)
	}
	return ap, nil
}
