package loopback_test

import (
	"context"
	"errors"
	"net/netip"
	"sync/atomic"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// onPost changes what becomes of functions that are posted to the device's queue, such as the answers of the callback form.
func (d *faulty) onPost(change func(sound driver.Subscription, f func())) {
	d.subscribe = func(events netdev.NetDevEvents) driver.Subscription {
		sound := d.NetDev.Subscribe(events)
		return subscription{Subscription: sound, post: func(f func()) { change(sound, f) }}
	}
}

var callbackFaults = []fault[*faulty]{
	{what: "bind's callback is called twice", spoil: func(d *faulty) {
		var bound atomic.Bool
		d.bind = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			bound.Store(true)
			return d.NetDev.Bind(ctx, fd, addr, port)
		}
		d.onPost(func(sound driver.Subscription, f func()) {
			sound.Post(f)
			if bound.CompareAndSwap(true, false) {
				sound.Post(f)
			}
		})
	}, tests: []string{"bind/callback_once"}, says: "want the callbacks callback(0), got callback(0), callback(0)"},

	{what: "set_option's callback is never called", spoil: func(d *faulty) {
		var set atomic.Bool
		d.setOption = func(ctx context.Context, fd netdev.FD, option netdev.Option, value int) error {
			set.Store(true)
			return d.NetDev.SetOption(ctx, fd, option, value)
		}
		d.onPost(func(sound driver.Subscription, f func()) {
			if !set.CompareAndSwap(true, false) {
				sound.Post(f)
			}
		})
	}, tests: []string{"set_option/callback_once", "set_option/callback_fails_once"}, says: "its callback was not called"},

	{what: "connect's callback is called before connect_cb", spoil: func(d *faulty) {
		d.subscribe = func(events netdev.NetDevEvents) driver.Subscription {
			told, answered := withAll(events), make(chan struct{}, 1)
			connected := told.Connected
			told.Connected = func(fd netdev.FD) {
				select {
				case <-answered:
				case <-time.After(20 * time.Millisecond):
				}
				connected(fd)
			}
			return subscription{Subscription: d.NetDev.Subscribe(told), post: func(f func()) {
				f()
				select {
				case answered <- struct{}{}:
				default:
				}
			}}
		}
	}, tests: []string{"connect/callback_once"}, says: "want the callbacks connect_cb, callback(0), got callback(0)"},

	{what: "errno is not set when a callback is called", spoil: func(d *faulty) {
		d.resolve = func(ctx context.Context, name string) (netip.Addr, error) {
			addr, err := d.NetDev.Resolve(ctx, name)
			if errors.Is(err, driver.EINVAL) {
				return addr, errors.New("bad name")
			}
			return addr, err
		}
	}, tests: []string{"resolve/callback_fails_once"}, says: "errno in the callback: want EINVAL, got"},

	{what: "the callback form gives an object of a descriptor that is not open", spoil: func(d *faulty) {
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			sock, err := d.NetDev.Get(ctx, fd)
			if fd > 1000 {
				return netdev.Socket{FD: fd}, nil
			}
			return sock, err
		}
	}, tests: []string{"get/callback_form_fails"}, says: "get in the callback form: want none, got one"},

	{what: "Recv takes what read_cb is to get", spoil: func(d *faulty) {
		d.capabilities = func() driver.Capabilities {
			return driver.Capabilities{driver.QueuesCapability: noClaims{}}
		}
	}, tests: []string{"recv/busy_while_read_cb_set"}, says: "want EBUSY"},
}

// noClaims are queues that nobody can have for himself.
type noClaims struct{}

func (noClaims) Claim(int) (*driver.Claim, error) { return nil, driver.EBUSY }

func (noClaims) ClaimBacklog(int) (*driver.Claim, error) { return nil, driver.EBUSY }
