package at

import (
	"context"
	"io"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// MaxPayload is the most bytes that one AT+CIPSEND takes (AT instruction set).
const MaxPayload = 2048

// Handler takes what the module sends unasked. Its functions run on the dialogue's reading goroutine, one at a time
// and in the order of the bytes; they must not wait for a command of the same dialogue. Slices are valid only during
// the call. A nil function drops what it would get.
type Handler struct {
	// Data takes a piece of a +IPD payload; rest is how many bytes of the same +IPD are still to come, 0 for its last
	// piece. from is the sender, or zero where the module does not tell (AT+CIPDINFO=0).
	Data func(link int, from netip.AddrPort, p []byte, rest int)
	// Notice tells that the module keeps n bytes for a link (AT+CIPRECVMODE=1).
	Notice func(link, n int)
	// URC takes a line that answers no command: a link opened or closed, a change of the WiFi.
	URC func(line []byte)
	// Lost tells that n bytes of a +IPD never came: the stream of that link has a hole.
	Lost func(link, n int)
	// Reset tells that the module restarted by itself. Every waiting command has failed with ErrReset; links and the
	// settings that the module does not save are gone. The next command first finds the module again, as Sync does.
	Reset func(reason string)
	// Down tells that the port failed. It is the last call.
	Down func(err error)
}

// Limits are a dialogue's time limits. A zero field stands for its default.
type Limits struct {
	// Abandon is how long the reply to a cancelled command is awaited before the next command: 3 s. After it the
	// module is looked for with AT.
	Abandon time.Duration
	// Probe is how long the module has to answer AT: 400 ms.
	Probe time.Duration
	// Quiet is how long no reply must come before the module counts as in step: 40 ms.
	Quiet time.Duration
	// BusyMin and BusyMax bound the growing pause before a command is sent again to a busy module: 20 ms, 500 ms.
	BusyMin, BusyMax time.Duration
	// Boot is how long a restart may take until "ready": 3 s.
	Boot time.Duration
}

func (l *Limits) fill() {
	for _, f := range []struct {
		d   *time.Duration
		def time.Duration
	}{
		{&l.Abandon, 3 * time.Second},
		{&l.Probe, 400 * time.Millisecond},
		{&l.Quiet, 40 * time.Millisecond},
		{&l.BusyMin, 20 * time.Millisecond},
		{&l.BusyMax, 500 * time.Millisecond},
		{&l.Boot, 3 * time.Second},
	} {
		if *f.d <= 0 {
			*f.d = f.def
		}
	}
}

// Dialogue is a conversation with one module. All its methods may be called from many goroutines at once: commands
// wait for each other in a queue that honours their contexts.
type Dialogue struct {
	port    io.ReadWriteCloser
	handler Handler
	limits  Limits
	tok     tokenizer   // the reading goroutine's
	peer    atomic.Bool // the module runs with AT+CIPDINFO=1
	garbage atomic.Uint64

	slot   chan struct{} // held by the command under way
	start  chan struct{} // hands the exchange to the running goroutine
	result chan error    // its outcome, for the caller that still waits
	wake   chan struct{} // tells the running goroutine that the state below changed
	ended  chan struct{} // closed with the dialogue
	timer  *time.Timer   // the running goroutine's

	out      [maxCommand]byte // the running goroutine's
	outgoing [MaxPayload]byte // written by Send while it holds the slot, then the running goroutine's

	mu         sync.Mutex
	x          exchange
	text       [96]byte  // the last line of the answer
	seen       seen      // results since the last probe
	err        error     // why the dialogue ended
	lastRx     time.Time // when the last bytes came
	lastCode   time.Time // when the last result code came
	resets     int       // counts the module's restarts
	dirty      bool      // the module's state is unknown
	recovering bool      // the module is being looked for
	met        bool      // the module was found once
	booting    bool      // a restart was seen, its "ready" not yet
	echoOff    bool      // ATE0 was carried out
	giveUp     bool      // the reader is to give up the payload under way
}

// New starts a dialogue over port, which it owns from now on. Nothing is sent until the first command, which is
// preceded by what Sync does. Close ends it.
func New(port io.ReadWriteCloser, h Handler, l Limits) *Dialogue {
	l.fill()
	d := &Dialogue{
		port: port, handler: h, limits: l, dirty: true,
		slot:   make(chan struct{}, 1),
		start:  make(chan struct{}),
		result: make(chan error, 1),
		wake:   make(chan struct{}, 1),
		ended:  make(chan struct{}),
		timer:  time.NewTimer(time.Hour),
	}
	d.tok.out = (*reader)(d)
	go (*reader)(d).loop()
	go d.run()
	return d
}

// Close closes the port. Commands that wait fail with ErrClosed.
func (d *Dialogue) Close() error {
	if !d.end(ErrClosed) {
		return nil
	}
	return d.port.Close()
}

// Garbage returns how many lines from the module were too long to be any reply.
func (d *Dialogue) Garbage() uint64 { return d.garbage.Load() }

// SetPeerInfo tells the dialogue that the module now runs with AT+CIPDINFO=1 (or 0), which changes the format of
// what AT+CIPRECVDATA returns in ESP-AT. A restart of the module turns it off.
func (d *Dialogue) SetPeerInfo(on bool) { d.peer.Store(on) }

// Command sends a command and waits for its result. onLine, which may be nil, takes each line of the answer; it runs
// on the reading goroutine, must neither wait nor call the dialogue, and is not called after Command returned. The
// error is an *[Error] where the module refused, [ErrReset], [ErrClosed], [ErrSilent], or the context's. A busy module
// is asked again until the context ends.
func (d *Dialogue) Command(ctx context.Context, c Cmd, onLine func(line []byte)) error {
	_, err := d.do(ctx, exchange{kind: kindCommand, cmd: c, onLine: onLine}, nil)
	return err
}

// Sync finds the module from any state and turns its echo off. The module may be in the middle of a command or of
// AT+CIPSEND, in passthrough mode, or have junk in its line buffer. It fails with [ErrSilent] after about 6 s.
func (d *Dialogue) Sync(ctx context.Context) error {
	_, err := d.do(ctx, exchange{kind: kindSync}, nil)
	return err
}

// Restart resets the module with AT+RST, waits until it answers again and turns its echo off. [Handler].Reset is not
// called for it.
func (d *Dialogue) Restart(ctx context.Context) error {
	_, err := d.do(ctx, exchange{kind: kindRestart, cmd: Exec("RST")}, nil)
	return err
}

// end marks the dialogue as ended, once.
func (d *Dialogue) end(err error) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return false
	}
	d.err = err
	close(d.ended)
	return true
}

// fail ends the dialogue because of its port. The reading goroutine tells the handler.
func (d *Dialogue) fail(err error) {
	if d.end(&portError{err}) {
		d.port.Close()
	}
}

// portError is the port's failure; it also counts as ErrClosed, since the dialogue is over.
type portError struct{ cause error }

func (e *portError) Error() string        { return "at: port failed: " + e.cause.Error() }
func (e *portError) Unwrap() error        { return e.cause }
func (e *portError) Is(target error) bool { return target == ErrClosed }
