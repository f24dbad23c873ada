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
	Hidden   bool // a scan finds it by its name alone
	Stations int  // how many stations it takes, 0 for any number
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
	stations     []*station
	joined, left func(driver.MAC) // who offers it is told; they do not wait
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
func (a *Air) Add(ap AccessPoint) { a.add(ap, func(driver.MAC) {}, func(driver.MAC) {}) }

// add is Add for an access point whose owner is told who joins and leaves.
func (a *Air) add(ap AccessPoint, joined, left func(driver.MAC)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.points = append(a.points, &point{AccessPoint: ap, joined: joined, left: left})
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

// scan returns the access points that the options tell, the strongest first.
func (a *Air) scan(options ieee80211dev.ScanOptions) []ieee80211dev.ScanInfo {
	a.mu.Lock()
	defer a.mu.Unlock()
	found := []ieee80211dev.ScanInfo{}
	for _, p := range a.points {
		if p.heard(options) {
			found = append(found, ieee80211dev.ScanInfo{BSSID: p.BSSID, SSID: p.SSID, Security: p.Security, RSSI: p.RSSI, Channel: p.Channel})
		}
	}
	slices.SortStableFunc(found, func(a, b ieee80211dev.ScanInfo) int { return b.RSSI - a.RSSI })
	return found
}

// heard reports whether a scan finds an access point. A hidden one answers to its name alone.
func (p *point) heard(options ieee80211dev.ScanOptions) bool {
	return (options.SSID == p.SSID || options.SSID == "" && !p.Hidden) &&
		(options.BSSID == driver.MAC{} || options.BSSID == p.BSSID) &&
		(options.Channel == 0 || options.Channel == p.Channel)
}

// join adds a station to a network and returns its access point: ENOENT for no such
// network, ECONNREFUSED for one that takes no station, EACCES for a wrong password. A zero
// bssid is any access point of the network.
func (a *Air) join(s *station, ssid string, bssid driver.MAC, password string) (AccessPoint, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.points {
		switch {
		case p.SSID != ssid, bssid != driver.MAC{} && bssid != p.BSSID:
			continue
		case p.Refuses, p.Stations > 0 && len(p.stations) >= p.Stations:
			return AccessPoint{}, driver.ECONNREFUSED
		case p.Password != "" && p.Password != password:
			return AccessPoint{}, driver.EACCES
		}
		p.stations = append(p.stations, s)
		p.joined(s.mac)
		return p.AccessPoint, nil
	}
	return AccessPoint{}, driver.ENOENT
}

// leave removes a station from the network it has joined.
func (a *Air) leave(mac driver.MAC) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.points {
		before := len(p.stations)
		p.stations = slices.DeleteFunc(p.stations, func(s *station) bool { return s.mac == mac })
		if len(p.stations) < before {
			p.left(mac)
		}
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
