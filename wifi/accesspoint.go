package wifi

import (
	"context"
	"fmt"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// An AccessPoint is a device that offers a network. Its methods may be called from any
// goroutine.
type AccessPoint struct {
	station *Station
	mode    ieee80211dev.APMode
}

// AccessPoint returns the device as an access point, or EOPNOTSUPP where it cannot be one.
func (s *Station) AccessPoint() (*AccessPoint, error) {
	mode, ok := ieee80211dev.APModeOf(s.dev)
	if !ok {
		return nil, fmt.Errorf("wifi: access point: %w", driver.Fail("ap_mode", ieee80211dev.EOPNOTSUPP, nil))
	}
	return &AccessPoint{s, mode}, nil
}

// An APOption says what network to offer.
type APOption func(*ieee80211dev.APInfo)

// APPassword is the password of the network, of 8 to 64 bytes. Without it, it is the
// description's kalumaAp, which everybody knows: give one, or APOpen.
func APPassword(password string) APOption {
	return func(info *ieee80211dev.APInfo) { info.Password = password }
}

// APOpen is a network without security.
func APOpen() APOption { return APSecurity(ieee80211dev.SecurityOpen) }

// APSecurity is the network's security. Without it, it is WPA2_PSK.
func APSecurity(security ieee80211dev.Security) APOption {
	return func(info *ieee80211dev.APInfo) { info.Security = security }
}

// APAddress is the access point's own address and its subnet mask. Without it they are
// 192.168.4.1 and 255.255.255.0.
func APAddress(gateway, subnetMask netip.Addr) APOption {
	return func(info *ieee80211dev.APInfo) { info.Gateway, info.SubnetMask = gateway, subnetMask }
}

// APChannel is the radio channel, 1 to 14. Without it the device chooses. A device that has
// joined a network may have to use that one's.
func APChannel(channel int) APOption {
	return func(info *ieee80211dev.APInfo) { info.Channel = channel }
}

// APHidden is a network whose name is not sent around.
func APHidden() APOption { return func(info *ieee80211dev.APInfo) { info.Hidden = true } }

// APMaxStations is how many stations may join at once, 1 to 10. Without it they are as many as
// the device can have.
func APMaxStations(n int) APOption {
	return func(info *ieee80211dev.APInfo) { info.Stations = n }
}

func offer(ssid string, opts []APOption) ieee80211dev.APInfo {
	info := ieee80211dev.APInfo{SSID: ssid}
	for _, opt := range opts {
		opt(&info)
	}
	return info
}

// Start offers a network. An empty name is the description's Kaluma_AP. A network that the
// device offers already is replaced. A restart of the device may end it: Keep starts it again.
func (a *AccessPoint) Start(ctx context.Context, ssid string, opts ...APOption) error {
	return a.start(ctx, offer(ssid, opts))
}

func (a *AccessPoint) start(ctx context.Context, info ieee80211dev.APInfo) error {
	if err := a.mode.StartAP(ctx, info); err != nil {
		return fmt.Errorf("wifi: start access point %q: %w", info.SSID, err)
	}
	return nil
}

// Stop ends the network, and every Keep of the device. It fails with ENOTCONN where no network
// is offered.
func (a *AccessPoint) Stop(ctx context.Context) error {
	a.station.mu.Lock()
	a.station.offers.end()
	a.station.mu.Unlock()
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
