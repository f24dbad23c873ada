package at

import (
	"context"
	"net/netip"
)

// Receive sends AT+CIPRECVDATA and copies the payload of its answer into buf, which must hold as much as c asks for. It
// returns the number of bytes and their sender, which is zero unless the module tells it. The module answers ERROR, an
// *[Error] here, when it has nothing for the link. [ErrDamaged] says that bytes were lost or doubled on the line: what the
// module had is gone.
func (d *Dialogue) Receive(ctx context.Context, c Cmd, buf []byte) (n int, from netip.AddrPort, err error) {
	r, err := d.do(ctx, exchange{kind: kindReceive, cmd: c, dst: buf}, nil)
	return r.n, r.from, err
}

func (d *Dialogue) receive() error {
	err := d.issue(nothingElse)
	d.mu.Lock()
	x := &d.x
	switch {
	case err == errLimit:
		// The count told of more than came.
		err = ErrDamaged
		d.step.giveUp = true
	case err == nil && x.result == 0 && (x.damaged || !x.got):
		err = ErrDamaged
	case err == ErrLost:
		err = doubtful(err)
	}
	if err == ErrDamaged {
		d.stats.Damaged++
		d.step.dirty, d.step.unsure = true, true
		d.miss()
	}
	d.mu.Unlock()
	if err != nil {
		return err
	}
	d.countReplies()
	return d.outcome()
}
