package wifi

import (
	"context"
	"fmt"
	"sync"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// A Station is a device that joins networks. Its methods may be called from any goroutine.
type Station struct {
	dev ieee80211dev.WiFiDev

	mu     sync.Mutex
	stays  map[uint64]context.CancelCauseFunc // what ends each Stay
	serial uint64
}

// New returns the station of a device. The device is the caller's to close.
func New(dev ieee80211dev.WiFiDev) *Station {
	return &Station{dev: dev, stays: make(map[uint64]context.CancelCauseFunc)}
}

// Scan returns the access points in range, the strongest first.
func (s *Station) Scan(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
	found, err := s.dev.Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("wifi: scan: %w", err)
	}
	return found, nil
}

// Join joins a network and returns when the device has an address. An attempt that failed
// is repeated as Retries and Backoff say, if another may succeed: a wrong password is
// given up at once.
func (s *Station) Join(ctx context.Context, ssid string, opts ...JoinOption) error {
	return s.join(ctx, newJoining(ssid, 2, opts))
}

func (s *Station) join(ctx context.Context, j joining) error {
	for attempt := 1; ; attempt++ {
		err := s.dev.Connect(ctx, j.info)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil && temporary(err) && (j.retries < 0 || attempt <= j.retries) {
			if j.wait(ctx, attempt) == nil {
				continue
			}
		}
		if attempt == 1 {
			return fmt.Errorf("wifi: join %q: %w", j.info.SSID, err)
		}
		return fmt.Errorf("wifi: join %q: %d attempts, the last: %w", j.info.SSID, attempt, err)
	}
}

// temporary tells whether another attempt may succeed: the access point may come back,
// have room again, or answer in time.
func temporary(err error) bool {
	switch driver.ErrnoOf(err) {
	case ieee80211dev.ENOENT, ieee80211dev.ETIMEDOUT, ieee80211dev.ECONNREFUSED,
		ieee80211dev.ECONNRESET, ieee80211dev.EBUSY, ieee80211dev.EIO:
		return true
	}
	return false
}

// Leave leaves the network. It succeeds where none is joined. A Stay that keeps the
// network returns.
func (s *Station) Leave(ctx context.Context) error {
	s.mu.Lock()
	for _, end := range s.stays {
		end(errLeft)
	}
	s.mu.Unlock()
	if err := s.dev.Disconnect(ctx); err != nil {
		return fmt.Errorf("wifi: leave: %w", err)
	}
	return nil
}

// Connection returns the network that the device is joined to, or nil without an error
// where there is none.
func (s *Station) Connection(ctx context.Context) (*ieee80211dev.ConnectionInfo, error) {
	info, err := s.dev.GetConnection(ctx)
	if err != nil {
		return nil, fmt.Errorf("wifi: connection: %w", err)
	}
	return info, nil
}
