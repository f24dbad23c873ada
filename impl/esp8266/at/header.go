package at

import (
	"bytes"
	"net/netip"
)

// maxCount bounds the byte count of a header: firmware sends at most 2920 bytes in one +IPD; a larger count than this
// is a transmission error.
const maxCount = 16384

var (
	ipdPrefix   = []byte("+IPD,")
	readPrefix1 = []byte("+CIPRECVDATA,") // NonOS AT: +CIPRECVDATA,<n>:<data>
	readPrefix2 = []byte("+CIPRECVDATA:") // ESP-AT: +CIPRECVDATA:<n>,["ip",port,]<data>
)

// header describes a payload.
type header struct {
	read bool // it is the answer to AT+CIPRECVDATA, not a +IPD
	link int  // 0 where AT+CIPMUX=0 leaves it out
	size int
	from netip.AddrPort // zero where the module does not say
}

type verdict uint8

const (
	noHeader verdict = iota
	opens            // the byte is the last of the header
	opened           // the byte is the first after the header
)

// parseOpening says whether a line that goes on with b opens a payload.
func parseOpening(line []byte, b byte, peer bool) (header, verdict) {
	if line[0] != '+' {
		return header{}, noHeader
	}
	switch {
	case b == ':' && bytes.HasPrefix(line, ipdPrefix):
		if h, ok := parseIPD(line[len(ipdPrefix):]); ok {
			return h, opens
		}
	case b == ':' && bytes.HasPrefix(line, readPrefix1):
		if n, ok := parseCount(line[len(readPrefix1):]); ok {
			return header{read: true, size: n}, opens
		}
	case bytes.HasPrefix(line, readPrefix2):
		return parseRead2(line[len(readPrefix2):], b, peer)
	}
	return header{}, noHeader
}

// parseRead2 parses ESP-AT's answer to AT+CIPRECVDATA, of which the sender's address is part under AT+CIPDINFO=1.
func parseRead2(s []byte, b byte, peer bool) (header, verdict) {
	count, sender, comma := bytes.Cut(s, []byte{','})
	n, ok := parseCount(count)
	h := header{read: true, size: n}
	switch {
	case !ok:
	case !comma && b == ',' && !peer:
		return h, opens
	case comma && len(sender) == 0 && b != '"':
		return h, opened
	case comma && b == ',':
		if ip, port, two := bytes.Cut(sender, []byte{','}); two {
			if h.from, ok = parsePeer(ip, port); ok {
				return h, opens
			}
		}
	}
	return header{}, noHeader
}

// parseIPD parses what stands between "+IPD," and the colon: [link,]count[,address,port].
func parseIPD(s []byte) (h header, ok bool) {
	var f [4][]byte
	n := 0
	for rest, more := s, true; more; n++ {
		if n == len(f) {
			return h, false
		}
		f[n], rest, more = bytes.Cut(rest, []byte{','})
	}
	if n == 3 || n == 4 {
		if h.from, ok = parsePeer(f[n-2], f[n-1]); !ok {
			return h, false
		}
		n -= 2
	}
	if n == 2 {
		if h.link, ok = parseCount(f[0]); !ok {
			return h, false
		}
		f[0] = f[1]
	}
	h.size, ok = parseCount(f[0])
	return h, ok
}

// parseNotice parses the passive form "+IPD,[link,]count", which has no colon and no sender.
func parseNotice(line []byte) (header, bool) {
	if !bytes.HasPrefix(line, ipdPrefix) {
		return header{}, false
	}
	h, ok := parseIPD(line[len(ipdPrefix):])
	return h, ok && !h.from.IsValid()
}

// parseCount parses a decimal number of at most maxCount.
func parseCount(s []byte) (int, bool) {
	if len(s) == 0 || len(s) > 5 {
		return 0, false
	}
	n, ok := parseNumber(s)
	return n, ok && n <= maxCount
}

func parseNumber(s []byte) (int, bool) {
	n := 0
	for _, b := range s {
		if b < '0' || b > '9' {
			return 0, false
		}
		n = n*10 + int(b-'0')
	}
	return n, len(s) > 0
}

// parsePeer parses an address, quoted (ESP-AT) or bare (NonOS AT), and a port.
func parsePeer(ip, port []byte) (netip.AddrPort, bool) {
	if len(ip) >= 2 && ip[0] == '"' && ip[len(ip)-1] == '"' {
		ip = ip[1 : len(ip)-1]
	}
	if len(port) > 5 || len(ip) > 45 {
		return netip.AddrPort{}, false
	}
	addr, ok := parseIPv4(ip)
	if !ok {
		if bytes.IndexByte(ip, ':') < 0 {
			return netip.AddrPort{}, false
		}
		var err error
		if addr, err = netip.ParseAddr(string(ip)); err != nil {
			return netip.AddrPort{}, false
		}
	}
	n, ok := parseNumber(port)
	return netip.AddrPortFrom(addr, uint16(n)), ok && n <= 65535
}

// parseIPv4 parses a dotted address without allocating, since it runs for each datagram.
func parseIPv4(s []byte) (netip.Addr, bool) {
	var a [4]byte
	for i := range a {
		part, rest, more := bytes.Cut(s, []byte{'.'})
		n, ok := parseNumber(part)
		if !ok || len(part) > 3 || n > 255 || more != (i < 3) {
			return netip.Addr{}, false
		}
		a[i], s = byte(n), rest
	}
	return netip.AddrFrom4(a), true
}
