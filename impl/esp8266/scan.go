package esp8266

import (
	"context"
	"errors"
	"slices"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/at"
)

var (
	errScanTimes = errors.New("NonOS AT takes the kind of a scan and its times only with an SSID, a BSSID and a channel")
	errNoOptions = errors.New("the firmware scans for everything alone")
	errTimes     = errors.New("the least time on a channel is longer than the most")
)

// Scan lists the access points in reach.
func (h station) Scan(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
	return h.m.scan(ctx, at.Exec("CWLAP"), ieee80211dev.ScanOptions{})
}

// ScanFor lists the access points that the options tell. What the firmware cannot be asked for is left out of what it
// found.
func (h station) ScanFor(ctx context.Context, o ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
	if err := h.m.await(ctx); err != nil {
		return nil, err
	}
	c, err := scanCommand(h.m.has(), o)
	if err != nil {
		return nil, err
	}
	return h.m.scan(ctx, c, o)
}

// HasCapability reports whether the module has a part of a WiFi device that not every one has.
func (h station) HasCapability(name string) bool {
	return name != "DirectedScan" || h.m.has().info.Capabilities.DirectedScan
}

// scanCommand returns AT+CWLAP=<ssid>,<mac>,<channel>,<0 active, 1 passive>,<least>,<most milliseconds>. ESP-AT takes each
// alone; NonOS AT takes no argument without those before it.
func scanCommand(d dialect, o ieee80211dev.ScanOptions) (at.Cmd, error) {
	timed := o.Passive || o.MinTime > 0 || o.MaxTime > 0
	switch {
	case o.MaxTime > 0 && o.MinTime > o.MaxTime:
		return at.Cmd{}, driver.Fail("", driver.EINVAL, errTimes)
	case !d.info.Capabilities.DirectedScan:
		return at.Cmd{}, driver.Fail("", driver.EOPNOTSUPP, errNoOptions)
	}
	name, mac, channel := o.SSID != "", o.BSSID != driver.MAC{}, o.Channel != 0
	if !d.espAT {
		mac = mac && name
		channel = channel && mac
		if timed && !channel {
			return at.Cmd{}, driver.Fail("", driver.EOPNOTSUPP, errScanTimes)
		}
	}
	if !name && !mac && !channel && !timed {
		return at.Exec("CWLAP"), nil
	}
	args := []func(at.Cmd) at.Cmd{
		optional(name, func(c at.Cmd) at.Cmd { return c.Str(o.SSID) }),
		optional(mac, func(c at.Cmd) at.Cmd { return c.Str(o.BSSID.String()) }),
		optional(channel, func(c at.Cmd) at.Cmd { return c.Int(o.Channel) }),
		optional(o.Passive, func(c at.Cmd) at.Cmd { return c.Int(1) }),
		optional(o.MinTime > 0, func(c at.Cmd) at.Cmd { return c.Int(int(o.MinTime / time.Millisecond)) }),
		optional(o.MaxTime > 0, func(c at.Cmd) at.Cmd { return c.Int(int(o.MaxTime / time.Millisecond)) }),
	}
	return arguments(at.Set("CWLAP"), args), nil
}

// optional returns add, or nil where an argument is left to its default.
func optional(given bool, add func(at.Cmd) at.Cmd) func(at.Cmd) at.Cmd {
	if !given {
		return nil
	}
	return add
}

// arguments adds the arguments of a command up to the last that is given; one before it that is not is left empty.
func arguments(c at.Cmd, args []func(at.Cmd) at.Cmd) at.Cmd {
	last := len(args)
	for last > 0 && args[last-1] == nil {
		last--
	}
	for _, add := range args[:last] {
		if add == nil {
			c = c.Omit()
		} else {
			c = add(c)
		}
	}
	return c
}

// scan runs a scan and keeps of what it finds what was asked for, the strongest first.
func (m *module) scan(ctx context.Context, c at.Cmd, o ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
	if !m.tryRadio() {
		return nil, driver.EBUSY
	}
	defer m.freeRadio()
	found := []ieee80211dev.ScanInfo{}
	err := m.command(ctx, scanLimit, c, func(line []byte) {
		ecn, ssid, rssi, mac, channel, ok := parseScan(line)
		if ok && (o.SSID == "" || o.SSID == ssid) && (o.BSSID == driver.MAC{} || o.BSSID == mac) && (o.Channel == 0 || o.Channel == channel) {
			found = append(found, ieee80211dev.ScanInfo{
				BSSID: mac, SSID: ssid, Security: security(ecn), RSSI: rssi, Channel: channel,
			})
		}
	})
	if err != nil {
		return nil, failed(err, driver.EIO)
	}
	slices.SortStableFunc(found, func(a, b ieee80211dev.ScanInfo) int { return b.RSSI - a.RSSI })
	return found, nil
}

// security translates the <ecn> of AT+CWLAP (AT instruction set; 6 and 7: ESP-AT).
func security(ecn int) ieee80211dev.SecuritySet {
	const psk = ieee80211dev.ScanPSK
	switch ecn {
	case 0:
		return 0
	case 1:
		return ieee80211dev.ScanWEP
	case 2:
		return ieee80211dev.ScanWPA | psk
	case 3:
		return ieee80211dev.ScanWPA2 | psk
	case 4:
		return ieee80211dev.ScanWPA | ieee80211dev.ScanWPA2 | psk
	case 5:
		return ieee80211dev.ScanWPA2EAP
	case 6:
		return ieee80211dev.ScanWPA3 | psk
	case 7:
		return ieee80211dev.ScanWPA2 | ieee80211dev.ScanWPA3 | psk
	}
	return psk // what is not known is not open
}
