package loopback_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"drivergen/driver"
	"drivergen/driver/conform"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
	"drivergen/generated/ieee80211dev/ieee80211devtest"
	"drivergen/generated/netdev/netdevstub"
	"drivergen/generated/netdev/netdevtest"
	"drivergen/impl/loopback"
)

// expect checks the outcome of tests by their names.
func expect(t *testing.T, report *conform.Report, status conform.Status, reason string, names ...string) {
	t.Helper()
	for _, name := range names {
		n := slices.IndexFunc(report.Outcomes, func(o conform.Outcome) bool { return o.Test == name })
		if n < 0 {
			t.Errorf("%s did not run", name)
			continue
		}
		if o := report.Outcomes[n]; o.Status != status || !strings.Contains(o.Reason, reason) {
			t.Errorf("%s: %v (%s), want %v (%s)", name, o.Status, o.Reason, status, reason)
		}
	}
}

func TestNothingFilledIn(t *testing.T) {
	report := netdevtest.Check(t, func(t *testing.T) netdevtest.Device {
		dev := loopback.New(loopback.NewNetwork(), loopback.NewAir())
		t.Cleanup(func() { _ = dev.Close() })
		return netdevtest.Device{Dev: netdevstub.New(netdevstub.Unimplemented{}), World: dev.NetWorld()}
	})
	if n := report.Count(conform.Failed); n > 0 {
		t.Errorf("%d tests fail, where they should wait: %+v", n, report.Outcomes)
	}
	want := []string{"Hardware.MAC", "Hardware.IP", "Hardware.Open", "Hardware.Resolve"}
	got := report.Calls()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("tests wait for %v, want %v", got, want)
	}
	expect(t, report, conform.Waiting, "not filled in: Hardware.Open", "scenario/connect", "connect/when_connected", "socket/table_full")
	expect(t, report, conform.Passed, "", "connect/handle_never_open", "resolve/name_too_long")
	if summary := report.Summary(); !strings.Contains(summary, " wait for 4 hardware calls") {
		t.Errorf("summary %q", summary)
	}
}

func TestNoRadioFilledIn(t *testing.T) {
	report := ieee80211devtest.Check(t, func(t *testing.T) ieee80211devtest.Device {
		dev := open(t)
		return ieee80211devtest.Device{Dev: ieee80211devstub.New(ieee80211devstub.Unimplemented{}), World: dev.WiFiWorld(), Close: dev.Close}
	})
	for _, o := range report.Outcomes {
		if o.Status == conform.Failed {
			t.Errorf("%s fails, where it should wait: %s", o.Test, o.Reason)
		}
	}
	expect(t, report, conform.Waiting, "not filled in: Hardware.Scan", "scan/callback_once", "scan/device_closed", "scenario/scan")
}

func TestWithoutWorld(t *testing.T) {
	report := netdevtest.Check(t, func(t *testing.T) netdevtest.Device {
		return netdevtest.Device{Dev: open(t).Net()}
	})
	if n := report.Count(conform.Failed); n > 0 {
		t.Errorf("%d tests fail", n)
	}
	expect(t, report, conform.NotApplicable, "peer_listens", "scenario/connect", "write/canceled", "bind/when_connected")
	expect(t, report, conform.Passed, "", "scenario/new_socket", "bind/when_listening")
}

// partialWorld lacks resets.
type partialWorld struct{ *loopback.NetWorld }

func (partialWorld) PeerResets(ctx context.Context, peer int) error {
	return netdevtest.NoWorld{}.PeerResets(ctx, peer)
}

func TestWithPartOfAWorld(t *testing.T) {
	report := netdevtest.Check(t, func(t *testing.T) netdevtest.Device {
		dev := open(t)
		return netdevtest.Device{Dev: dev.Net(), World: partialWorld{dev.NetWorld()}}
	}, "scenario/peer_resets", "scenario/peer_closes")
	expect(t, report, conform.NotApplicable, "the world has no peer_resets", "scenario/peer_resets")
	expect(t, report, conform.Passed, "", "scenario/peer_closes")
}

func TestLimits(t *testing.T) {
	limited := func(limits conform.Limits) *conform.Report {
		return netdevtest.Check(t, func(t *testing.T) netdevtest.Device {
			dev := open(t)
			return netdevtest.Device{Dev: dev.Net(), World: dev.NetWorld(), Cannot: limits}
		}, "scenario/half_close", "scenario/shutdown_writing")
	}
	report := limited(conform.Limits{netdevtest.HalfClose: "the firmware has none"})
	expect(t, report, conform.NotApplicable, "half_close: the firmware has none", "scenario/half_close")
	expect(t, report, conform.Passed, "", "scenario/shutdown_writing")
	expect(t, limited(conform.Limits{"half_closed": "a slip of the pen"}), conform.Failed, `the limit "half_closed", which the description does not have`, "scenario/half_close")
}

// A station is a WiFi device without access point mode.
type station struct{ ieee80211dev.WiFiDev }

func (station) Capabilities() driver.Capabilities { return nil }

func TestWithoutCapability(t *testing.T) {
	report := ieee80211devtest.Check(t, func(t *testing.T) ieee80211devtest.Device {
		dev := open(t)
		return ieee80211devtest.Device{Dev: station{dev.WiFi()}, World: dev.WiFiWorld()}
	})
	expect(t, report, conform.NotApplicable, "the device has no APMode", "scenario/access_point_mode", "ap_mode/ssid_too_long", "get_ap_client/errors_listed")
	expect(t, report, conform.Passed, "", "scenario/join", "capability/APMode")
}

// TestFiveSockets: hardware with few sockets finds its table full sooner, and passes the rest.
func TestFiveSockets(t *testing.T) {
	netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
		dev := loopback.New(loopback.NewNetwork(), loopback.NewAir(), driver.MaxHandles(5))
		t.Cleanup(func() { _ = dev.Close() })
		return netdevtest.Device{Dev: dev.Net(), World: dev.NetWorld(), Cannot: conform.Limits{netdevtest.EightSockets: "it has five"}}
	})
}
