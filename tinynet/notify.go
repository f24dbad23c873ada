package tinynet

import (
	"sync"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/tinygo"
)

// A notifier tells one function when the network goes up or down. What the device tells as
// a station, and what the Netlinker does as an access point, go through one queue, so
// that the function may call the Netlinker.
type notifier struct {
	wifi   ieee80211dev.WiFiDev
	events driver.Events[tinygo.Event]

	mu     sync.Mutex
	device driver.Subscription // both nil where no function is set
	told   driver.Subscription
}

func (n *notifier) set(cb func(tinygo.Event)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.device != nil {
		n.device.Cancel()
		n.told.Cancel()
		n.device, n.told = nil, nil
	}
	if cb == nil {
		return
	}
	n.told = n.events.Subscribe(cb)
	n.device = n.wifi.Subscribe(ieee80211dev.WiFiDevEvents{
		Connected:    func() { n.events.Put(tinygo.EventNetUp) },
		Disconnected: func() { n.events.Put(tinygo.EventNetDown) },
	})
}
