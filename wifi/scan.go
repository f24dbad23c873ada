package wifi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

var (
	errPassive  = errors.New("the device cannot scan without sending probes")
	errChannel  = errors.New("a channel is from 1 to 14, or 0 for all")
	errScanTime = errors.New("a time on a channel is from 0 to 1.5 s, the least no longer than the most")
	errLongSSID = errors.New("the name of a network has 32 bytes at the most")
)

// Scan returns the access points in range, the strongest first.
func (s *Station) Scan(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
	found, err := s.dev.Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("wifi: scan: %w", err)
	}
	return found, nil
}

// ScanFor returns the access points that the options tell, the strongest first.
//
// A device that cannot scan so, or not with these options, scans for all, and what was not
// asked for is left out of what it found: a hidden network is not found then, and MinTime
// and MaxTime are the device's own. Passive is not left to such a device: ScanFor fails with
// EOPNOTSUPP, since what the caller wants not to be sent would be sent.
func (s *Station) ScanFor(ctx context.Context, options ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
	found, err := s.scanFor(ctx, options)
	if err != nil {
		return nil, fmt.Errorf("wifi: scan: %w", err)
	}
	return found, nil
}

func (s *Station) scanFor(ctx context.Context, options ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
	if err := checkScan(options); err != nil {
		return nil, driver.Fail("scan_for", ieee80211dev.EINVAL, err)
	}
	if directed, ok := ieee80211dev.DirectedScanOf(s.dev); ok {
		found, err := directed.ScanFor(ctx, options)
		if !errors.Is(err, ieee80211dev.EOPNOTSUPP) {
			return found, err
		}
	}
	if options.Passive {
		return nil, driver.Fail("scan_for", ieee80211dev.EOPNOTSUPP, errPassive)
	}
	found, err := s.dev.Scan(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(ap ieee80211dev.ScanInfo) bool { return !asked(ap, options) }), nil
}

// checkScan holds the options against the description's limits, which not every device has a part to check them with.
func checkScan(o ieee80211dev.ScanOptions) error {
	const most = 1500 * time.Millisecond
	switch {
	case len(o.SSID) > 32:
		return errLongSSID
	case o.Channel < 0 || o.Channel > 14:
		return errChannel
	case o.MinTime < 0 || o.MinTime > most || o.MaxTime < 0 || o.MaxTime > most || o.MaxTime > 0 && o.MinTime > o.MaxTime:
		return errScanTime
	}
	return nil
}

// asked reports whether an access point is one that the options tell.
func asked(ap ieee80211dev.ScanInfo, o ieee80211dev.ScanOptions) bool {
	return (o.SSID == "" || o.SSID == ap.SSID) &&
		(o.BSSID == driver.MAC{} || o.BSSID == ap.BSSID) &&
		(o.Channel == 0 || o.Channel == ap.Channel)
}
