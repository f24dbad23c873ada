package wifi_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"drivergen/generated/ieee80211dev"
	"drivergen/impl/loopback"
	"drivergen/wifi"
)

// device returns a device with two access points in its range. On a board it would be
// esp8266.Open's.
func device() (*loopback.Device, *loopback.Air) {
	air := loopback.NewAir()
	air.Add(lab)
	air.Add(loopback.AccessPoint{SSID: "guests", Channel: 11, RSSI: -60})
	return loopback.New(loopback.NewNetwork(), air), air
}

func ExampleStation_Join() {
	dev, _ := device()
	defer dev.Close()
	ctx := context.Background()

	station := wifi.New(dev.WiFi())
	if err := station.Join(ctx, "lab", wifi.Password("correct horse")); err != nil {
		log.Fatal(err)
	}
	connection, err := station.Connection(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s on channel %d\n", connection.SSID, connection.Channel)
	// Output: lab on channel 6
}

func ExampleJoinError() {
	dev, _ := device()
	defer dev.Close()

	err := wifi.New(dev.WiFi()).Join(context.Background(), "lab", wifi.Password("wrong horse"))
	fmt.Println(err)
	fmt.Println(errors.Is(err, ieee80211dev.EACCES))
	// Output:
	// wifi: join "lab": connect: permission denied (check the password)
	// true
}

func ExampleStation_ScanFor() {
	dev, _ := device()
	defer dev.Close()

	found, err := wifi.New(dev.WiFi()).ScanFor(context.Background(), ieee80211dev.ScanOptions{Channel: 6})
	if err != nil {
		log.Fatal(err)
	}
	for _, ap := range found {
		fmt.Println(ap.SSID, ap.Security, ap.RSSI, "dBm")
	}
	// Output: lab WPA2 PSK -42 dBm
}

// An access point goes away; the best of the others takes its place.
func ExampleStation_StayBest() {
	dev, air := device()
	defer dev.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	station := wifi.New(dev.WiFi())
	events := make(chan wifi.Event, 10)
	defer station.OnEvent(func(e wifi.Event) { events <- e })()
	ended := make(chan error, 1)
	go func() {
		ended <- station.StayBest(ctx, []wifi.Network{{SSID: "lab", Password: "correct horse"}, {SSID: "guests"}})
	}()
	for range 6 {
		e := <-events
		fmt.Println(e)
		if e.SSID == "lab" && e.Change == wifi.Connected {
			air.Remove("lab")
		}
	}
	cancel()
	fmt.Println(<-ended)
	// Output:
	// associated "lab"
	// connected "lab"
	// disconnected "lab"
	// left "lab": LOST
	// associated "guests"
	// connected "guests"
	// context canceled
}

// Another device joins the network that this one offers.
func ExampleAccessPoint_Start() {
	dev, air := device()
	defer dev.Close()
	phone := loopback.New(loopback.NewNetwork(), air)
	defer phone.Close()
	ctx := context.Background()

	ap, err := wifi.New(dev.WiFi()).AccessPoint()
	if err != nil {
		log.Fatal(err)
	}
	changes := make(chan wifi.ClientChange, 1)
	defer ap.OnClient(func(e wifi.ClientEvent) { changes <- e.Change })()
	if err := ap.Start(ctx, "sensor", wifi.APPassword("calibrate me"), wifi.APChannel(9), wifi.APMaxStations(2)); err != nil {
		log.Fatal(err)
	}
	if err := wifi.New(phone.WiFi()).Join(ctx, "sensor", wifi.Password("calibrate me")); err != nil {
		log.Fatal(err)
	}
	fmt.Println(<-changes)
	clients, err := ap.Clients(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(clients), "station")
	// Output:
	// joined
	// 1 station
}
