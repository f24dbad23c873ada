package loopback_test

import (
	"context"

	"drivergen/generated/netdev"
)

var eventFaults = []fault[*faulty]{
	{what: "connect_cb comes twice", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) {
			once := e.Connected
			e.Connected = func(fd netdev.FD) { once(fd); once(fd) }
		})
	}, tests: []string{"scenario/connect", "connect/from_closed"}, says: "came 2 times, want 1"},

	{what: "close_cb never comes", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) { e.Closed = nil })
	}, tests: []string{"scenario/close", "scenario/peer_closes"}, says: "did not come"},

	{what: "read_cb never comes", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) { e.Readable = nil })
	}, tests: []string{"scenario/receive", "scenario/datagrams", "scenario/peer_closes"}, says: "did not come"},

	{what: "accept_cb never comes", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) { e.Acceptable = nil })
	}, tests: []string{"scenario/accept", "scenario/close_listener"}, says: "did not come"},

	{what: "connect_cb names another socket", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) {
			right := e.Connected
			e.Connected = func(fd netdev.FD) { right(fd + 1) }
		})
	}, tests: []string{"scenario/connect", "connect/from_closed"}, says: "there came connect_cb("},

	{what: "connect_cb comes for a refusal", spoil: func(d *faulty) {
		var connected func(netdev.FD)
		d.onEvents(func(e *netdev.NetDevEvents) { connected = e.Connected })
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			err := d.NetDev.Connect(ctx, fd, addr, port)
			if err != nil {
				connected(fd)
			}
			return err
		}
	}, tests: []string{"scenario/connect_refused", "scenario/unknown_host", "scenario/connect_canceled"}, says: "came, where none may come"},

	{what: "close_cb comes before shutdown_cb", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) {
			shut, closed := e.ShutDown, e.Closed
			e.ShutDown = func(netdev.FD) {}
			e.Closed = func(fd netdev.FD, cause error) { closed(fd, cause); shut(fd) }
		})
	}, tests: []string{"scenario/close", "scenario/peer_closes", "close/from_closed"}, says: "did not come"},

	{what: "close_cb comes twice when the peer closes", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) {
			right := e.Closed
			e.Closed = func(fd netdev.FD, cause error) {
				sock, err := d.NetDev.Get(context.Background(), fd) // before the test, once it is told, closes it
				right(fd, cause)
				if err == nil && sock.State == netdev.StateClosed {
					right(fd, cause)
				}
			}
		})
	}, tests: []string{"scenario/peer_closes"}, says: "came 2 times, want 1"},

	{what: "connect_cb comes once more when the socket is closed", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) {
			right, connected := e.ShutDown, e.Connected
			e.ShutDown = func(fd netdev.FD) { connected(fd); right(fd) }
		})
	}, tests: []string{"scenario/close"}, says: "event connect_cb(0) came 2 times, want 1"},

	{what: "close_cb loses its cause", spoil: func(d *faulty) {
		d.onEvents(func(e *netdev.NetDevEvents) {
			closed := e.Closed
			e.Closed = func(fd netdev.FD, _ error) { closed(fd, nil) }
		})
	}, tests: []string{"scenario/peer_resets"}, says: "cause: want ECONNRESET"},
}
