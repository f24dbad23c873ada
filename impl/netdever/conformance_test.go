package netdever_test

import (
	"slices"
	"testing"

	"drivergen/driver/conform"
	"drivergen/generated/ieee80211dev/ieee80211devtest"
	"drivergen/generated/netdev/netdevtest"
	"drivergen/impl/loopback"
	"drivergen/impl/netdever"
	"drivergen/tinynet"
)

// round returns a device in memory that was made a Netdever and a Netlinker, and those a
// device again.
func round(t *testing.T) (*netdever.Device, *loopback.Device, func() error) {
	t.Helper()
	dev := loopback.New(loopback.NewNetwork(), loopback.NewAir())
	back := netdever.New(tinynet.NewNetdever(dev.Net()), tinynet.NewNetlinker(dev.WiFi(), dev.Net()), netdever.AccessPoint())
	end := func() error {
		err := back.Close()
		if first := dev.Close(); err == nil {
			err = first
		}
		return err
	}
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	return back, dev, end
}

func TestNetDevConformance(t *testing.T) {
	report := netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
		back, dev, end := round(t)
		return netdevtest.Device{Dev: back.Net(), World: dev.NetWorld(), Close: end, Cannot: conform.Limits{
			netdevtest.HalfClose:    "a Netdever cannot close one direction of a connection",
			netdevtest.Options:      "a Netdever has no TCP_NODELAY",
			netdevtest.SeveralPeers: "a Netdever's datagram socket has one peer",
		}}
	})
	report.Keep(t, "README.md", "netdev")
}

// What a Netlinker cannot do, and the tests that ask for it.
var beyondNetlinker = []struct {
	reason string
	tests  []string
}{
	{"a Netlinker cannot scan", []string{
		"scan/errors_listed", "scan/callback_once", "scenario/scan", "scenario/scan_open", "scenario/scan_canceled", "scenario/radio_busy",
	}},
	{"a Netlinker does not tell which access point it joined", []string{"scenario/join", "scenario/join_open"}},
	{"a Netlinker cannot choose an access point by its address", []string{"scenario/join_bssid"}},
	{"a Netlinker's ErrConnectFailed does not tell why", []string{"scenario/no_such_network", "scenario/refused"}},
	{"a Netlinker does not tell its stations", []string{
		"scenario/access_point_mode", "scenario/access_point_open", "scenario/access_point_defaults",
	}},
	{"a Netlinker chooses the channel of its network by itself", []string{"scenario/access_point_events"}},
}

func TestWiFiDevConformance(t *testing.T) {
	report := ieee80211devtest.Check(t, func(t *testing.T) ieee80211devtest.Device {
		back, dev, end := round(t)
		return ieee80211devtest.Device{Dev: back.WiFi(), World: dev.WiFiWorld(), Close: end}
	})
	for i := range report.Outcomes {
		o := &report.Outcomes[i]
		for _, lack := range beyondNetlinker {
			if slices.Contains(lack.tests, o.Test) {
				if o.Status != conform.Failed {
					t.Errorf("%s: %v, and stands in the list of what does not apply", o.Test, o.Status)
				}
				o.Status, o.Reason = conform.NotApplicable, lack.reason
			}
		}
		if o.Status == conform.Failed {
			t.Errorf("%s: %s", o.Test, o.Reason)
		}
	}
	report.Keep(t, "README.md", "ieee80211dev")
}
