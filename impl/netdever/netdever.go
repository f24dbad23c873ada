// Package netdever makes devices of this module's kind of TinyGo's: any Netdever and
// Netlinker, those of tinygo.org/x/drivers among them, become a netdev.NetDev and an
// ieee80211dev.WiFiDev.
//
//	dev := netdever.New(driver, link)
//	defer dev.Close()
//	conn, err := gonet.New(dev.Net()).Dial("tcp", "example.org:80")
//
// A Netdever's calls wait for the peer and take no context. Each socket that receives
// therefore has a goroutine that waits in Recv, each that writes one for Send, and each
// listener one for Accept; a call that is given up goes on there until the
// Netdever returns.
//
// What a Netdever cannot do is an error: TCP_NODELAY (ENOPROTOOPT), a second peer of a datagram socket
// (EOPNOTSUPP), scanning and choosing an access point by its address (EOPNOTSUPP). It does not tell the local port of a
// socket that was not bound, nor the sender of a datagram: that is the socket's one peer. It cannot close one
// direction of a connection: after SHUT_WR the peer sees no end.
package netdever

import (
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
)

// A Device is a Netdever and a Netlinker as our devices. It is made by New.
type Device struct {
	sockets *hardware
	radio   *radio
}

// An Option sets something of a Device.
type Option func(*config)

type config struct {
	sockets     int
	wake        time.Duration
	grace       time.Duration
	watchdog    time.Duration
	accessPoint bool
}

// The values without an option.
const (
	DefaultWakeInterval = time.Second     // of WakeInterval
	DefaultGrace        = 2 * time.Second // of Grace
)

// MaxSockets limits how many sockets may be open at once. Without it there may be
// driver.DefaultHandles, and the Netdever says when it has no more.
func MaxSockets(n int) Option { return func(c *config) { c.sockets = n } }

// WakeInterval sets the deadline of each Recv. A Netdever whose Close does not wake
// Recv, as it should, learns of a close that late. Without it that is DefaultWakeInterval.
func WakeInterval(d time.Duration) Option { return func(c *config) { c.wake = d } }

// Grace sets how long Close of the device waits for calls of the Netdever, and for those of
// the Netlinker, that do not end; and how long a socket whose number was an earlier one's
// waits for calls of that one, beyond WakeInterval. Without it that is DefaultGrace.
func Grace(d time.Duration) Option { return func(c *config) { c.grace = d } }

// Watchdog sets ConnectParams.WatchdogTimeout: how often the Netlinker looks whether its network is still up. Many a
// Netlinker tells of a loss no other way, and then connects again by itself. Without it there is no watchdog.
func Watchdog(d time.Duration) Option { return func(c *config) { c.watchdog = d } }

// AccessPoint says that the Netlinker has the mode ConnectModeAP: the WiFi device has the
// capability APMode. A Netlinker cannot be asked. Nor does it tell its stations: APClients
// fails with EOPNOTSUPP.
func AccessPoint() Option { return func(c *config) { c.accessPoint = true } }

// New returns a device over dev and link. Either may be nil: then that half of the device
// fails with ENODEV. It must be closed.
func New(dev tinygo.Netdever, link tinygo.Netlinker, opts ...Option) *Device {
	cfg := config{sockets: driver.DefaultHandles, wake: DefaultWakeInterval, grace: DefaultGrace}
	for _, opt := range opts {
		opt(&cfg)
	}
	return &Device{sockets: newHardware(dev, link, cfg), radio: newRadio(link, cfg)}
}

// Net returns the network device.
func (d *Device) Net() netdev.NetDev { return d.sockets.stub }

// WiFi returns the WiFi device.
func (d *Device) WiFi() ieee80211dev.WiFiDev { return d.radio.stub }

// Close closes every socket. Calls that wait fail with ENODEV, and so do all later ones; the
// network that was joined stays so. It fails with ETIMEDOUT where a call for a socket or one of
// the Netlinker's did not end in Grace: its goroutine is left behind.
func (d *Device) Close() error {
	radio := d.radio.close()
	if err := d.sockets.close(); err != nil {
		return err
	}
	return radio
}
