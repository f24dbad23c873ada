package jsdriver

import (
	"errors"
	"time"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

// Objects are the driver: its network device and its WiFi device. One of them may be nil.
type Objects struct{ Net, WiFi *goja.Object }

// A Device is a driver in JavaScript, used from Go. Its methods may be called on any goroutine but the loop's.
type Device struct {
	sockets *sockets // nil where the driver has no network device
	radio   *radio   // nil where it has no WiFi device
}

// An Option sets something of a Device.
type Option func(*config)

type config struct {
	patience time.Duration
	queue    int
	handles  int
	js       []js.Option
}

// The defaults of the options.
const (
	DefaultPatience   = 30 * time.Second
	DefaultQueueLimit = 1 << 20 // bytes
)

// Patience sets for how long a call whose context has no deadline waits for the driver's callback. It then fails with
// ETIMEDOUT.
func Patience(d time.Duration) Option { return func(c *config) { c.patience = d } }

// QueueLimit sets how many bytes a socket keeps that the driver gave and nobody has received yet. A driver cannot be held
// back: a stream that has more is lost with EOVERFLOW, of datagrams the last ones are.
func QueueLimit(bytes int) Option { return func(c *config) { c.queue = bytes } }

// MaxSockets limits how many sockets may be open at once, where the driver's own limit is to be known beforehand. Without it
// there may be driver.DefaultHandles, or as many as the driver gives.
func MaxSockets(n int) Option { return func(c *config) { c.handles = n } }

// OnError is told, on the loop, when the driver calls a callback with arguments that do not fit, such as read_cb with a number:
// what is wrong, and the line. The driver is thrown the same TypeError, of which nobody hears where a timer called.
func OnError(f func(err error)) Option {
	return func(c *config) { c.js = append(c.js, js.OnError(f)) }
}

// New returns a device over a driver. It is called on the loop, or before that runs. The device must be closed.
func New(vm *goja.Runtime, loop js.Loop, objects Objects, opts ...Option) (*Device, error) {
	c := config{patience: DefaultPatience, queue: DefaultQueueLimit, handles: driver.DefaultHandles}
	for _, opt := range opts {
		opt(&c)
	}
	if objects.Net == nil && objects.WiFi == nil {
		return nil, errors.New("jsdriver: neither a network device nor a WiFi device is given")
	}
	d := &Device{}
	var err error
	if objects.Net != nil {
		if d.sockets, err = newSockets(vm, loop, objects.Net, c); err != nil {
			return nil, err
		}
	}
	if objects.WiFi != nil {
		if d.radio, err = newRadio(vm, loop, objects.WiFi, c); err != nil {
			d.Close()
			return nil, err
		}
	}
	return d, nil
}

// Net returns the network device, nil where the driver has none.
func (d *Device) Net() netdev.NetDev {
	if d.sockets == nil {
		return nil
	}
	return d.sockets.stub
}

// WiFi returns the WiFi device, nil where the driver has none.
func (d *Device) WiFi() ieee80211dev.WiFiDev {
	if d.radio == nil {
		return nil
	}
	return d.radio.stub
}

// Close closes the sockets that are open, as far as the driver answers within a second. Calls that wait fail with ENODEV, as all
// later ones do. The loop is its owner's to end.
func (d *Device) Close() error {
	if d.sockets != nil {
		d.sockets.shut()
	}
	if d.radio != nil {
		d.radio.shut()
	}
	return nil
}

var (
	_ netdevstub.Hardware                   = (*sockets)(nil)
	_ ieee80211devstub.Hardware             = (*radio)(nil)
	_ ieee80211devstub.APModeHardware       = (*radio)(nil)
	_ ieee80211devstub.DirectedScanHardware = (*radio)(nil)
)
