package wifi

import (
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// A ClientChange is something that happened to a station of the device's access point.
type ClientChange int

// The changes.
const (
	ClientJoined    ClientChange = iota + 1 // it joined the network
	ClientAddressed                         // the device gave it an address
	ClientLeft                              // it left the network
)

// String returns the change in one word: "joined".
func (c ClientChange) String() string {
	switch c {
	case ClientJoined:
		return "joined"
	case ClientAddressed:
		return "addressed"
	case ClientLeft:
		return "left"
	}
	return "unknown"
}

// A ClientEvent is a ClientChange with what is known of it.
type ClientEvent struct {
	Change ClientChange
	MAC    driver.MAC // the station's hardware address
	Addr   netip.Addr // of ClientAddressed: its address
}

// String returns the event in words: "02:03:00:00:00:07 addressed 192.168.4.2".
func (e ClientEvent) String() string {
	text := e.MAC.String() + " " + e.Change.String()
	if e.Addr.IsValid() {
		text += " " + e.Addr.String()
	}
	return text
}

// OnClient calls f for each station that joins, gets an address or leaves, in order and one
// at a time, until stop is called. f may call the access point, but a call that waits holds
// later events back. A device made before description 1.4.0 tells none.
func (a *AccessPoint) OnClient(f func(ClientEvent)) (stop func()) {
	return a.station.dev.Subscribe(ieee80211dev.WiFiDevEvents{
		StationJoined: func(mac driver.MAC) { f(ClientEvent{Change: ClientJoined, MAC: mac}) },
		StationAddressed: func(mac driver.MAC, ip netip.Addr) {
			f(ClientEvent{Change: ClientAddressed, MAC: mac, Addr: ip})
		},
		StationLeft: func(mac driver.MAC) { f(ClientEvent{Change: ClientLeft, MAC: mac}) },
	}).Cancel
}
