package driver_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"strings"
	"testing"

	"drivergen/driver"
)

func TestMAC(t *testing.T) {
	want := driver.MAC{0x5c, 0xcf, 0x7f, 0x00, 0x00, 0xa1}
	for _, text := range []string{"5c:cf:7f:00:00:a1", "5C-CF-7F-00-00-A1"} {
		if got, err := driver.ParseMAC(text); err != nil || got != want {
			t.Errorf("ParseMAC(%q) = %v, %v", text, got, err)
		}
	}
	if got := want.String(); got != "5c:cf:7f:00:00:a1" {
		t.Errorf("String() = %q", got)
	}
	for _, text := range []string{"", "5c:cf:7f:00:00", "5c:cf:7f:00:00:a1:00", "5c.cf.7f.00.00.a1", "5g:cf:7f:00:00:a1", "5c:cf:7f:00:00:a ", strings.Repeat(":", 17)} {
		if got, err := driver.ParseMAC(text); !errors.Is(err, driver.EINVAL) || got != (driver.MAC{}) {
			t.Errorf("ParseMAC(%q) = %v, %v, want EINVAL", text, got, err)
		}
	}
	data, err := json.Marshal(want)
	if err != nil || string(data) != `"5c:cf:7f:00:00:a1"` {
		t.Errorf("as JSON: %s, %v", data, err)
	}
	got := driver.MAC{1}
	if err := json.Unmarshal([]byte(`"nonsense"`), &got); err == nil || got != (driver.MAC{1}) {
		t.Errorf("a bad text gave %v, %v", got, err)
	}
	if err := json.Unmarshal(data, &got); err != nil || got != want {
		t.Errorf("from JSON: %v, %v", got, err)
	}
}

func FuzzParseMAC(f *testing.F) {
	f.Add("5c:cf:7f:00:00:a1")
	f.Add("5c-cf-7f-00-00-a1")
	f.Add("::::::::::::::::::")
	f.Fuzz(func(t *testing.T, text string) {
		mac, err := driver.ParseMAC(text)
		if err != nil {
			return
		}
		if back, err := driver.ParseMAC(mac.String()); err != nil || back != mac {
			t.Errorf("%q became %v, which reads as %v, %v", text, mac, back, err)
		}
	})
}

func TestLink(t *testing.T) {
	link := driver.MakeLink(3, 2)
	if link.Number() != 3 || link.Generation() != 2 || link.IsZero() || link.String() != "3#2" {
		t.Errorf("got %v", link)
	}
	if !(driver.Link{}).IsZero() {
		t.Error("the zero Link names a handle")
	}
}

func TestEndpoint(t *testing.T) {
	resolve := func(_ context.Context, host string) (netip.Addr, error) {
		if host == "broker" {
			return netip.MustParseAddr("192.0.2.7"), nil
		}
		return netip.Addr{}, driver.ENOENT
	}
	cases := []struct{ host, want string }{
		{"", "invalid AddrPort"}, {"192.0.2.1", "192.0.2.1:80"}, {"::ffff:192.0.2.1", "192.0.2.1:80"}, {"2001:db8::1", "[2001:db8::1]:80"}, {"broker", "192.0.2.7:80"},
	}
	for _, c := range cases {
		if got, err := driver.Endpoint(t.Context(), c.host, 80, resolve); err != nil || got.String() != c.want || got.Port() != 80 {
			t.Errorf("Endpoint(%q) = %v, %v", c.host, got, err)
		}
	}
	if _, err := driver.Endpoint(t.Context(), "nobody", 80, resolve); !errors.Is(err, driver.ENOENT) {
		t.Errorf("got %v", err)
	}
	if got := driver.AddrText(netip.Addr{}); got != "" {
		t.Errorf("the zero address is %q", got)
	}
	if got := driver.AddrText(netip.MustParseAddr("192.0.2.1")); got != "192.0.2.1" {
		t.Errorf("got %q", got)
	}
}

type maybeAP bool

func (m maybeAP) HasCapability(name string) bool { return bool(m) && name == "APMode" }

func TestCapabilities(t *testing.T) {
	c := driver.Capabilities{"APMode": maybeAP(true)}
	if got, ok := driver.CapabilityOf[maybeAP](c, "APMode"); !ok || !bool(got) {
		t.Errorf("got %v, %v", got, ok)
	}
	if _, ok := driver.CapabilityOf[error](c, "APMode"); ok {
		t.Error("a capability was found as another type")
	}
	if _, ok := driver.CapabilityOf[maybeAP](nil, "APMode"); ok {
		t.Error("a capability was found in none")
	}
	if !driver.HasCapability(maybeAP(true), "APMode") || driver.HasCapability(maybeAP(false), "APMode") || !driver.HasCapability(1, "APMode") {
		t.Error("HasCapability does not ask the hardware")
	}
}

func TestConfigure(t *testing.T) {
	if got := driver.Configure(nil).Handles; got != driver.DefaultHandles {
		t.Errorf("got %d", got)
	}
	if got := driver.Configure([]driver.StubOption{driver.MaxHandles(6)}).Handles; got != 6 {
		t.Errorf("got %d", got)
	}
}
