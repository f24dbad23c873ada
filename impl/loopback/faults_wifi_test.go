package loopback_test

import (
	"context"
	"errors"
	"sync/atomic"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

var wifiEventFaults = []fault[*faultyWiFi]{
	{what: "connect_cb comes before assoc_cb", spoil: func(d *faultyWiFi) {
		d.onEvents(func(e *ieee80211dev.WiFiDevEvents) { e.Associated, e.Connected = e.Connected, e.Associated })
	}, tests: []string{"scenario/join", "scenario/join_open"}, says: "connect_cb did not come"},

	{what: "connect_cb never comes", spoil: func(d *faultyWiFi) {
		d.onEvents(func(e *ieee80211dev.WiFiDevEvents) { e.Connected = nil })
	}, tests: []string{"scenario/join", "scenario/join_open", "scenario/join_with_security"}, says: "connect_cb did not come"},

	{what: "connect_cb comes for a wrong password", spoil: func(d *faultyWiFi) {
		var connected func()
		d.onEvents(func(e *ieee80211dev.WiFiDevEvents) { connected = e.Connected })
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			err := d.WiFiDev.Connect(ctx, info)
			if errors.Is(err, driver.EACCES) {
				connected()
			}
			return err
		}
	}, tests: []string{"scenario/wrong_password"}, says: "connect_cb came, where none may come"},

	{what: "disconnect_cb comes twice", spoil: func(d *faultyWiFi) {
		d.onEvents(func(e *ieee80211dev.WiFiDevEvents) {
			once := e.Disconnected
			e.Disconnected = func() { once(); once() }
		})
	}, tests: []string{"scenario/leave", "scenario/network_lost"}, says: "came 2 times, want 1"},

	{what: "disconnect_cb does not come when the network is lost", spoil: func(d *faultyWiFi) {
		var asked atomic.Bool
		d.onEvents(func(e *ieee80211dev.WiFiDevEvents) {
			told := e.Disconnected
			e.Disconnected = func() {
				if asked.Load() {
					told()
				}
			}
		})
		d.disconnect = func(ctx context.Context) error {
			asked.Store(true)
			return d.WiFiDev.Disconnect(ctx)
		}
	}, tests: []string{"scenario/network_lost"}, says: "disconnect_cb did not come"},

	{what: "a network that was lost is told as one that was left", spoil: func(d *faultyWiFi) {
		d.onEvents(func(e *ieee80211dev.WiFiDevEvents) {
			told := e.Left
			e.Left = func(ieee80211dev.LeaveReason) { told(ieee80211dev.LeaveAsked) }
		})
	}, tests: []string{"scenario/network_lost"}, says: "reason: want"},

	{what: "left_cb comes before disconnect_cb", spoil: func(d *faultyWiFi) {
		d.onEvents(func(e *ieee80211dev.WiFiDevEvents) {
			why, left, disconnected := ieee80211dev.LeaveAsked, e.Left, e.Disconnected
			e.Disconnected = func() { left(why); disconnected() }
			e.Left = func(ieee80211dev.LeaveReason) {}
		})
	}, tests: []string{"scenario/network_lost"}, says: "left_cb"},
}

var joinFaults = []fault[*faultyWiFi]{
	{what: "a wrong password is accepted", spoil: func(d *faultyWiFi) {
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			return forgive(d.WiFiDev.Connect(ctx, info), driver.EACCES)
		}
	}, tests: []string{"scenario/wrong_password"}, says: "connect: want EACCES, got success"},

	{what: "any access point of the name is joined", spoil: func(d *faultyWiFi) {
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			info.BSSID = driver.MAC{}
			return d.WiFiDev.Connect(ctx, info)
		}
	}, tests: []string{"scenario/join_bssid"}, says: "connect: want ENOENT, got success"},

	{what: "every failure to join is EIO", spoil: func(d *faultyWiFi) {
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			err := d.WiFiDev.Connect(ctx, info)
			if err != nil && ctx.Err() == nil {
				return driver.Fail("connect", driver.EIO, nil)
			}
			return err
		}
	}, tests: []string{
		"scenario/wrong_password", "scenario/no_such_network", "scenario/refused", "scenario/radio_busy",
		"connect/ssid_too_short", "connect/ssid_too_long", "connect/password_too_long", "connect/security_not_listed",
	}, says: "got EIO"},

	{what: "a name that is too long is cut", spoil: func(d *faultyWiFi) {
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			info.SSID = info.SSID[:min(len(info.SSID), 32)]
			return d.WiFiDev.Connect(ctx, info)
		}
	}, tests: []string{"connect/ssid_too_long"}, says: "connect: want EINVAL, got ENOENT"},

	{what: "the longest password is refused", spoil: func(d *faultyWiFi) {
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			if len(info.Password) == 64 {
				return driver.Fail("connect", driver.EINVAL, errors.New("info.password is too long"))
			}
			return d.WiFiDev.Connect(ctx, info)
		}
	}, tests: []string{"connect/password_at_limits"}, says: "is at its limit and must be allowed"},

	{what: "a join cannot be cancelled", spoil: func(d *faultyWiFi) {
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			if ctx.Err() == nil {
				ctx = context.WithoutCancel(ctx)
			}
			return d.WiFiDev.Connect(ctx, info)
		}
	}, tests: []string{"scenario/join_canceled", "scenario/join_deadline"}, says: "at most 100ms is allowed"},

	{what: "the connection is still told after the network was left", spoil: func(d *faultyWiFi) {
		var left atomic.Pointer[ieee80211dev.ConnectionInfo]
		d.disconnect = func(ctx context.Context) error {
			info, err := d.WiFiDev.GetConnection(ctx)
			if err != nil {
				return err
			}
			left.Store(info)
			return d.WiFiDev.Disconnect(ctx)
		}
		d.getConnection = func(ctx context.Context) (*ieee80211dev.ConnectionInfo, error) {
			info, err := d.WiFiDev.GetConnection(ctx)
			if info == nil && err == nil {
				return left.Load(), nil
			}
			return info, err
		}
	}, tests: []string{"scenario/leave"}, says: "get_connection"},

	{what: "the connection is that of the network joined first", spoil: func(d *faultyWiFi) {
		d.getConnection = func(ctx context.Context) (*ieee80211dev.ConnectionInfo, error) {
			info, err := d.WiFiDev.GetConnection(ctx)
			if info != nil {
				info.BSSID[5]++
			}
			return info, err
		}
	}, tests: []string{"scenario/join", "scenario/join_open"}, says: "bssid: want"},

	{what: "a reset stays joined", spoil: func(d *faultyWiFi) {
		d.reset = func(ctx context.Context) error {
			if err := ctx.Err(); err != nil {
				return driver.FromContext("reset", ctx)
			}
			_, err := d.WiFiDev.GetConnection(ctx)
			return err
		}
	}, tests: []string{"scenario/reset_leaves"}, says: "get_connection"},
}
