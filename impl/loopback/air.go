package loopback

import (
	"context"
	"slices"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// An AccessPoint is a network on the air.
type AccessPoint struct {
	SSID     string
	Password string // empty for an open network
	BSSID    driver.MAC
	Security ieee80211dev.SecuritySet
	Channel  int
	RSSI     int  // dBm
	Refuses  bool // it takes no station
}

// An Air carries access points and the stations that joined them. Its lock is never held
// while a station is told something.
type Air struct {
	mu     sync.Mutex
	points []*point
	slow   time.Duration // what each scan and join takes
}

// NewAir returns an air without access points.
func NewAir() *Air { return &Air{} }

// A point is an access point with its stations.
type point struct {
	AccessPoint
	stations []*station
}

// A station is who has joined an access point.
type station struct {
	mac  driver.MAC
	lost func() // told when the access point disappears; called without the air's lock
}

// SetSlow sets how long each scan and join takes.
func (a *Air) SetSlow(d time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.slow = d
}

// Add puts an access point on the air.
func (a *Air) Add(ap AccessPoint) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.points = append(a.points, &point{AccessPoint: ap})
}

// Remove takes the access points of a network off the air. Their stations lose it.
func (a *Air) Remove(ssid string) {
	a.mu.Lock()
	var told []*station
	a.points = slices.DeleteFunc(a.points, func(p *point) bool {
		if p.SSID == ssid {
			told = append(told, p.stations...)
		}
		return p.SSID == ssid
	})
	a.mu.Unlock()
	for _, s := range told {
		if s.lost != nil {
			s.lost()
		}
	}
}

// take waits for as long as a scan or a join takes.
func (a *Air) take(ctx context.Context, ended <-chan struct{}) error {
	a.mu.Lock()
	slow := a.slow
	a.mu.Unlock()
	if slow == 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(slow)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-ended:
		return driver.ENODEV
	}
}

// scan returns the access points, the strongest first.
func (a *Air) scan() []ieee80211dev.ScanInfo {
	a.mu.Lock()
	defer a.mu.Unlock()
	found := make([]ieee80211dev.ScanInfo, len(a.points))
	for i, p := range a.points {
		found[i] = ieee80211dev.ScanInfo{BSSID: p.BSSID, SSID: p.SSID, Security: p.Security, RSSI: p.RSSI, Channel: p.Channel}
	}
	slices.SortStableFunc(found, func(a, b ieee80211dev.ScanInfo) int { return b.RSSI - a.RSSI })
	return found
}

// join adds a station to a network and returns its access point: ENOENT for no such
// network, ECONNREFUSED for one that takes no station, EACCES for a wrong password.
func (a *Air) join(s *station, ssid, password string) (AccessPoint, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.points {
		switch {
		case p.SSID != ssid:
			continue
		case p.Refuses:
			return AccessPoint{}, driver.ECONNREFUSED
		case p.Password != "" && p.Password != password:
			return AccessPoint{}, driver.EACCES
		}
		p.stations = append(p.stations, s)
		return p.AccessPoint, nil
	}
	return AccessPoint{}, driver.ENOENT
}

// leave removes a station from the network it has joined.
func (a *Air) leave(mac driver.MAC) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.points {
		p.stations = slices.DeleteFunc(p.stations, func(s *station) bool { return s.mac == mac })
	}
}

// stations returns the stations of the access point with the given hardware address.
func (a *Air) stations(bssid driver.MAC) []driver.MAC {
	a.mu.Lock()
	defer a.mu.Unlock()
	var macs []driver.MAC
	for _, p := range a.points {
		if p.BSSID == bssid {
			for _, s := range p.stations {
				macs = append(macs, s.mac)
			}
		}
	}
	return macs
}
