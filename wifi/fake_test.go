package wifi

import (
	"context"
	"sync"
	"testing"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeDev is a station that answers Connect as its script says: an error for each attempt,
// nil for those after it.
type fakeDev struct {
	ieee80211dev.WiFiDev
	events driver.Events[ieee80211dev.WiFiDevEvent]
	caps   driver.Capabilities
	silent bool // it tells no events

	mu       sync.Mutex
	script   []error
	refuses  map[string]error // of a network, whatever the script says
	air      []ieee80211dev.ScanInfo
	scanErr  error
	asked    error // what GetConnection fails with
	attempts []ieee80211dev.ConnectInfo
	resets   int
	joined   string
}

func (f *fakeDev) put(kind ieee80211dev.WiFiDevEventKind, why ieee80211dev.LeaveReason) {
	if !f.silent {
		f.events.Put(ieee80211dev.WiFiDevEvent{Kind: kind, Reason: why})
	}
}

func (f *fakeDev) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attempts = append(f.attempts, info)
	if ctx.Err() != nil {
		return driver.FromContext("connect", ctx)
	}
	if err := f.refuses[info.SSID]; err != nil {
		return driver.Wrap("connect", err)
	}
	if len(f.script) > 0 {
		err := f.script[0]
		f.script = f.script[1:]
		if err != nil {
			return driver.Wrap("connect", err)
		}
	}
	if f.joined != "" {
		f.put(ieee80211dev.WiFiDevDisconnected, 0)
		f.put(ieee80211dev.WiFiDevLeft, ieee80211dev.LeaveAsked)
	}
	f.join(info.SSID)
	return nil
}

// join joins a network and tells of it. The lock is held.
func (f *fakeDev) join(ssid string) {
	f.joined = ssid
	f.put(ieee80211dev.WiFiDevAssociated, 0)
	f.put(ieee80211dev.WiFiDevConnected, 0)
}

// appear has the device join a network by itself.
func (f *fakeDev) appear(ssid string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.join(ssid)
}

func (f *fakeDev) Disconnect(context.Context) error {
	f.leave(ieee80211dev.LeaveAsked)
	return nil
}

func (f *fakeDev) Reset(context.Context) error {
	f.mu.Lock()
	f.resets++
	f.mu.Unlock()
	f.leave(ieee80211dev.LeaveAsked)
	return nil
}

// lose makes the network go away.
func (f *fakeDev) lose() { f.leave(ieee80211dev.LeaveLost) }

func (f *fakeDev) leave(why ieee80211dev.LeaveReason) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.joined == "" {
		return
	}
	f.joined = ""
	f.put(ieee80211dev.WiFiDevDisconnected, 0)
	f.put(ieee80211dev.WiFiDevLeft, why)
}

func (f *fakeDev) Scan(context.Context) ([]ieee80211dev.ScanInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]ieee80211dev.ScanInfo{}, f.air...), f.scanErr
}

func (f *fakeDev) setAir(air ...ieee80211dev.ScanInfo) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.air = air
}

func (f *fakeDev) GetConnection(context.Context) (*ieee80211dev.ConnectionInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked != nil {
		return nil, f.asked
	}
	if f.joined == "" {
		return nil, nil
	}
	return &ieee80211dev.ConnectionInfo{SSID: f.joined}, nil
}

func (f *fakeDev) Subscribe(events ieee80211dev.WiFiDevEvents) driver.Subscription {
	return f.events.Subscribe(events.Handle)
}

func (f *fakeDev) Capabilities() driver.Capabilities { return f.caps }

func (f *fakeDev) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.attempts)
}

// tried returns the networks that were tried, in order.
func (f *fakeDev) tried() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	names := make([]string, len(f.attempts))
	for i, a := range f.attempts {
		names[i] = a.SSID
	}
	return names
}
