package wifi

import (
	"context"
	"fmt"
	"sync"

	"drivergen/generated/ieee80211dev"
)

// A Station is a device that joins networks. Its methods may be called from any goroutine.
type Station struct {
	dev  ieee80211dev.WiFiDev
	feed feed

	mu     sync.Mutex
	stays  keepers // what Leave ends
	offers keepers // what AccessPoint.Stop ends
}

// New returns the station of a device. The device is the caller's to close.
func New(dev ieee80211dev.WiFiDev) *Station {
	return &Station{dev: dev, feed: feed{dev: dev}}
}

// Reset restarts the device, which leaves its network and ends its access point. A Stay that
// runs joins its network again, a Keep offers its own again.
func (s *Station) Reset(ctx context.Context) error {
	err := s.dev.Reset(ctx)
	s.mu.Lock()
	s.stays.poke()
	s.offers.poke()
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("wifi: reset: %w", err)
	}
	return nil
}

// Leave leaves the network. It succeeds where none is joined. A Stay that keeps the
// network returns.
func (s *Station) Leave(ctx context.Context) error {
	s.mu.Lock()
	s.stays.end()
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
