package wifi

import (
	"context"
	"errors"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// directed is a device's part that scans for one network. It fails with err.
type directed struct {
	err  error
	seen []ieee80211dev.ScanOptions
}

func (d *directed) ScanFor(_ context.Context, o ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
	d.seen = append(d.seen, o)
	if d.err != nil {
		return nil, driver.Wrap("scan_for", d.err)
	}
	return []ieee80211dev.ScanInfo{{SSID: "directed"}}, nil
}

var (
	near  = ieee80211dev.ScanInfo{SSID: "lab", BSSID: driver.MAC{2, 1}, Channel: 6, RSSI: -40}
	far   = ieee80211dev.ScanInfo{SSID: "lab", BSSID: driver.MAC{2, 2}, Channel: 11, RSSI: -80}
	other = ieee80211dev.ScanInfo{SSID: "guests", BSSID: driver.MAC{2, 3}, Channel: 6, RSSI: -60}
)

func TestScanForWithoutTheDevicesHelp(t *testing.T) {
	for _, caps := range []driver.Capabilities{nil, {"DirectedScan": ieee80211dev.DirectedScan(&directed{err: driver.EOPNOTSUPP})}} {
		station := New(&fakeDev{caps: caps, air: []ieee80211dev.ScanInfo{near, other, far}})
		for _, tt := range []struct {
			name    string
			options ieee80211dev.ScanOptions
			want    []ieee80211dev.ScanInfo
		}{
			{"all", ieee80211dev.ScanOptions{}, []ieee80211dev.ScanInfo{near, other, far}},
			{"a name", ieee80211dev.ScanOptions{SSID: "lab"}, []ieee80211dev.ScanInfo{near, far}},
			{"an access point", ieee80211dev.ScanOptions{BSSID: far.BSSID}, []ieee80211dev.ScanInfo{far}},
			{"a channel", ieee80211dev.ScanOptions{Channel: 6}, []ieee80211dev.ScanInfo{near, other}},
			{"a name on a channel", ieee80211dev.ScanOptions{SSID: "lab", Channel: 6, MaxTime: time.Second}, []ieee80211dev.ScanInfo{near}},
			{"none", ieee80211dev.ScanOptions{SSID: "attic"}, nil},
		} {
			found, err := station.ScanFor(t.Context(), tt.options)
			if err != nil || len(found) != len(tt.want) {
				t.Errorf("%s: %+v, %v", tt.name, found, err)
				continue
			}
			for i := range found {
				if found[i] != tt.want[i] {
					t.Errorf("%s: %+v, want %+v", tt.name, found, tt.want)
				}
			}
		}
		if _, err := station.ScanFor(t.Context(), ieee80211dev.ScanOptions{Passive: true}); !errors.Is(err, ieee80211dev.EOPNOTSUPP) {
			t.Errorf("a scan that would send what it must not: %v", err)
		}
	}
}

func TestScanForByTheDevice(t *testing.T) {
	part := &directed{}
	station := New(&fakeDev{caps: driver.Capabilities{"DirectedScan": ieee80211dev.DirectedScan(part)}})
	options := ieee80211dev.ScanOptions{SSID: "lab", Passive: true, MinTime: time.Second}
	found, err := station.ScanFor(t.Context(), options)
	if err != nil || len(found) != 1 || found[0].SSID != "directed" || part.seen[0] != options {
		t.Errorf("%+v, %v; the device saw %+v", found, err, part.seen)
	}
	part.err = driver.EBUSY
	if _, err := station.ScanFor(t.Context(), options); !errors.Is(err, ieee80211dev.EBUSY) {
		t.Errorf("a radio that is busy: %v", err)
	}
}

func TestScanErrors(t *testing.T) {
	station := New(&fakeDev{scanErr: driver.Fail("scan", driver.EIO, nil)})
	_, all := station.Scan(t.Context())
	_, one := station.ScanFor(t.Context(), ieee80211dev.ScanOptions{SSID: "lab"})
	if !errors.Is(all, ieee80211dev.EIO) || !errors.Is(one, ieee80211dev.EIO) {
		t.Errorf("%v, %v", all, one)
	}
	for _, wrong := range []ieee80211dev.ScanOptions{
		{SSID: "a name that is much longer than IEEE 802.11 has it"},
		{Channel: 15}, {Channel: -1},
		{MinTime: 2 * time.Second}, {MaxTime: -1}, {MinTime: time.Second, MaxTime: time.Millisecond},
	} {
		if _, err := station.ScanFor(t.Context(), wrong); !errors.Is(err, ieee80211dev.EINVAL) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}
