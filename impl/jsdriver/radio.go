package jsdriver

import (
	"context"
	"fmt"
	"sync"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devjs"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
)

// radio fills in the hardware calls of a WiFi device.
type radio struct {
	calls
	driver *ieee80211devjs.Driver
	stub   *ieee80211devstub.Device
	has    map[string]bool // the capabilities
	tells  bool            // the driver tells why a network was left
	turn   chan struct{}   // held during a scan or a join

	mu      sync.Mutex
	joining int  // calls of Connect that are under way: their events are the stub's to tell
	leaving int  // calls of Disconnect, likewise
	outside bool // a network was left, and none was joined since
}

func newRadio(vm *goja.Runtime, loop js.Loop, object *goja.Object, c config) (*radio, error) {
	r := &radio{calls: newCalls(c.patience), turn: make(chan struct{}, 1)}
	if err := r.look(vm, object); err != nil {
		return nil, err
	}
	r.stub = ieee80211devstub.New(r)
	var err error
	r.driver, err = ieee80211devjs.NewDriver(vm, loop, object, ieee80211devjs.DriverEvents{
		Associated: r.onAssociated, Connected: r.onConnected, Disconnected: r.onDisconnected, Left: r.onLeft,
		StationJoined: r.stub.StationJoined, StationAddressed: r.stub.StationAddressed, StationLeft: r.stub.StationLeft,
	}, c.js...)
	return r, err
}

// look learns what the driver has. It fails where a getter of the driver's throws.
func (r *radio) look(vm *goja.Runtime, object *goja.Object) error {
	thrown := vm.Try(func() {
		r.has = map[string]bool{
			"APMode":       hasMethods(object, "ap_mode", "disable_ap_mode", "get_ap_client"),
			"DirectedScan": hasMethods(object, "scan_for"),
		}
		r.tells = object.Get("left_cb") != nil
	})
	if thrown != nil {
		return fmt.Errorf("jsdriver: the WiFi device: %w", thrown)
	}
	return nil
}

func hasMethods(object *goja.Object, names ...string) bool {
	for _, name := range names {
		if _, ok := goja.AssertFunction(object.Get(name)); !ok {
			return false
		}
	}
	return true
}

// HasCapability reports whether the driver has the methods of a capability.
func (r *radio) HasCapability(name string) bool { return r.has[name] }

// count changes one of the counts of calls that are under way.
func (r *radio) count(calls *int, by int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*calls += by
}

// alone makes a call that needs the radio: EBUSY where another has it. A driver may know better and answer so itself, but there
// are some that send the second command into the first one's answer.
func (r *radio) alone(ctx context.Context, call func(ctx context.Context) error) error {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
		return r.do(ctx, call)
	default:
		return driver.EBUSY
	}
}

// Reset implements ieee80211devstub.Hardware, as do the others.
func (r *radio) Reset(ctx context.Context) error {
	return r.do(ctx, r.driver.Reset)
}

func (r *radio) Scan(ctx context.Context) (found []ieee80211dev.ScanInfo, err error) {
	err = r.alone(ctx, func(ctx context.Context) error {
		found, err = r.driver.Scan(ctx)
		return err
	})
	return found, err
}

func (r *radio) ScanFor(ctx context.Context, options ieee80211dev.ScanOptions) (found []ieee80211dev.ScanInfo, err error) {
	err = r.alone(ctx, func(ctx context.Context) error {
		found, err = r.driver.ScanFor(ctx, options)
		return err
	})
	return found, err
}

func (r *radio) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	r.count(&r.joining, 1)
	defer r.count(&r.joining, -1)
	err := r.alone(ctx, func(ctx context.Context) error { return r.driver.Connect(ctx, info) })
	if err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.outside = false
	}
	return err
}

func (r *radio) Disconnect(ctx context.Context) error {
	r.count(&r.leaving, 1)
	defer r.count(&r.leaving, -1)
	err := r.do(ctx, r.driver.Disconnect)
	if err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.outside = true
	}
	return err
}

func (r *radio) GetConnection(ctx context.Context) (info *ieee80211dev.ConnectionInfo, err error) {
	err = r.do(ctx, func(ctx context.Context) error {
		info, err = r.driver.GetConnection(ctx)
		return err
	})
	return info, err
}

func (r *radio) StartAP(ctx context.Context, info ieee80211dev.APInfo) error {
	return r.do(ctx, func(ctx context.Context) error { return r.driver.StartAP(ctx, info) })
}

func (r *radio) StopAP(ctx context.Context) error {
	return r.do(ctx, r.driver.StopAP)
}

func (r *radio) APClients(ctx context.Context) (clients []driver.MAC, err error) {
	err = r.do(ctx, func(ctx context.Context) error {
		clients, err = r.driver.APClients(ctx)
		return err
	})
	return clients, err
}

// What a call of this device brings about the stub tells itself. The driver's own doing, such as to join again, is told on.

func (r *radio) onAssociated() {
	if r.unasked(r.isJoining) {
		r.stub.Associated()
	}
}

func (r *radio) onConnected() {
	if r.unasked(r.isJoining) {
		r.mu.Lock()
		r.outside = false
		r.mu.Unlock()
		r.stub.Connected()
	}
}

// onDisconnected tells of a network that was lost. Drivers call disconnect_cb also where none was joined.
func (r *radio) onDisconnected() {
	if !r.unasked(func() bool { return r.leaving > 0 || r.outside }) {
		return
	}
	r.mu.Lock()
	r.outside = true
	r.mu.Unlock()
	r.stub.Disconnected()
	if !r.tells {
		r.stub.Left(ieee80211dev.LeaveLost)
	}
}

func (r *radio) onLeft(reason ieee80211dev.LeaveReason) {
	if r.unasked(func() bool { return r.leaving > 0 }) {
		r.stub.Left(reason)
	}
}

func (r *radio) isJoining() bool { return r.joining > 0 }

// unasked reports that asked is not so.
func (r *radio) unasked(asked func() bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !asked()
}

// shut closes the device.
func (r *radio) shut() {
	r.end()
	r.driver.End()
}
