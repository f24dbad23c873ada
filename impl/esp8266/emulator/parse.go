package emulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseAccessPoint reads an access point from a flag: key=value pairs with commas between them, such as
// ssid=lab,password=correct horse,channel=6. The keys are ssid, password, security, channel, rssi, bssid, hidden, user,
// drift, outage, refuse and nolease. An outage is AFTER, AFTER+FOR or AFTER+FOR/EVERY, as in 30s+5s/1m, and may be given
// again. A backslash takes the next byte as it is, so that \, is a comma and \\ a backslash in a value.
func ParseAccessPoint(s string) (AccessPoint, error) {
	var ap AccessPoint
	seen := map[string]bool{}
	for _, pair := range splitEscaped(s) {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return ap, fmt.Errorf("emulator: access point %q: %q is not key=value; write \\, for a comma in a value", s, pair)
		}
		if seen[key] && key != "outage" {
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
	case "user":
		ap.User = value
	case "security":
		ap.Security, err = ParseSecurity(value)
	case "channel":
		ap.Channel, err = number(key, value)
	case "rssi":
		ap.RSSI, err = number(key, value)
	case "drift":
		ap.Drift, err = number(key, value)
	case "bssid":
		ap.BSSID, err = ParseMAC(value)
	case "hidden":
		ap.Hidden, err = truth(key, value)
	case "nolease":
		ap.NoLease, err = truth(key, value)
	case "refuse":
		ap.Refuse, err = refusal(value)
	case "outage":
		var o Outage
		o, err = parseOutage(value)
		ap.Outages = append(ap.Outages, o)
	default:
		err = fmt.Errorf("no such key %q: use ssid, password, security, channel, rssi, bssid, hidden, user, drift, outage, refuse or nolease", key)
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

func truth(key, value string) (bool, error) {
	on, err := strconv.ParseBool(value)
	if err != nil {
		return false, fmt.Errorf("%s=%s: use true or false", key, value)
	}
	return on, nil
}

func refusal(word string) (int, error) {
	switch word {
	case "silent":
		return RefuseSilent, nil
	case "password":
		return RefusePassword, nil
	case "unseen":
		return RefuseUnseen, nil
	case "full":
		return RefuseFull, nil
	}
	return 0, fmt.Errorf("refuse=%s: use silent, password, unseen or full", word)
}

// parseOutage reads AFTER, AFTER+FOR or AFTER+FOR/EVERY.
func parseOutage(text string) (o Outage, err error) {
	after, rest, lasts := strings.Cut(text, "+")
	span, every, again := strings.Cut(rest, "/")
	o.After, err = time.ParseDuration(after)
	if err == nil && lasts {
		o.For, err = time.ParseDuration(span)
	}
	if err == nil && again {
		o.Every, err = time.ParseDuration(every)
	}
	if err != nil {
		return o, fmt.Errorf("outage=%s: use AFTER, AFTER+FOR or AFTER+FOR/EVERY, such as 30s+5s/1m", text)
	}
	return o, nil
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
