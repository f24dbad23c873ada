package wifi_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/generated/ieee80211dev"
	"drivergen/impl/loopback"
	"drivergen/wifi"
)

var lab = loopback.AccessPoint{
	SSID: "lab", Password: "correct horse", Channel: 6, RSSI: -42,
	Security: ieee80211dev.ScanWPA2 | ieee80211dev.ScanPSK,
}

func TestStationOnADevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		air := loopback.NewAir()
		air.Add(lab)
		dev := loopback.New(loopback.NewNetwork(), air)
		defer dev.Close()
		station, ctx := wifi.New(dev.WiFi()), t.Context()
		found, err := station.Scan(ctx)
		if err != nil || len(found) != 1 || found[0].SSID != "lab" || found[0].RSSI != -42 {
			t.Errorf("Scan = %+v, %v", found, err)
		}
		if info, err := station.Connection(ctx); info != nil || err != nil {
			t.Errorf("Connection before a join = %v, %v", info, err)
		}
		if err := station.Join(ctx, "lab", wifi.Password("wrong horse")); !errors.Is(err, ieee80211dev.EACCES) {
			t.Errorf("Join with a wrong password: %v", err)
		}
		if err := station.Join(ctx, "attic", wifi.Retries(0)); !errors.Is(err, ieee80211dev.ENOENT) {
			t.Errorf("Join of no network: %v", err)
		}
		if err := station.Join(ctx, "lab", wifi.Password("correct horse")); err != nil {
			t.Fatal(err)
		}
		if info, err := station.Connection(ctx); err != nil || info == nil || info.SSID != "lab" || info.Channel != 6 {
			t.Errorf("Connection = %+v, %v", info, err)
		}
		if err := station.Leave(ctx); err != nil {
			t.Error(err)
		}
		if info, err := station.Connection(ctx); info != nil || err != nil {
			t.Errorf("Connection after Leave = %v, %v", info, err)
		}
	})
}

// An access point that comes and goes.
func TestStayOnADevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		air := loopback.NewAir()
		dev := loopback.New(loopback.NewNetwork(), air)
		defer dev.Close()
		station := wifi.New(dev.WiFi())
		changes := make(chan wifi.Change, 10)
		defer station.OnChange(func(c wifi.Change) { changes <- c })()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- station.Stay(ctx, "lab", wifi.Password("correct horse")) }()
		for range 3 {
			time.Sleep(time.Minute) // of the bubble's clock: attempts fail meanwhile
			air.Add(lab)
			for _, want := range []wifi.Change{wifi.Associated, wifi.Connected} {
				if got := <-changes; got != want {
					t.Fatalf("%v, want %v", got, want)
				}
			}
			air.Remove("lab")
			if got := <-changes; got != wifi.Disconnected {
				t.Fatalf("%v, want %v", got, wifi.Disconnected)
			}
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Stay: %v", err)
		}
	})
}
