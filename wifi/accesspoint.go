package wifi

import (
	"context"
	"fmt"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// An AccessPoint is a device that offers a network.
type AccessPoint struct {
	mode ieee80211dev.APMode
}

// AccessPoint returns the device as an access point, or EOPNOTSUPP where it cannot be one.
func (s *Station) AccessPoint() (*AccessPoint, error) {
	mode, ok := ieee80211dev.APModeOf(s.dev)
	if !ok {
		return nil, fmt.Errorf("wifi: access point: %w", driver.Fail("ap_mode", ieee80211dev.EOPNOTSUPP, nil))
	}
	return &AccessPoint{mode}, nil
}

// An APOption says what network to offer.
type APOption func(*ieee80211dev.APInfo)

// APPassword is the password of the network, of 8 bytes or more.
func APPassword(password string) APOption {
	return func(info *ieee80211dev.APInfo) { info.Password = password }
}

// APAddress is the access point's own address and its subnet mask.
func APAddress(gateway, subnetMask netip.Addr) APOption {
	return func(info *ieee80211dev.APInfo) { info.Gateway, info.SubnetMask = gateway, subnetMask }
}

// Start offers a network. What no option sets is as the description's defaults say.
func (a *AccessPoint) Start(ctx context.Context, ssid string, opts ...APOption) error {
	info := ieee80211dev.APInfo{SSID: ssid}
	for _, opt := range opts {
		opt(&info)
	}
	if err := a.mode.StartAP(ctx, info); err != nil {
		return fmt.Errorf("wifi: start access point %q: %w", ssid, err)
	}
	return nil
}

// Stop ends the network. It fails with ENOTCONN where none is offered.
func (a *AccessPoint) Stop(ctx context.Context) error {
	if err := a.mode.StopAP(ctx); err != nil {
		return fmt.Errorf("wifi: stop access point: %w", err)
	}
	return nil
}

// Clients returns the hardware addresses of the stations that are joined. It fails with
// ENOTCONN where no network is offered.
func (a *AccessPoint) Clients(ctx context.Context) ([]driver.MAC, error) {
	clients, err := a.mode.APClients(ctx)
	if err != nil {
		return nil, fmt.Errorf("wifi: clients of the access point: %w", err)
	}
	return clients, nil
}
