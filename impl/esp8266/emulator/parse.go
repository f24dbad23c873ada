package emulator

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// ParseAccessPoint reads an access point from a flag: key=value pairs with commas between them, such as
// ssid=lab,password=correct horse,channel=6. The keys are ssid, password, security, channel, rssi, bssid and hidden.
// A backslash takes the next byte as it is, so that \, is a comma and \\ a backslash in a value.
func ParseAccessPoint(s string) (AccessPoint, error) {
	var ap AccessPoint
	seen := map[string]bool{}
	for _, pair := range splitEscaped(s) {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return ap, fmt.Errorf("emulator: access point %q: %q is not key=value; write \\, for a comma in a value", s, pair)
		}
		if seen[key] {
			return ap, fmt.Errorf("emulator: access point %q: %s is given twice", s, key)
		}
		seen[key] = true
		if err := ap.setField(key, value); err != nil {
			return ap, fmt.Errorf("emulator: access point %q: %s", s, strings.TrimPrefix(err.Error(), "emulator: "))
		}
	}
	return ap.complete()
}

func (ap *AccessPoint) setField(key, value string) (err error) {
	switch key {
	case "ssid":
		ap.SSID = value
	case "password":
		ap.Password = value
	case "security":
		ap.Security, err = ParseSecurity(value)
	case "channel":
		ap.Channel, err = number(key, value)
	case "rssi":
		ap.RSSI, err = number(key, value)
	case "bssid":
		ap.BSSID, err = ParseMAC(value)
	case "hidden":
		if ap.Hidden, err = strconv.ParseBool(value); err != nil {
			err = fmt.Errorf("hidden=%s: use true or false", value)
		}
	default:
		err = fmt.Errorf("no such key %q: use ssid, password, security, channel, rssi, bssid or hidden", key)
	}
	return err
}

func number(key, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0, fmt.Errorf("%s=%s: use a whole number", key, value)
	}
	return n, nil
}

// splitEscaped cuts at the commas that no backslash escapes, and takes the backslashes out.
func splitEscaped(s string) []string {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			part.WriteByte(s[i])
		case s[i] == ',':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(s[i])
		}
	}
	return append(parts, part.String())
}

// ParseDNS reads a name from a flag: NAME=IP.
func ParseDNS(s string) (DNS, error) {
	name, ip, ok := strings.Cut(s, "=")
	if !ok || name == "" {
		return DNS{}, fmt.Errorf("emulator: name %q: want NAME=IP, such as example.org=127.0.0.1", s)
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil || !addr.Unmap().Is4() {
		return DNS{}, fmt.Errorf("emulator: name %q: %q is not an IPv4 address", s, ip)
	}
	return DNS{name, addr}, nil
}
