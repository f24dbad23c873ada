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
	apMode ieee80211dev.APMode

	mu       sync.Mutex
	script   []error
	attempts []ieee80211dev.ConnectInfo
	joined   string
}

func (f *fakeDev) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attempts = append(f.attempts, info)
	if ctx.Err() != nil {
		return driver.FromContext("connect", ctx)
	}
	if len(f.script) > 0 {
		err := f.script[0]
		f.script = f.script[1:]
		if err != nil {
			return driver.Wrap("connect", err)
		}
	}
	f.joined = info.SSID
	f.events.Put(ieee80211dev.WiFiDevEvent{Kind: ieee80211dev.WiFiDevAssociated})
	f.events.Put(ieee80211dev.WiFiDevEvent{Kind: ieee80211dev.WiFiDevConnected})
	return nil
}

func (f *fakeDev) Disconnect(context.Context) error {
	f.lose()
	return nil
}

// lose makes the network go away.
func (f *fakeDev) lose() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.joined = ""
	f.events.Put(ieee80211dev.WiFiDevEvent{Kind: ieee80211dev.WiFiDevDisconnected})
}

func (f *fakeDev) GetConnection(context.Context) (*ieee80211dev.ConnectionInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.joined == "" {
		return nil, nil
	}
	return &ieee80211dev.ConnectionInfo{SSID: f.joined}, nil
}

func (f *fakeDev) Subscribe(events ieee80211dev.WiFiDevEvents) driver.Subscription {
	return f.events.Subscribe(events.Handle)
}

func (f *fakeDev) Capabilities() driver.Capabilities {
	if f.apMode == nil {
		return nil
	}
	return driver.Capabilities{"APMode": f.apMode}
}

func (f *fakeDev) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.attempts)
}
