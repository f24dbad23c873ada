package netdever

import (
	"context"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/tinygo"
)

// HasCapability reports what the program said of the Netlinker, which cannot be asked.
func (r *radio) HasCapability(name string) bool { return name == "APMode" && r.config.accessPoint }

// StartAP makes the device an access point. A Netlinker is either that or a station: a
// network that was joined is left.
func (r *radio) StartAP(ctx context.Context, info ieee80211dev.APInfo) error {
	standard := ieee80211dev.APInfo{}.WithDefaults()
	if info.Channel != 0 || info.Hidden || info.Stations != 0 || info.Gateway != standard.Gateway || info.SubnetMask != standard.SubnetMask {
		return fail("ap_mode", driver.EOPNOTSUPP, "a Netlinker chooses the channel and the addresses of its network by itself, and shows its name")
	}
	auth, ok := authTypes[info.Security]
	if !ok {
		return fail("ap_mode", driver.EOPNOTSUPP, "a Netlinker has no security "+string(info.Security))
	}
	left := r.isUp()
	params := tinygo.ConnectParams{ConnectMode: tinygo.ConnectModeAP, Ssid: info.SSID, Passphrase: info.Password, AuthType: auth}
	err := r.connect(ctx, "ap_mode", &params, func() { r.offers = true })
	if left && !r.isUp() {
		r.stub.Disconnected()
		r.stub.Left(ieee80211dev.LeaveAsked)
	}
	return err
}

func (r *radio) isUp() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.up
}

func (r *radio) isOffering() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.offers
}

// StopAP ends access point mode.
func (r *radio) StopAP(ctx context.Context) error {
	if err := r.gone(); err != nil {
		return err
	}
	if !r.isOffering() {
		return driver.ENOTCONN
	}
	_, err := r.leave(ctx, "disable_ap_mode")
	return err
}

// APClients fails: a Netlinker does not tell its stations.
func (r *radio) APClients(context.Context) ([]driver.MAC, error) {
	if err := r.gone(); err != nil {
		return nil, err
	}
	if !r.isOffering() {
		return nil, driver.ENOTCONN
	}
	return nil, fail("get_ap_client", driver.EOPNOTSUPP, "a Netlinker does not tell its stations")
}
