package at

import (
	"context"
	"net/netip"
)

type kind uint8

const (
	kindCommand kind = iota
	kindSend
	kindReceive
	kindSync
	kindRestart
)

// exchange is the command under way. Dialogue.mu guards the one that is active; its caller, the reading and the
// running goroutine take part in it.
type exchange struct {
	kind   kind
	cmd    Cmd
	onLine func([]byte)
	dst    []byte // Receive's buffer
	size   int    // of Send's payload

	active    bool // it was given to the running goroutine and has not ended
	abandoned bool // its caller has gone
	finished  bool // its outcome is in Dialogue.result

	phase   phase
	echo    []byte // what the module may still echo of the command line
	owned   bool   // a line of the command's own answer came
	busy    bool   // the module said busy, and gave no sign yet that it took the command all the same
	prompt  bool   // '>' came
	taken   int    // what "Recv n bytes" said, -1 before it
	done    bool   // the result code came
	result  Result // that result; 0 is success
	reset   bool   // the module restarted meanwhile
	textLen int    // of what Dialogue.text holds
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
	over bool // the module gave more than the buffer holds
}

// do queues an exchange and waits for its outcome, or for the context. Where the context ends first the running
// goroutine sees the exchange through and frees the slot.
func (d *Dialogue) do(ctx context.Context, x exchange, payload []byte) (received, error) {
	if err := x.cmd.Err(); err != nil {
		return received{}, err
	}
	if err := ctx.Err(); err != nil {
		return received{}, err
	}
	resets := d.resetCount()
	select {
	case d.slot <- struct{}{}:
	case <-ctx.Done():
		return received{}, ctx.Err()
	case <-d.ended:
		return received{}, d.reason()
	}
	if err := d.load(x, payload, resets); err != nil {
		<-d.slot
		return received{}, err
	}
	select {
	case d.start <- struct{}{}:
	case <-d.ended:
		<-d.slot
		return received{}, d.reason()
	}
	select {
	case err := <-d.result:
		return d.collect(), err
	case <-ctx.Done():
	}
	if d.abandon() {
		return received{}, ctx.Err()
	}
	err := <-d.result
	return d.collect(), err
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
	if x.cmd.line == nil {
		x.cmd.line = []byte("AT")
	}
	x.size = copy(d.outgoing[:], payload)
	x.active, x.taken = true, -1
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

// abandon takes the caller out of the exchange: nothing of its is touched from here on. It reports false where the
// outcome is there already.
func (d *Dialogue) abandon() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.x.finished {
		return false
	}
	d.x.abandoned, d.x.onLine, d.x.dst = true, nil, nil
	d.poke()
	return true
}

// finish ends the exchange: it hands the outcome to the caller, or frees the slot in its place.
func (d *Dialogue) finish(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.x.active, d.x.finished = false, true
	d.x.onLine, d.x.dst, d.x.echo = nil, nil, nil
	if d.x.abandoned {
		<-d.slot
		return
	}
	d.result <- err
}

func (d *Dialogue) resetCount() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.resets
}

func (d *Dialogue) reason() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

// poke tells the running goroutine that something changed.
func (d *Dialogue) poke() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}
