package emulator

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// ErrClosed is what Attach gives once the emulator is closed.
var ErrClosed = errors.New("emulator: closed")

// Emulator is one module, powered, with the world around it. Its methods may be called from any goroutine.
type Emulator struct {
	cfg    Config
	net    Network
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu         guard
	change     sync.Cond // something that mu guards changed; waited on for output, for room and for a link's traffic
	closed     bool
	host       *host      // the host attached now, or nil
	hosts      uint64     // how many were attached
	uart       uartConfig // what the module's UART runs at
	flash      settings
	m          *module // the module since its last reset
	aps        []AccessPoint
	serials    uint          // how many access points were ever set
	world      chan struct{} // closed and replaced when aps changes
	clients    []client      // stations joined to the module's own access point
	faults     faults
	hazards    hazards
	restarting bool // the firmware starts anew after a fault: no further one befalls that
	powered    time.Time
	stored     map[string][]byte // what hosts wrote to the partitions of the flash
	lookUps    []int             // how often each configured name was looked up
	trace      *tracer

	faultLog faultLog
	times    atomic.Pointer[Timing]
}

// New powers a module up. It has booted, unheard, when New returns, unless Timing says that a boot takes time.
func New(opts ...Option) (*Emulator, error) {
	var cfg Config
	for _, o := range opts {
		o.apply(&cfg)
	}
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	e := &Emulator{
		cfg: cfg, net: cfg.Network,
		world:  make(chan struct{}),
		faults: newFaults(cfg.Interleave), trace: newTracer(cfg.Trace),
	}
	e.lookUps = make([]int, len(cfg.Names))
	e.powered = time.Now()
	e.stored = map[string][]byte{}
	e.times.Store(&cfg.Timing)
	e.arm(cfg.Faults)
	e.change.L = &e.mu
	e.ctx, e.cancel = context.WithCancel(context.Background())
	e.flash = factory(&e.cfg)
	for _, mac := range cfg.Stations {
		e.admit(mac)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, ap := range cfg.AccessPoints {
		e.putUp(ap)
	}
	e.powerUp(PowerOn)
	return e, nil
}

// TB is the part of testing.TB that Start needs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Start is New for a test: it fails the test on an error and closes the emulator when the test ends.
func Start(tb TB, opts ...Option) *Emulator {
	tb.Helper()
	e, err := New(opts...)
	if err != nil {
		tb.Fatalf("%v", err)
	}
	tb.Cleanup(func() { e.Close() })
	return e
}

// Close takes the power away: every link, listener and host is closed, and every goroutine has ended when it returns.
func (e *Emulator) Close() error {
	e.mu.Lock()
	e.closed = true
	e.cancel()
	e.m.kill()
	h := e.host
	e.change.Broadcast()
	e.mu.Unlock()
	if h != nil {
		h.unplug()
	}
	e.wg.Wait()
	return nil
}

// Port gives a new host end of the UART, in memory. It unplugs the host attached before. A blocked Read ends when
// either side is closed; a Write blocks while the module has not taken in what was written before.
func (e *Emulator) Port() *Port {
	h := e.newHost(nil)
	if err := e.plug(h); err != nil {
		h.unplug()
		return &Port{e, h}
	}
	go e.serve(h)
	return &Port{e, h}
}

// Attach serves a host until it closes its end or another host is attached, which gives nil, or until rw fails, which
// gives that error. It closes rw. The module keeps its state; what it says while no host is attached is lost.
func (e *Emulator) Attach(rw io.ReadWriteCloser) error {
	h := e.newHost(rw)
	if err := e.plug(h); err != nil {
		h.unplug()
		return err
	}
	go e.serve(h)
	return e.carry(h)
}

// ListenAddr tells which address of the network the module's server on a port is listening at.
func (e *Emulator) ListenAddr(port uint16) (net.Addr, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s := e.m.server; s != nil && s.port == port {
		return s.ln.Addr(), true
	}
	return nil, false
}

// PacketAddr tells which address of the network the module's UDP link with a local port is at.
func (e *Emulator) PacketAddr(port uint16) (net.Addr, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, l := range e.m.links {
		if l != nil && l.packets != nil && l.local == port {
			return l.packets.LocalAddr(), true
		}
	}
	return nil, false
}

// opened tells whom it concerns where a port of the module is.
func (m *module) opened(port uint16, at net.Addr) {
	if f := m.e.cfg.OnListen; f != nil {
		m.spawn(func() { f(port, at) })
	}
}

// spawn runs f in a goroutine that Close waits for. It runs nothing once the emulator is closed.
func (e *Emulator) spawn(f func()) {
	e.wg.Add(1)
	go func() {
		defer e.wg.Done()
		f()
	}()
}
