package replay

import (
	"fmt"
	"io"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// A Device is what a generated Replay tells of the interface that it replays.
type Device struct {
	Interface string // the description and its interface: netdev.NetDev
	// Sentinels are the errors of the description that are known by their text.
	Sentinels []error
	// Events puts an event into the device's queue, by its name.
	Events map[string]func(Values)
	// Post puts a function into the same queue, behind the events that are there.
	Post func(func())
	// Methods names the arguments of each method, without its handle.
	Methods map[string][]string
	// Takes names the methods that wait until something has come that they can take: recv, accept.
	Takes []string
	// Capabilities names the methods and events of each capability.
	Capabilities map[string][]string
}

const patience = 5 * time.Second

// A Player answers the calls of one device as a recording does. Generated code uses it.
type Player struct {
	Device
	tb      TB
	capture *driver.Trace // turns arguments into what a recording has of them

	partial, timing bool
	patience        time.Duration
	ignored         map[argument]bool
	capabilities    map[string]bool

	path       string     // of the recording's file, or ""
	mu         sync.Mutex // guards what follows
	lanes      []*lane    // by number of the socket; the first is the device's own
	live       map[int64]*lane
	subscribed bool
	funcs      map[string]func(Values) // the functions that the program gave to methods, by event
	failed     bool                    // a call departed, or the recording cannot be replayed
	over       bool                    // the test has ended
	changed    chan struct{}           // closed at the next change, where somebody waits for one
	due        []due                   // events to tell
	telling    bool                    // one of them is being told

	reporting sync.Mutex // orders the last report before the test's end
	ended     bool
}

// New returns the player of a recording. It fails the test where the recording has nothing of the device, or
// lacks payloads that the device would have to give.
func New(tb TB, rec *recording.Recording, device Device, opts ...Option) *Player {
	tb.Helper()
	p := &Player{
		Device: device, tb: tb, patience: patience,
		ignored: map[argument]bool{}, capabilities: map[string]bool{}, live: map[int64]*lane{}, funcs: map[string]func(Values){},
	}
	p.capture = driver.NewTrace(device.Interface, []driver.Tracer{capture{}})
	if p.Post == nil {
		p.Post = driver.NewSubscription().Post
	}
	for _, opt := range opts {
		opt(p)
	}
	tb.Cleanup(p.finish)
	text := p.unknownOption()
	if text == "" {
		text = p.load(rec)
	}
	if text != "" {
		p.fail("replay: " + text)
	}
	return p
}

// fail marks the test failed, once, and wakes whoever waits: nothing is answered any more.
func (p *Player) fail(text string) {
	p.mu.Lock()
	first := !p.failed
	p.failed = true
	p.wake()
	p.mu.Unlock()
	p.reporting.Lock()
	defer p.reporting.Unlock()
	if first && !p.ended {
		p.print(text)
	}
}

// print marks the test failed with a text that begins with its place. Where the test can print that without a
// place of its own, it does.
func (p *Player) print(text string) {
	if tb, ok := p.tb.(interface {
		Output() io.Writer
		Fail()
	}); ok {
		fmt.Fprintln(tb.Output(), text)
		tb.Fail()
		return
	}
	p.tb.Errorf("%s", text)
}

// finish ends what waits and reports what was not called.
func (p *Player) finish() {
	p.tb.Helper()
	p.reporting.Lock()
	defer p.reporting.Unlock()
	p.ended = true

	p.mu.Lock()
	missing := p.missing()
	failed := p.failed
	p.over = true
	p.due = nil
	for _, l := range p.lanes {
		if l.timer != nil {
			l.timer.Stop()
		}
	}
	p.wake()
	p.mu.Unlock()
	if !failed && !p.partial && missing != "" {
		p.tb.Errorf("%s", missing)
	}
}

// wake wakes whoever waits. The caller holds mu.
func (p *Player) wake() {
	if p.changed != nil {
		close(p.changed)
		p.changed = nil
	}
}

// watch returns a channel that is closed at the next change. The caller holds mu.
func (p *Player) watch() <-chan struct{} {
	if p.changed == nil {
		p.changed = make(chan struct{})
	}
	return p.changed
}

// Has reports whether the device has a capability.
func (p *Player) Has(capability string) bool { return p.capabilities[capability] }

// Subscribed says that the program takes events from now on: those that were recorded before the first call
// wait for it.
func (p *Player) Subscribed() {
	p.mu.Lock()
	p.subscribed = true
	for _, l := range p.lanes {
		p.advance(l)
	}
	p.mu.Unlock()
	p.tell()
}
