package loopback

import (
	"sync"
	"sync/atomic"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

// A Device is a network device and a WiFi device in memory. The network does not
// depend on whether a WiFi network is joined.
type Device struct {
	sockets *sockets
	radio   *radio

	netWorld  func() *NetWorld // makes its host on the network at the first call
	wifiWorld *WiFiWorld
}

// made counts devices, for their hardware addresses.
var made atomic.Uint32

// address returns a locally administered hardware address (IEEE 802: the bit 0x02 of the first byte).
func address(kind byte, number uint32) driver.MAC {
	return driver.MAC{0x02, kind, byte(number >> 24), byte(number >> 16), byte(number >> 8), byte(number)}
}

// New returns a device on a network and an air. The options set limits:
// driver.MaxHandles(5) leaves five sockets.
func New(network *Network, air *Air, opts ...driver.StubOption) *Device {
	number := made.Add(1)
	s := &sockets{host: network.newHost(), mac: address(0, number), links: map[driver.Link]*socket{}, ended: make(chan struct{})}
	s.stub = netdevstub.New(s, opts...)
	r := &radio{air: air, mac: address(0, number), ap: address(1, number), busy: make(chan struct{}, 1), ended: make(chan struct{})}
	r.stub = ieee80211devstub.New(r)
	d := &Device{sockets: s, radio: r, wifiWorld: &WiFiWorld{air: air}}
	d.netWorld = sync.OnceValue(func() *NetWorld { return &NetWorld{host: network.newHost(), device: d} })
	return d
}

// Net returns the network device.
func (d *Device) Net() netdev.NetDev { return d.sockets.stub }

// WiFi returns the WiFi device.
func (d *Device) WiFi() ieee80211dev.WiFiDev { return d.radio.stub }

// Close ends the device: its sockets are closed, calls that wait fail with ENODEV, as all
// later ones do, and it leaves the network and the air.
func (d *Device) Close() error {
	d.sockets.stub.Shut(driver.ENODEV)
	d.sockets.closeAll()
	d.sockets.host.leave()
	d.radio.close()
	return nil
}
