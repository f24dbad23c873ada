package at

import (
	"context"
	"net/netip"
	"time"
)

type kind uint8

const (
	kindCommand kind = iota
	kindSend
	kindReceive
	kindSync
	kindRestart
	kindBaud
)

// exchange is the command under way. Dialogue.mu guards the one that is active; its caller, the reading and the
// running goroutine take part in it.
type exchange struct {
	kind          kind
	cmd           Cmd // its line is Dialogue.written, without CR LF
	onLine        func([]byte)
	dst           []byte       // Receive's buffer
	size          int          // of Send's payload, of Receive's buffer
	apply, revert func() error // SetBaud's

	active    bool // it was given to the running goroutine and has not ended
	abandoned bool // its caller has gone
	finished  bool // its outcome is in Dialogue.result
	issued    bool // its line was written
	repeated  bool // more than once, since the module was busy

	phase   phase
	sent    time.Time // when its line was last written
	sign    time.Time // when the module first answered that, zero before
	heard   time.Time // when the module last showed that it works at it
	echo    []byte    // what the module may still echo of the command line
	owned   bool      // a line of the command's own answer came
	busy    bool      // the module said busy, and gave no sign yet that it took the command all the same
	asked   bool      // the module was asked with AT whether it still works at it
	early   code      // the first result since then
	agreed  bool      // OK came, which goes before a prompt
	bare    bool      // '>' came without that OK, and nothing after it
	prompt  bool      // '>' came
	wrote   bool      // the payload was written, or a part
	taken   int       // what "Recv n bytes" said, -1 before it
	tacit   bool      // the firmware does not say Recv
	unsaid  bool      // SEND OK came before Recv
	surplus bool      // the module had more payload than it asked for
	spoilt  bool      // it took something else for payload
	got     bool      // the head of Receive's answer came
	damaged bool      // its end did not fit
	done    bool      // the result code came
	result  Result    // that result; 0 is success
	reset   bool      // the module restarted meanwhile
	textLen int       // of what Dialogue.text holds
	answer  received
}

// phase is how far an exchange is; lines mean different things before and after.
type phase uint8

const (
	phaseQueued  phase = iota // nothing is out
	phaseCommand              // the command line is out
	phasePayload              // the payload is out
)

// received is what Receive returns.
type received struct {
	n    int
	from netip.AddrPort
}

// do queues an exchange and waits for its outcome, for the context or for the command's own limit. Where that ends first
// the running goroutine sees the exchange through and frees the slot.
func (d *Dialogue) do(ctx context.Context, x exchange, payload []byte) (received, error) {
	if err := x.cmd.Err(); err != nil {
		return received{}, err
	}
	if err := ctx.Err(); err != nil {
		return received{}, err
	}
	var expired <-chan time.Time
	resets, limit := d.enter(ctx, x.cmd.within)
	if limit != nil {
		expired = limit.C
		defer d.giveBack(limit)
	}
	select {
	case d.slot <- struct{}{}:
	case <-ctx.Done():
		return received{}, ctx.Err()
	case <-expired:
		return received{}, context.DeadlineExceeded
	case <-d.ended:
		return received{}, d.reason()
	}
	if err := d.load(x, payload, resets); err != nil {
		<-d.slot
		return received{}, err
	}
	d.start <- struct{}{}
	var err error
	select {
	case err := <-d.result:
		return d.collect(), err
	case <-ctx.Done():
		err = ctx.Err()
	case <-expired:
		err = context.DeadlineExceeded
	case <-d.ended:
		err = d.reason()
	}
	if out, ok := d.abandon(err); ok {
		if out {
			err = doubtful(err)
		}
		return received{}, err
	}
	err = <-d.result
	return d.collect(), err
}

// enter returns how often the module has restarted so far, and a timer for a command's own limit if that counts.
func (d *Dialogue) enter(ctx context.Context, within time.Duration) (int, *time.Timer) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if within <= 0 {
		return d.resets, nil
	}
	if _, ok := ctx.Deadline(); ok {
		return d.resets, nil
	}
	n := len(d.spare)
	if n == 0 {
		return d.resets, time.NewTimer(within)
	}
	t := d.spare[n-1]
	d.spare = d.spare[:n-1]
	t.Reset(within)
	return d.resets, t
}

// giveBack keeps a timer for the next call.
func (d *Dialogue) giveBack(t *time.Timer) {
	t.Stop()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.spare = append(d.spare, t)
}

// load makes x the current exchange. The caller holds the slot. A command that was queued before the module restarted
// is refused: it counts on settings and links that are gone.
func (d *Dialogue) load(x exchange, payload []byte, resets int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return d.err
	}
	if d.resets != resets && x.kind != kindSync && x.kind != kindRestart {
		return ErrReset
	}
	n := copy(d.written[:], x.cmd.line)
	if n == 0 {
		n = copy(d.written[:], "AT")
	}
	copy(d.written[n:], "\r\n")
	x.cmd.line = d.written[:n]
	x.size = len(x.dst) + copy(d.outgoing[:], payload)
	x.active, x.taken, x.tacit = true, -1, d.step.tacit
	d.x = x
	return nil
}

// collect returns what the finished exchange read and frees the slot.
func (d *Dialogue) collect() received {
	d.mu.Lock()
	r := d.x.answer
	d.mu.Unlock()
	<-d.slot
	return r
}

// abandon takes the caller out of the exchange: nothing of its is touched from here on. out says that the command was
// written, or where the dialogue has ended, the payload. ok is false where the outcome is there already.
func (d *Dialogue) abandon(why error) (out, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := &d.x
	if x.finished {
		return false, false
	}
	x.abandoned, x.onLine, x.dst = true, nil, nil
	d.poke()
	out = x.issued
	if why == d.err {
		out, x.cmd.after = x.wrote, nil
	}
	if !x.issued {
		x.cmd.after = nil
	}
	return out, true
}

// finish ends the exchange: it hands the outcome to the caller, or tells who wanted to know after the caller had gone and
// frees the slot.
func (d *Dialogue) finish(err error) {
	d.mu.Lock()
	x := &d.x
	x.active, x.finished = false, true
	x.onLine, x.dst, x.echo, x.apply, x.revert = nil, nil, nil, nil, nil
	after := x.cmd.after
	if !x.abandoned {
		d.result <- err
		d.mu.Unlock()
		return
	}
	if err == nil && x.kind == kindReceive && x.answer.n > 0 {
		err = doubtful(errDropped)
	}
	d.mu.Unlock()
	if after != nil {
		after(err)
	}
	<-d.slot
}

// poke tells the running goroutine that something changed.
func (d *Dialogue) poke() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}
