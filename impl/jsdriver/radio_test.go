package jsdriver_test

import (
	"errors"
	"testing"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// kalumaRadio is a WiFi driver as Kaluma's are: without access point mode, and without a word of why a network was left.
const kalumaRadio = `radio = {
	errno: 0,
	reset(cb) { cb(0); },
	scan(cb) { setTimeout(() => cb(0, [{ssid: 'lab', bssid: '02:02:00:00:00:01', security: 'WPA2 PSK', rssi: -42, channel: 6}]), 0); },
	connect(info, cb) {
		if (info.ssid !== 'lab') { this.errno = 2; cb(-1); return; }
		setTimeout(() => { this.assoc_cb(); this.connect_cb(); cb(0); }, 0);
	},
	disconnect(cb) { this.disconnect_cb(); cb(0); },
	get_connection(cb) { cb(0, {ssid: 'lab', bssid: '02:02:00:00:00:01'}); },
}`

func TestRadio(t *testing.T) {
	b := inMemory(t, kalumaRadio)
	radio := b.dev.WiFi()
	events := make(chan string, 16)
	defer radio.Subscribe(ieee80211dev.WiFiDevEvents{
		Associated:   func() { events <- "associated" },
		Connected:    func() { events <- "connected" },
		Disconnected: func() { events <- "disconnected" },
		Left:         func(reason ieee80211dev.LeaveReason) { events <- "left " + reason.String() },
	}).Cancel()
	wants := func(list ...string) {
		t.Helper()
		for _, want := range list {
			if got := <-events; got != want {
				t.Errorf("the event is %s, want %s", got, want)
			}
		}
	}
	found, err := radio.Scan(t.Context())
	b.must(err)
	if len(found) != 1 || found[0].SSID != "lab" || found[0].RSSI != -42 || found[0].Security != ieee80211dev.ScanWPA2|ieee80211dev.ScanPSK {
		t.Errorf("found %+v", found)
	}
	if err := radio.Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "none"}); !errors.Is(err, driver.ENOENT) {
		t.Errorf("got %v", err)
	}
	b.must(radio.Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"}))
	wants("associated", "connected")
	info, err := radio.GetConnection(t.Context())
	b.must(err)
	if info == nil || info.SSID != "lab" || info.BSSID.String() != "02:02:00:00:00:01" {
		t.Errorf("connected to %+v", info)
	}
	b.must(radio.Disconnect(t.Context()))
	wants("disconnected", "left ASKED")
	b.must(radio.Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "lab"}))
	wants("associated", "connected")
	// The driver's own doing is told on, and once.
	b.eval(`radio.disconnect_cb(); radio.disconnect_cb(); radio.assoc_cb(); radio.connect_cb()`)
	wants("disconnected", "left LOST", "associated", "connected")
	b.must(radio.Reset(t.Context()))
	if _, ok := ieee80211dev.APModeOf(radio); ok {
		t.Error("access point mode came from nowhere")
	}
	if len(events) > 0 {
		t.Errorf("one more event: %s", <-events)
	}
}

// A second scan is EBUSY: drivers of AT firmware would send its command into the first one's answer.
func TestRadioBusy(t *testing.T) {
	b := inMemory(t, kalumaRadio+`; var answer; radio.scan = cb => { answer = cb; asked(); }`)
	asked := make(chan struct{})
	b.set("asked", func() { close(asked) })
	result := make(chan error, 1)
	go func() {
		_, err := b.dev.WiFi().Scan(t.Context())
		result <- err
	}()
	<-asked
	if _, err := b.dev.WiFi().Scan(t.Context()); !errors.Is(err, driver.EBUSY) {
		t.Errorf("a second scan: %v", err)
	}
	b.eval(`answer(0, [])`)
	b.must(<-result)
}
