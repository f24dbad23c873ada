package emulator

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

var scanCommands = []command{
	{name: "CWLAP", on17: plain, on22: plain, execute: scanCommand, set: scanCommand},
	{name: "CWLAPOPT", on17: plain, on22: plain, set: scanOptionsSet},
}

// scanOptions are AT+CWLAPOPT's: what a scan's answer shows.
type scanOptions struct {
	byRSSI bool
	mask   int // a bit for each of the eleven fields
	floor  int // dBm: what is weaker is left out
	auth   int // a bit for each kind of security
}

// scanFilter is what a scan is limited to.
type scanFilter struct {
	ssid    string // "": all that are not hidden
	bssid   MAC
	channel int
}

func (f scanFilter) matches(ap *AccessPoint) bool {
	return (f.ssid == ap.SSID || f.ssid == "" && !ap.Hidden) &&
		(f.bssid == (MAC{}) || f.bssid == ap.BSSID) &&
		(f.channel == 0 || f.channel == ap.Channel)
}

func scanCommand(c *call) result {
	m := c.m
	var f scanFilter
	if c.form == assign {
		a := c.args()
		f.ssid = a.textOr("", 0, 32)
		switch {
		case a.omitted():
		case a.peek() == arg{"", true}:
			a.next++
		default:
			f.bssid = a.mac()
		}
		f.channel = a.numberOr(0, 0, 14)
		a.numberOr(0, 0, 1)
		a.numberOr(0, 0, 1500)
		a.numberOr(0, 0, 1500)
		if a.bad(c) {
			return failed
		}
	}
	if m.set.mode&1 == 0 {
		return failed
	}
	return c.background(func(ctx context.Context) func() result {
		sleep(ctx, m.e.timing().Scan)
		return func() result {
			for _, ap := range m.heard(f) {
				c.say("+CWLAP:(%s)\r\n", m.scan.fields(m.e.cfg.Firmware, &ap))
			}
			return done
		}
	})
}

// heard are the access points that a scan shows.
func (m *module) heard(f scanFilter) []AccessPoint {
	var list []AccessPoint
	for _, ap := range m.e.aps {
		ap.RSSI = m.e.rssi(&ap)
		if ap.down == 0 && f.matches(&ap) && ap.RSSI >= m.scan.floor && m.scan.auth>>ap.Security.ecn(m.e.cfg.Firmware)&1 == 1 {
			list = append(list, ap)
		}
	}
	if m.scan.byRSSI {
		slices.SortStableFunc(list, func(a, b AccessPoint) int { return b.RSSI - a.RSSI })
	}
	return list
}

// fields are those of an access point that the mask asks for.
func (o scanOptions) fields(f Firmware, ap *AccessPoint) string {
	pairwise, group := ap.Security.ciphers()
	var parts []string
	for i, part := range []any{
		ap.Security.ecn(f), `"` + ap.SSID + `"`, ap.RSSI, `"` + ap.BSSID.String() + `"`, ap.Channel,
		-1, -1, pairwise, group, 7, 0, // frequency offset and calibration, then 802.11 b, g and n, and no WPS
	} {
		if o.mask>>i&1 == 1 {
			parts = append(parts, fmt.Sprint(part))
		}
	}
	return strings.Join(parts, ",")
}

func scanOptionsSet(c *call) result {
	a := c.args()
	o := scanOptions{
		byRSSI: a.number(0, 1) == 1, mask: a.hexNumber(0, 0x7ff), floor: -100, auth: 0xffff,
	}
	if !c.m.v17() {
		o.floor, o.auth = a.numberOr(-100, -100, 40), a.numberOr(0xffff, 0, 0xffff)
	}
	if a.bad(c) {
		return failed
	}
	c.m.scan = o
	return done
}
