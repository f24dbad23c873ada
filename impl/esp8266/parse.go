package esp8266

import (
	"bytes"
	"net/netip"
	"strconv"

	"drivergen/driver"
)

// linkEvent is what the module says of one of its links.
type linkEvent struct {
	id     int
	open   bool           // else it was closed
	server bool           // a peer opened it
	peer   netip.AddrPort // zero where the module does not tell
	local  uint16         // 0 where the module does not tell
}

// parseLinkEvent reads "<id>,CONNECT", "<id>,CLOSED" and
// "+LINK_CONN:<state>,<id>,"<type>",<0 client, 1 server>,"<address>",<remote port>,<local port>" (AT instruction set).
func parseLinkEvent(line []byte) (linkEvent, bool) {
	if rest, ok := bytes.CutPrefix(line, []byte("+LINK_CONN:")); ok {
		f := bytes.Split(rest, []byte(","))
		if len(f) < 7 || string(f[0]) != "0" {
			return linkEvent{}, false
		}
		id, ok := number(f[1])
		peer, ok2 := endpoint(f[4], f[5])
		local, ok3 := number(f[6])
		return linkEvent{id: id, open: true, server: string(f[3]) == "1", peer: peer, local: uint16(local)}, ok && ok2 && ok3
	}
	id, what, ok := bytes.Cut(line, []byte(","))
	if !ok {
		return linkEvent{}, false
	}
	e := linkEvent{open: string(what) == "CONNECT"}
	e.id, ok = number(id)
	// The plain form does not tell who opened it; an opening of the driver's own is known by its slot.
	return e, ok && (e.open || string(what) == "CLOSED")
}

// parseScan reads +CWLAP:(<ecn>,"<ssid>",<rssi>,"<mac>",<channel>[,...]). The SSID is printed as it is and may hold
// quotes and commas: the rest is read from the right end, where only numbers follow the last quote.
func parseScan(line []byte) (ecn int, ssid string, rssi int, mac driver.MAC, channel int, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte("+CWLAP:("))
	if !ok {
		return 0, "", 0, mac, 0, false
	}
	rest = bytes.TrimSuffix(rest, []byte(")"))
	first, rest, ok := bytes.Cut(rest, []byte(`,"`))
	ecn, ok2 := number(first)
	if !ok || !ok2 {
		return 0, "", 0, mac, 0, false
	}
	left, mac, numbers, ok := cutMAC(rest)
	if !ok {
		return 0, "", 0, mac, 0, false
	}
	end := bytes.LastIndex(left, []byte(`",`))
	if end < 0 {
		return 0, "", 0, mac, 0, false
	}
	rssi, ok = number(left[end+2:])
	channel, ok2 = number(numbers)
	return ecn, string(left[:end]), rssi, mac, channel, ok && ok2
}

// parseJoined reads +CWJAP[_CUR]:"<ssid>","<bssid>",<channel>,<rssi>[,...], from the right end as parseScan.
func parseJoined(line []byte) (ssid string, mac driver.MAC, channel, rssi int, ok bool) {
	if !bytes.HasPrefix(line, []byte("+CWJAP")) {
		return "", mac, 0, 0, false
	}
	_, rest, ok := bytes.Cut(line, []byte(`:"`))
	if !ok {
		return "", mac, 0, 0, false
	}
	left, mac, numbers, ok := cutMAC(rest)
	left, closed := bytes.CutSuffix(left, []byte(`"`))
	if !ok || !closed {
		return "", mac, 0, 0, false
	}
	first, more, _ := bytes.Cut(numbers, []byte(","))
	channel, ok = number(first)
	rssi, ok2 := number(more)
	return string(left), mac, channel, rssi, ok && ok2
}

// cutMAC cuts s around its last quoted string, a hardware address: what stands before its comma, the address, and what
// follows.
func cutMAC(s []byte) (left []byte, mac driver.MAC, right []byte, ok bool) {
	const size = len(`,"00:00:00:00:00:00"`)
	end := bytes.LastIndexByte(s, '"')
	if end+1 < size {
		return nil, mac, nil, false
	}
	start := end + 1 - size
	if s[start] != ',' || s[start+1] != '"' {
		return nil, mac, nil, false
	}
	mac, err := driver.ParseMAC(string(s[start+2 : end]))
	return s[:start], mac, bytes.TrimPrefix(s[end+1:], []byte(",")), err == nil
}

// addresses is what AT+CIFSR tells.
type addresses struct {
	station, ap       netip.Addr // zero where there is none
	stationMAC, apMAC driver.MAC
	told              bool // that of the station came, be it none
}

// take reads +CIFSR:<STAIP|STAMAC|APIP|APMAC>,"<address>".
func (a *addresses) take(line []byte) {
	rest, ok := bytes.CutPrefix(line, []byte("+CIFSR:"))
	if !ok {
		return
	}
	name, value, _ := bytes.Cut(rest, []byte(","))
	switch text := string(unquote(value)); string(name) {
	case "STAIP":
		_, err := netip.ParseAddr(text)
		a.station, a.told = address(text), err == nil
	case "APIP":
		a.ap = address(text)
	case "STAMAC":
		a.stationMAC, _ = driver.ParseMAC(text)
	case "APMAC":
		a.apMAC, _ = driver.ParseMAC(text)
	}
}

// address reads an address; 0.0.0.0, which stands for none, is zero.
func address(text string) netip.Addr {
	a, err := netip.ParseAddr(text)
	if err != nil || a.IsUnspecified() {
		return netip.Addr{}
	}
	return a
}

func endpoint(ip, port []byte) (netip.AddrPort, bool) {
	a, err := netip.ParseAddr(string(unquote(ip)))
	n, ok := number(port)
	return netip.AddrPortFrom(a, uint16(n)), err == nil && ok && n >= 0 && n <= 65535
}

func unquote(s []byte) []byte { return bytes.Trim(s, `"`) }

// number reads the decimal number that s is, or begins with before a comma.
func number(s []byte) (int, bool) {
	s, _, _ = bytes.Cut(s, []byte(","))
	n, err := strconv.Atoi(string(s))
	return n, err == nil
}
