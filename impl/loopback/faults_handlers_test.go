package loopback_test

import (
	"context"
	"sync"
	"sync/atomic"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var handlerFaults = []fault[*faulty]{
	{what: "connect_cb comes before the state is set", spoil: func(d *faulty) {
		var telling atomic.Int64 // the socket, and 1 more
		d.onEvents(func(e *netdev.NetDevEvents) {
			right := e.Connected
			e.Connected = func(fd netdev.FD) {
				telling.Store(int64(fd) + 1)
				right(fd)
				telling.Store(0)
			}
		})
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			sock, err := d.NetDev.Get(ctx, fd)
			if telling.Load() == int64(fd)+1 {
				sock.State = netdev.StateClosed
			}
			return sock, err
		}
	}, tests: []string{"connect/handlers"}, says: "get: state: want connected, got closed"},

	{what: "a lock is held while a handler runs", spoil: func(d *faulty) {
		var mu sync.Mutex
		d.onEvents(func(e *netdev.NetDevEvents) {
			shut := e.ShutDown
			e.ShutDown = func(fd netdev.FD) {
				mu.Lock()
				defer mu.Unlock()
				shut(fd)
			}
		})
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			mu.Lock()
			defer mu.Unlock()
			return d.NetDev.Get(ctx, fd)
		}
	}, tests: []string{"shutdown/handlers", "close/handlers"}, says: "the handler of shutdown_cb called the device, which did not answer"},

	{what: "two handlers run at once", spoil: func(d *faulty) {
		asked := make(chan struct{}, 1) // has an element when a handler has asked the device for something
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			select {
			case asked <- struct{}{}:
			default:
			}
			return d.NetDev.Get(ctx, fd)
		}
		d.onEvents(func(e *netdev.NetDevEvents) {
			shut, closed := e.ShutDown, e.Closed
			var running sync.WaitGroup
			e.ShutDown = func(fd netdev.FD) {
				select {
				case <-asked: // by the test
				default:
				}
				running.Go(func() { shut(fd) })
			}
			e.Closed = func(fd netdev.FD, cause error) {
				done := make(chan struct{})
				go func() { running.Wait(); close(done) }()
				select {
				case <-done:
				case <-asked:
				}
				closed(fd, cause)
			}
		})
	}, tests: []string{"close/handlers"}, says: "was told while the handler of"},

	{what: "a subscription that was cancelled is still told", spoil: func(d *faulty) {
		d.subscribe = func(events netdev.NetDevEvents) driver.Subscription {
			return subscription{Subscription: d.NetDev.Subscribe(events), cancel: func() {}}
		}
	}, tests: []string{"connect/handlers", "shutdown/handlers", "close/handlers"}, says: "was told to a subscription that was cancelled"},

	{what: "a second subscription is not told", spoil: func(d *faulty) {
		var subscribed atomic.Bool
		d.subscribe = func(events netdev.NetDevEvents) driver.Subscription {
			if subscribed.Swap(true) {
				events = netdev.NetDevEvents{}
			}
			return d.NetDev.Subscribe(events)
		}
	}, tests: []string{"connect/handlers", "shutdown/handlers", "close/handlers"}, says: "of a second subscription did not run"},
}
