package esp8266

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
	"drivergen/generated/netdev/netdevstub"
	"drivergen/impl/esp8266/at"
)

// module is what the two devices share: the dialogue, the links, and what is known of the module's state.
type module struct {
	config
	talk *at.Dialogue
	net  *netdevstub.Device
	wifi *ieee80211devstub.Device

	wake   chan struct{} // tells the worker that there may be work
	ended  chan struct{} // closed with the device
	worker sync.WaitGroup
	radio  chan struct{} // held during a scan, a join or a leave
	socketState

	mu       sync.Mutex // never held while the module is waited for, nor when the dialogue is called
	dialect  dialect
	ready    chan struct{} // closed while the module is configured, or given up
	fault    error         // why it was given up
	restore  bool          // the module is to be configured
	building bool          // it is being configured
	closed   bool
	slots    [links]slot
	sockets  map[driver.Link]*socket
	listener *socket
	stopping chan struct{} // closed when the server that is being stopped has stopped
	port     uint16        // the last port that was chosen for a socket

	line serialLine
	kept []kept // what the caller set, to be set again after a restart

	mac       driver.MAC
	ip        netip.Addr     // the station's; zero without one
	joined    bool           // the station has an address
	joining   bool           // a join is under way
	untold    bool           // the network that is joined is that of the join under way: nobody was told of it
	slipped   bool           // that network was lost before its join was over
	quit      bool           // a join was given up: what comes of it is to be left
	leaving   bool           // a leave is under way
	leaseless bool           // the network that is being joined gave no address
	renewed   bool           // the station's address is to be looked up
	changes   int            // counts what happened to the station
	restarts  int            // counts the module's restarts that it did not make for the driver
	due       bool           // the network is to be joined again now
	pause     time.Duration  // until the next try of it
	looking   *time.Timer    // looks for a silent module again; nil for never
	timed     bool           // it asks time servers
	zone      *time.Location // where its time is wanted for; nil is UTC
	datagrams int            // UDP links that are being opened
	network   *ieee80211dev.ConnectInfo
	ap        *ieee80211dev.APInfo
}

func newModule(port io.ReadWriteCloser, c config) *module {
	m := &module{
		config:  c,
		wake:    make(chan struct{}, 1),
		ended:   make(chan struct{}),
		radio:   make(chan struct{}, 1),
		ready:   make(chan struct{}),
		restore: true,
		sockets: map[driver.Link]*socket{},
		port:    firstPort,
		line:    newSerialLine(port),
	}
	m.net = netdevstub.New(sockets{m}, driver.MaxHandles(handles))
	m.wifi = ieee80211devstub.New(station{m})
	m.memory = newPool(c.memoryLimit, c.receive)
	m.receiving = make(chan struct{}, 1)
	m.talk = at.New(port, at.Handler{
		Data: m.data, Notice: m.notice, URC: m.urc, Lost: m.lost, Reset: m.restarted, Down: m.down,
		Retune: m.retune, Resynced: m.resynced, Silent: m.silent,
	}, at.Limits{})
	m.poke()
	m.worker.Add(1)
	go m.work()
	return m
}

// close ends the device.
func (m *module) close() error {
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		return nil
	}
	m.closed = true
	close(m.ended)
	m.mu.Unlock()
	err := m.talk.Close()
	m.worker.Wait()
	m.forget(driver.ENODEV)
	m.net.Shut(driver.ENODEV)
	return err
}

// down is told by the dialogue when the port failed.
func (m *module) down(err error) {
	gone := driver.Fail("port", driver.ENODEV, err)
	m.mu.Lock()
	m.fault, m.restore = gone, false
	m.open()
	m.mu.Unlock()
	m.forget(gone)
	m.net.Shut(gone)
}

// restarted is told by the dialogue when the module restarted by itself.
func (m *module) restarted(reason string) {
	m.mu.Lock()
	joined := m.joined
	m.shut()
	m.restarts++
	m.restore, m.quit, m.renewed, m.due = true, false, false, false
	m.fault = nil
	m.line.raised = 0
	m.mu.Unlock()
	m.forget(driver.Fail("", driver.ECONNRESET, errors.New("the module restarted: "+reason)))
	if joined {
		m.left(ieee80211dev.LeaveRestarted)
	}
	m.poke()
}

// forget drops all links: they are gone with the module's memory.
func (m *module) forget(err error) {
	m.mu.Lock()
	for i := range m.slots {
		m.slots[i].free()
	}
	for _, s := range m.sockets {
		s.id, s.fail = noLink, err
	}
	m.listener = nil
	m.stopped()
	m.joined, m.ip = false, netip.Addr{}
	m.changes++
	m.mu.Unlock()
	m.net.Reset(err)
}

// shut makes callers wait until the module is configured. The lock is held.
func (m *module) shut() {
	select {
	case <-m.ready:
		m.ready = make(chan struct{})
	default:
	}
}

// open ends what shut began. The lock is held.
func (m *module) open() {
	select {
	case <-m.ready:
	default:
		close(m.ready)
	}
}

// await waits until the module is configured.
func (m *module) await(ctx context.Context) error {
	for {
		m.mu.Lock()
		ready := m.ready
		m.mu.Unlock()
		select {
		case <-ready:
		case <-ctx.Done():
			return ctx.Err()
		case <-m.ended:
			return driver.ENODEV
		}
		m.mu.Lock()
		again, fault := m.ready != ready, m.fault
		m.mu.Unlock()
		if !again {
			return fault
		}
	}
}

// poke tells the worker that there may be work.
func (m *module) poke() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Limits for calls whose context has no deadline.
const (
	joinLimit    = 40 * time.Second // AT+CWJAP gives up after 15 s, AT+CWJAPTO may set more
	connectLimit = 90 * time.Second // NonOS AT retries a SYN for tens of seconds
	scanLimit    = 20 * time.Second
	resolveLimit = 30 * time.Second
)

// bound gives a context without a deadline one.
func bound(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, limit)
}

// command waits until the module is configured, runs a command, and gives its error an errno.
func (m *module) command(ctx context.Context, limit time.Duration, c at.Cmd, onLine func([]byte)) error {
	ctx, cancel := bound(ctx, limit)
	defer cancel()
	if err := m.await(ctx); err != nil {
		return err
	}
	return m.talk.Command(ctx, c, onLine)
}

// failed gives an error of the dialogue its errno; a refusal of the module gets refusal.
func failed(err error, refusal driver.Errno) error {
	var refused *at.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return driver.Fail("", refusal, err)
	case errors.Is(err, at.ErrReset):
		return driver.Fail("", driver.ECONNRESET, err)
	case errors.Is(err, at.ErrClosed):
		return driver.Fail("", driver.ENODEV, err)
	case errors.Is(err, at.ErrSilent):
		return driver.Fail("", driver.ETIMEDOUT, err)
	case errors.Is(err, at.ErrArgument), errors.Is(err, at.ErrTooLong):
		return driver.Fail("", driver.EINVAL, err)
	}
	return err
}

// isRefusal reports whether the module answered, and said no.
func isRefusal(err error) bool {
	var refused *at.Error
	return errors.As(err, &refused)
}
