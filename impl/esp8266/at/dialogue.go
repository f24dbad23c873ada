package at

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// MaxPayload is the most bytes that one AT+CIPSEND takes (AT instruction set).
const MaxPayload = 2048

// Dialogue is a conversation with one module. All its methods may be called from many goroutines at once: commands
// wait for each other in a queue that honours their contexts.
//
// A call whose context ends returns at once. Where its command was written by then, the running goroutine sees it
// through before the next command is sent.
type Dialogue struct {
	port    io.ReadWriteCloser
	handler Handler
	limits  Limits
	tok     tokenizer   // the reading goroutine's
	torn    bool        // likewise: bytes were thrown away, and Lost is to tell
	peer    atomic.Bool // the module runs with AT+CIPDINFO=1

	slot   chan struct{} // held by the command under way
	start  chan struct{} // hands the exchange to the running goroutine
	result chan error    // its outcome, for the caller that still waits
	wake   chan struct{} // tells the running goroutine that the state below changed
	ended  chan struct{} // closed with the dialogue
	timer  *time.Timer   // the running goroutine's

	written  [maxCommand]byte // the command with its CR LF. Written with the slot held, then read only
	outgoing [MaxPayload]byte // likewise, the payload

	mu     sync.Mutex
	x      exchange
	text   [96]byte // the last line of the answer
	step   step
	stats  Stats
	spare  []*time.Timer // for the limits of callers
	err    error         // why the dialogue ended
	lastRx time.Time     // when the last bytes came
	resets int           // counts the module's restarts

	fastest time.Duration // from a command's line to its answer, of all so far
}

// step is how far the dialogue knows the module to be in step. Dialogue.mu guards it.
type step struct {
	met     bool // the module was found once
	echoOff bool // ATE0 was carried out
	agrees  bool // it says OK before a prompt
	counts  bool // it says Recv
	tacit   bool // it says SEND OK without Recv, as AT before 1.0 does
	dirty   bool // the module's state is unknown: it is to be looked for
	unsure  bool // a reply may still be under way
	hungry  bool // the module may wait for a payload
	fed     bool // and may have taken something else for it
	deaf    bool // the tokenizer throws everything away
	noisy   bool // garbage came
	silent  bool // it was looked for in vain, and sent nothing since
	booting bool // a restart was seen, its "ready" not yet
	boots   int  // restarts seen, asked for or not
	aligned int  // boots when ATE0 was last written
	giveUp  bool // the reader is to give up what is under way when the next bytes come

	missed   bool      // messages may have been missed: Resynced is due
	missedAt time.Time // when that was first noticed

	recovering bool // the module is being looked for
	probing    bool // AT was written
	seen       seen // results since the last probe
	lastCode   time.Time
}

// New starts a dialogue over port, which it owns from now on. Nothing is sent until the first command, which is
// preceded by what Sync does. Close ends it.
func New(port io.ReadWriteCloser, h Handler, l Limits) *Dialogue {
	l.fill()
	d := &Dialogue{
		port: port, handler: h, limits: l, step: step{dirty: true},
		slot:   make(chan struct{}, 1),
		start:  make(chan struct{}, 1),
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

// SetPeerInfo tells the dialogue that the module now runs with AT+CIPDINFO=1 (or 0), which changes the format of
// what AT+CIPRECVDATA returns in ESP-AT. A restart of the module turns it off.
func (d *Dialogue) SetPeerInfo(on bool) { d.peer.Store(on) }

// Command sends a command and waits for its result. onLine, which may be nil, takes each line of the answer; it runs
// on the reading goroutine, must neither wait nor call the dialogue, and is not called after Command returned. The
// error is an *[Error] where the module refused, [ErrLost], [ErrReset], [ErrClosed], [ErrSilent], or the context's. A
// busy module is asked again until the context ends.
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

func (d *Dialogue) reason() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}
