package wifi

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

type fakeAP struct {
	info ieee80211dev.APInfo
	on   bool
}

func (f *fakeAP) StartAP(_ context.Context, info ieee80211dev.APInfo) error {
	f.info, f.on = info, true
	return nil
}

func (f *fakeAP) StopAP(context.Context) error {
	if !f.on {
		return driver.Fail("disable_ap_mode", driver.ENOTCONN, nil)
	}
	f.on = false
	return nil
}

func (f *fakeAP) APClients(context.Context) ([]driver.MAC, error) {
	if !f.on {
		return nil, driver.Fail("get_ap_client", driver.ENOTCONN, nil)
	}
	return []driver.MAC{{1, 2, 3, 4, 5, 6}}, nil
}

func TestAccessPoint(t *testing.T) {
	mode := &fakeAP{}
	ap, err := New(&fakeDev{apMode: mode}).AccessPoint()
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if err := ap.Stop(ctx); !errors.Is(err, driver.ENOTCONN) {
		t.Errorf("Stop of none: %v", err)
	}
	if _, err := ap.Clients(ctx); !errors.Is(err, driver.ENOTCONN) {
		t.Errorf("Clients of none: %v", err)
	}
	gateway, mask := netip.MustParseAddr("10.9.8.1"), netip.MustParseAddr("255.255.255.0")
	if err := ap.Start(ctx, "mine", APPassword("secret123"), APAddress(gateway, mask)); err != nil {
		t.Fatal(err)
	}
	if want := (ieee80211dev.APInfo{SSID: "mine", Password: "secret123", Gateway: gateway, SubnetMask: mask}); mode.info != want {
		t.Errorf("the device got %+v", mode.info)
	}
	if clients, err := ap.Clients(ctx); err != nil || len(clients) != 1 {
		t.Errorf("Clients = %v, %v", clients, err)
	}
	if err := ap.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func TestNoAccessPoint(t *testing.T) {
	if _, err := New(&fakeDev{}).AccessPoint(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("AccessPoint: %v, want EOPNOTSUPP", err)
	}
}
