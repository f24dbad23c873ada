package esp8266

import (
	"context"
	"io"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
)

// links is how many connections the module has at once (AT instruction set).
const links = 5

// handles is how many sockets may be open: the links and a listener.
const handles = links + 1

// Device is a module. Its methods may be called from many goroutines at once.
type Device struct{ m *module }

// Open finds the module on a port, whatever state it is in, and configures it for several links. Nothing that it sets is
// written to the module's flash, but for auto-connect off ([KeepAutoConnect]). Links that an earlier user left open are closed; a
// network that the module joined by itself stays joined. The Device owns the port from now on, also when Open fails: the
// port is then closed.
//
// It fails with ETIMEDOUT where the module answers nothing, with EIO where it refuses to be configured, and with
// ENODEV where the port fails.
func Open(ctx context.Context, port io.ReadWriteCloser, opts ...Option) (*Device, error) {
	c := config{socketConfig: socketDefaults(), reply: 10 * time.Second}
	for _, opt := range opts {
		opt(&c)
	}
	m := newModule(port, c)
	if err := m.await(ctx); err != nil {
		m.close()
		return nil, driver.Wrap("open", err)
	}
	return &Device{m}, nil
}

// Net returns the module as a socket device.
func (d *Device) Net() netdev.NetDev { return d.m.net }

// WiFi returns the module as a WiFi device. It has the capability APMode, and DirectedScan where the firmware has it.
func (d *Device) WiFi() ieee80211dev.WiFiDev { return d.m.wifi }

// Firmware returns the version that the module told, such as 1.7.5.0 or 2.2.1.0; empty where it told none.
func (d *Device) Firmware() string { return d.m.has().info.AT }

// Close ends the device and closes its port. Calls that wait fail with ENODEV. The module keeps its network and its
// links; close sockets before.
func (d *Device) Close() error { return d.m.close() }
