package gonet

import (
	"net"
	"sync"
	"time"

	"drivergen/generated/netdev"
)

// defaultKeepAlive is the time between keep-alive probes where none is given, that of package net.
const defaultKeepAlive = 15 * time.Second

// A keepAlive is what a connection's probes are set to. A device has one number for
// whether there are any and for how often.
type keepAlive struct {
	mu     sync.Mutex
	period time.Duration // 0: defaultKeepAlive
	off    bool
}

// remember notes a period that was set before there was a connection: none for 0, below 0
// no probes.
func (k *keepAlive) remember(period time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.period, k.off = max(period, 0), period < 0
}

// change notes a setting and returns the device's number for it.
func (k *keepAlive) change(set func()) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	set()
	switch {
	case k.off:
		return 0
	case k.period == 0:
		return wholeSeconds(defaultKeepAlive)
	}
	return wholeSeconds(k.period)
}

func wholeSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

// SetKeepAlive sets whether the device asks a silent peer from time to time whether it is
// still there. A device may have no such option, or have it only before it connects
// (ENOPROTOOPT): then the Dialer's KeepAlive sets it.
func (c *TCPConn) SetKeepAlive(on bool) error {
	return c.setKeepAlive(func() { c.keepAlive.off = !on })
}

// SetKeepAlivePeriod sets the time between keep-alive probes, rounded up to seconds, and
// turns them on unless SetKeepAlive turned them off. 0 stands for 15 seconds, below 0
// changes nothing.
func (c *TCPConn) SetKeepAlivePeriod(d time.Duration) error {
	if d < 0 {
		return nil
	}
	return c.setKeepAlive(func() { c.keepAlive.period = d })
}

// SetKeepAliveConfig sets both. A device has one time, before the first probe and between
// probes: that is Idle, or Interval where Idle is not set. How many probes there are before
// the connection counts as lost is the device's: Count is not used.
func (c *TCPConn) SetKeepAliveConfig(config net.KeepAliveConfig) error {
	return c.setKeepAlive(func() {
		c.keepAlive.off = !config.Enable
		switch {
		case config.Idle > 0:
			c.keepAlive.period = config.Idle
		case config.Interval > 0:
			c.keepAlive.period = config.Interval
		case config.Idle == 0:
			c.keepAlive.period = 0
		}
	})
}

func (c *TCPConn) setKeepAlive(set func()) error {
	return c.setOption(netdev.OptionKeepalive, c.keepAlive.change(set))
}
