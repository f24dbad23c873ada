package loopback

import (
	"context"
	"sync"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
)

// radio fills in the hardware calls of a WiFi device.
type radio struct {
	air  *Air
	mac  driver.MAC // as a station
	ap   driver.MAC // as an access point
	stub *ieee80211devstub.Device
	busy chan struct{} // held during a scan or a join

	ended chan struct{} // closed with the device

	mu     sync.Mutex
	closed bool
	joined *ieee80211dev.ConnectionInfo // nil where no network is joined
	offers string                       // the SSID in access point mode
	on     bool                         // access point mode
}

var (
	_ ieee80211devstub.Hardware             = (*radio)(nil)
	_ ieee80211devstub.APModeHardware       = (*radio)(nil)
	_ ieee80211devstub.DirectedScanHardware = (*radio)(nil)
)

// gone returns the error of a device that is closed.
func (r *radio) gone() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return driver.ENODEV
	}
	return nil
}

// use takes the radio for as long as the air takes: EBUSY where another scan or join has it.
func (r *radio) use(ctx context.Context) error {
	if err := r.gone(); err != nil {
		return err
	}
	select {
	case r.busy <- struct{}{}:
		defer func() { <-r.busy }()
	default:
		return driver.EBUSY
	}
	return r.air.take(ctx, r.ended)
}

// close leaves the air.
func (r *radio) close() {
	r.mu.Lock()
	first := !r.closed
	r.closed = true
	r.mu.Unlock()
	if first {
		close(r.ended)
	}
	r.drop()
	r.stopAP()
}

func (r *radio) Reset(context.Context) error {
	if err := r.gone(); err != nil {
		return err
	}
	if r.drop() {
		r.stub.Disconnected()
		r.stub.Left(ieee80211dev.LeaveAsked)
	}
	r.stopAP()
	return nil
}

func (r *radio) Scan(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
	if err := r.use(ctx); err != nil {
		return nil, err
	}
	return r.air.scan(ieee80211dev.ScanOptions{}), nil
}

func (r *radio) ScanFor(ctx context.Context, options ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
	if err := r.use(ctx); err != nil {
		return nil, err
	}
	return r.air.scan(options), nil
}

func (r *radio) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	if err := r.use(ctx); err != nil {
		return err
	}
	r.drop()
	password := info.Password
	if info.Security == ieee80211dev.SecurityOpen {
		password = ""
	}
	ap, err := r.air.join(&station{mac: r.mac, lost: r.lost}, info.SSID, info.BSSID, password)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed { // meanwhile
		r.air.leave(r.mac)
		return driver.ENODEV
	}
	r.joined = &ieee80211dev.ConnectionInfo{
		SSID: ap.SSID, BSSID: ap.BSSID, Security: info.Security, Channel: ap.Channel, RSSI: ap.RSSI,
	}
	return nil
}

func (r *radio) Disconnect(context.Context) error {
	r.drop()
	return r.gone()
}

func (r *radio) GetConnection(context.Context) (*ieee80211dev.ConnectionInfo, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return nil, driver.ENODEV
	case r.joined == nil:
		return nil, nil
	}
	info := *r.joined
	return &info, nil
}

// drop leaves the network and reports whether one was joined.
func (r *radio) drop() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.joined != nil
	r.joined = nil
	r.air.leave(r.mac)
	return was
}

// lost is told by the air when the access point disappeared.
func (r *radio) lost() {
	if r.drop() {
		r.stub.Disconnected()
		r.stub.Left(ieee80211dev.LeaveLost)
	}
}

func (r *radio) StartAP(_ context.Context, info ieee80211dev.APInfo) error {
	r.stopAP()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return driver.ENODEV
	}
	r.on, r.offers = true, info.SSID
	ap := AccessPoint{
		SSID: info.SSID, Password: info.Password, BSSID: r.ap, Channel: max(info.Channel, 1), RSSI: -30,
		Security: offered(info.Security), Hidden: info.Hidden, Stations: info.Stations,
	}
	if info.Security == ieee80211dev.SecurityOpen {
		ap.Password = ""
	}
	r.air.add(ap, r.stub.StationJoined, r.stub.StationLeft)
	return nil
}

// offered returns what a scan tells of an access point's security.
func offered(security ieee80211dev.Security) ieee80211dev.SecuritySet {
	switch security {
	case ieee80211dev.SecurityOpen:
		return 0
	case ieee80211dev.SecurityWPAPSK:
		return ieee80211dev.ScanWPA | ieee80211dev.ScanPSK
	case ieee80211dev.SecurityWPA2WPAPSK:
		return ieee80211dev.ScanWPA | ieee80211dev.ScanWPA2 | ieee80211dev.ScanPSK
	}
	return ieee80211dev.ScanWPA2 | ieee80211dev.ScanPSK
}

func (r *radio) StopAP(context.Context) error {
	if err := r.gone(); err != nil {
		return err
	}
	if !r.stopAP() {
		return driver.ENOTCONN
	}
	return nil
}

func (r *radio) APClients(context.Context) ([]driver.MAC, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return nil, driver.ENODEV
	case !r.on:
		return nil, driver.ENOTCONN
	}
	return r.air.stations(r.ap), nil
}

// stopAP ends access point mode and reports whether it was on.
func (r *radio) stopAP() bool {
	r.mu.Lock()
	was, ssid := r.on, r.offers
	r.on = false
	r.mu.Unlock()
	if was {
		r.air.Remove(ssid)
	}
	return was
}
