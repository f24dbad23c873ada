package loopback_test

import (
	"flag"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drivergen/driver/conform"
)

// whole has each broken device take all tests, to see how many fail. It takes minutes.
var whole = flag.Bool("whole", false, "give each broken device the whole suite, and count in the table what fails")

// faultTimeout returns what bounds each test of a broken device, of which many hang.
func faultTimeout() time.Duration {
	if *whole {
		return 2 * time.Second
	}
	return 500 * time.Millisecond
}

// faultsAtOnce is how many faults are looked for at once: most of the time of each is waiting.
const faultsAtOnce = 12

// A fault breaks a sound device in one way.
type fault[D any] struct {
	what  string // what is broken, for a reader
	spoil func(d D)
	tests []string // that must fail for it; others may
	says  string   // a part of what each of them says
	// alone keeps other faults' tests from running beside its own, which look at all goroutines.
	alone bool
}

// A faultGroup is the faults of one kind.
type faultGroup[D any] struct {
	kind   string
	faults []fault[D]
}

var netFaults = []faultGroup[*faulty]{
	{"The callback form", callbackFaults},
	{"Events", eventFaults},
	{"Handlers", handlerFaults},
	{"Bytes", byteFaults},
	{"Datagrams", datagramFaults},
	{"Descriptors", handleFaults},
	{"States", stateFaults},
	{"Limits", limitFaults},
	{"Deadlines and cancellation", deadlineFaults},
	{"Closing", closeFaults},
	{"The device's end", deviceFaults},
	{"Errors and values", errorFaults},
	{"Many at once", atOnceFaults},
}

var wifiFaults = []faultGroup[*faultyWiFi]{
	{"Events", wifiEventFaults},
	{"Joining and leaving", joinFaults},
	{"Scans", scanFaults},
	{"Access point mode", apModeFaults},
}

// TestNetDevFaultsAreFound breaks a sound device in many ways and checks that the suite fails it, by the tests that should.
func TestNetDevFaultsAreFound(t *testing.T) { findFaults(t, "netdev", netFaults, checkNet) }

func TestWiFiDevFaultsAreFound(t *testing.T) { findFaults(t, "ieee80211dev", wifiFaults, checkWiFi) }

func findFaults[D any](t *testing.T, description string, groups []faultGroup[D], check func(t *testing.T, spoil func(D), tests ...string) *conform.Report) {
	var found sync.WaitGroup
	share := shares{}
	free := make(chan struct{}, faultsAtOnce)
	for _, group := range groups {
		for _, f := range group.faults {
			name := strings.ReplaceAll(group.kind+"/"+f.what, " ", "_")
			switch {
			case *whole:
				t.Run(name, func(t *testing.T) {
					report := check(t, f.spoil)
					f.isFound(t, report)
					share.note(t, f.what, report)
				})
			case f.alone:
				found.Wait()
				t.Run(name, func(t *testing.T) { f.find(t, check) })
			default:
				free <- struct{}{}
				found.Go(func() {
					defer func() { <-free }()
					t.Run(name, func(t *testing.T) { f.find(t, check) })
				})
			}
		}
	}
	found.Wait()
	keepFaultTable(t, description, groups, share)
}

// findTries is how often a fault is looked for. Some show only where two calls meet within milliseconds, which they do not
// always on a busy machine.
const findTries = 4

// find checks that the tests fail that should.
func (f fault[D]) find(t *testing.T, check func(t *testing.T, spoil func(D), tests ...string) *conform.Report) {
	report := check(t, f.spoil, f.tests...)
	for try := 1; try < findTries && !f.found(report); try++ {
		report = check(t, f.spoil, f.tests...)
	}
	f.isFound(t, report)
}

// found reports whether the tests have failed that should.
func (f fault[D]) found(report *conform.Report) bool {
	n := 0
	for _, o := range report.Outcomes {
		if slices.Contains(f.tests, o.Test) && o.Status == conform.Failed && strings.Contains(o.Reason, f.says) {
			n++
		}
	}
	return n == len(f.tests)
}

// isFound checks that the tests fail that should.
func (f fault[D]) isFound(t *testing.T, report *conform.Report) {
	expect(t, report, conform.Failed, f.says, f.tests...)
}

// TestSoundDeviceHasNoFault: what the faults break passes without them.
func TestSoundDeviceHasNoFault(t *testing.T) {
	for _, report := range []*conform.Report{checkNet(t, func(d *faulty) { d.timeout = 0 }), checkWiFi(t, func(d *faultyWiFi) { d.timeout = 0 })} {
		for _, o := range report.Outcomes {
			if o.Status != conform.Passed {
				t.Errorf("%s: %v: %s", o.Test, o.Status, o.Reason)
			}
		}
	}
}
