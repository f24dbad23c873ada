package gen_test

import (
	"context"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
)

// A radio is the hardware behind a WiFi device's callback form.
type radio struct {
	joined *ieee80211dev.ConnectionInfo
	asked  ieee80211dev.ConnectInfo
}

func (r *radio) Reset(context.Context) error { return nil }

func (r *radio) Scan(context.Context) ([]ieee80211dev.ScanInfo, error) {
	return []ieee80211dev.ScanInfo{{SSID: "lab", Security: ieee80211dev.ScanWPA2 | ieee80211dev.ScanPSK, RSSI: -52, Channel: 6}}, nil
}

func (r *radio) Connect(_ context.Context, info ieee80211dev.ConnectInfo) error {
	r.asked = info
	switch {
	case info.SSID != "lab":
		return driver.ENOENT
	case info.Password != "correct horse":
		return driver.EACCES
	}
	r.joined = &ieee80211dev.ConnectionInfo{SSID: info.SSID}
	return nil
}

func (r *radio) Disconnect(context.Context) error {
	r.joined = nil
	return nil
}

func (r *radio) GetConnection(context.Context) (*ieee80211dev.ConnectionInfo, error) {
	return r.joined, nil
}

// An apRadio can be an access point too.
type apRadio struct {
	radio
	on   bool
	info ieee80211dev.APInfo
}

func (r *apRadio) StartAP(_ context.Context, info ieee80211dev.APInfo) error {
	r.on, r.info = true, info
	return nil
}

func (r *apRadio) StopAP(context.Context) error {
	if !r.on {
		return driver.ENOTCONN
	}
	r.on = false
	return nil
}

func (r *apRadio) APClients(context.Context) ([]driver.MAC, error) {
	if !r.on {
		return nil, driver.ENOTCONN
	}
	return []driver.MAC{{2, 0, 0, 0, 0, 7}}, nil
}

type wifiBench struct {
	trail
	*ieee80211dev.WiFiDevCallbacks
	dev *ieee80211devstub.Device
}

func onRadio(t *testing.T, hw ieee80211devstub.Hardware, f func(t *testing.T, b *wifiBench)) {
	synctest.Test(t, func(t *testing.T) {
		dev := ieee80211devstub.New(hw)
		b := &wifiBench{WiFiDevCallbacks: ieee80211dev.NewWiFiDevCallbacks(t.Context(), dev), dev: dev}
		b.SetAssocCB(func() { b.add("assoc_cb") })
		b.SetConnectCB(func() { b.add("connect_cb") })
		b.SetDisconnectCB(func() { b.add("disconnect_cb") })
		f(t, b)
		b.End()
	})
}

func (b *wifiBench) answer(name string) func(int) {
	return func(err int) {
		if err != 0 {
			b.add("%s %d errno %d", name, err, b.Errno())
			return
		}
		b.add("%s %d", name, err)
	}
}

func TestCallbackWiFiJoinAndLeave(t *testing.T) {
	var hw radio
	onRadio(t, &hw, func(t *testing.T, b *wifiBench) {
		b.Connect(ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"}, b.answer("connect"))
		b.want(t, "assoc_cb", "connect_cb", "connect 0")
		if hw.asked.Security != ieee80211dev.SecurityWPA2WPAPSK {
			t.Errorf("security %q", hw.asked.Security)
		}
		b.GetConnection(func(err int, c *ieee80211dev.ConnectionInfo) { b.add("get_connection %d %s", err, c.SSID) })
		b.want(t, "get_connection 0 lab")
		b.Disconnect(b.answer("disconnect"))
		b.want(t, "disconnect_cb", "disconnect 0")
		b.GetConnection(func(err int, c *ieee80211dev.ConnectionInfo) { b.add("get_connection %d %v", err, c == nil) })
		b.want(t, "get_connection 0 true")
	})
}

func TestCallbackWiFiJoinFails(t *testing.T) {
	var hw radio
	onRadio(t, &hw, func(t *testing.T, b *wifiBench) {
		b.Connect(ieee80211dev.ConnectInfo{SSID: "lab", Password: "short"}, b.answer("connect"))
		b.want(t, "connect -1 errno 13")
		if hw.asked.Security != ieee80211dev.SecurityOpen {
			t.Errorf("security %q", hw.asked.Security)
		}
		b.Connect(ieee80211dev.ConnectInfo{SSID: "elsewhere"}, b.answer("connect"))
		b.want(t, "connect -1 errno 2")
		b.Connect(ieee80211dev.ConnectInfo{}, b.answer("connect"))
		b.want(t, "connect -1 errno 22")
	})
}

func TestCallbackWiFiLosesItsNetwork(t *testing.T) {
	onRadio(t, &radio{}, func(t *testing.T, b *wifiBench) {
		b.dev.Disconnected()
		b.want(t, "disconnect_cb")
		b.SetDisconnectCB(nil)
		b.dev.Disconnected()
		b.want(t)
	})
}

func TestCallbackWiFiScanAndReset(t *testing.T) {
	onRadio(t, &radio{}, func(t *testing.T, b *wifiBench) {
		b.Reset(b.answer("reset"))
		b.Scan(func(err int, found []ieee80211dev.ScanInfo) {
			b.add("scan %d: %s %v %d", err, found[0].SSID, found[0].Security, found[0].RSSI)
		})
		b.want(t, "reset 0", "scan 0: lab WPA2 PSK -52")
	})
}

func TestCallbackWiFiAccessPoint(t *testing.T) {
	var hw apRadio
	onRadio(t, &hw, func(t *testing.T, b *wifiBench) {
		if !b.HasAPMode() {
			t.Error("no access point mode")
		}
		if status := b.StopAP(); status != -1 || b.Errno() != 107 {
			t.Errorf("disable_ap_mode while it is off: %d, errno %d", status, b.Errno())
		}
		if clients := b.APClients(); clients != nil || b.Errno() != 107 {
			t.Errorf("get_ap_client while it is off: %v, errno %d", clients, b.Errno())
		}
		b.StartAP(ieee80211dev.APInfo{}, b.answer("ap_mode"))
		b.want(t, "ap_mode 0")
		if hw.info.SSID != "Kaluma_AP" || hw.info.Password != "kalumaAp" || hw.info.Gateway.String() != "192.168.4.1" || hw.info.SubnetMask.String() != "255.255.255.0" {
			t.Errorf("defaults %+v", hw.info)
		}
		if clients := b.APClients(); len(clients) != 1 {
			t.Errorf("clients %v", clients)
		}
		if status := b.StopAP(); status != 0 {
			t.Errorf("disable_ap_mode: %d, errno %d", status, b.Errno())
		}
	})
}

func TestCallbackWiFiWithoutAccessPoint(t *testing.T) {
	onRadio(t, &radio{}, func(t *testing.T, b *wifiBench) {
		b.StartAP(ieee80211dev.APInfo{}, b.answer("ap_mode"))
		b.want(t, "ap_mode -1 errno 95")
		if b.HasAPMode() || b.StopAP() != -1 || b.Errno() != 95 || b.APClients() != nil {
			t.Error("a device without access point mode has it")
		}
	})
}

func TestCallbackWiFiNilCallbacks(t *testing.T) {
	onRadio(t, &apRadio{}, func(t *testing.T, b *wifiBench) {
		b.SetAssocCB(nil)
		b.SetConnectCB(nil)
		b.SetDisconnectCB(nil)
		b.Reset(nil)
		b.Scan(nil)
		b.Connect(ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"}, nil)
		b.Connect(ieee80211dev.ConnectInfo{}, nil)
		b.GetConnection(nil)
		b.StartAP(ieee80211dev.APInfo{}, nil)
		b.Disconnect(nil)
		b.want(t)
	})
}
