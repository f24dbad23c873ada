package at

import (
	"context"
	"net/netip"
)

// Receive sends AT+CIPRECVDATA and copies the payload of its answer into buf. It returns the number of bytes and
// their sender, which is zero unless the module tells it. The module answers ERROR, an *[Error] here, when it has
// nothing for the link. Where it gives more than buf holds the rest is lost and the error is [ErrTruncated].
func (d *Dialogue) Receive(ctx context.Context, c Cmd, buf []byte) (n int, from netip.AddrPort, err error) {
	r, err := d.do(ctx, exchange{kind: kindReceive, cmd: c, dst: buf}, nil)
	if err == nil && r.over {
		err = ErrTruncated
	}
	return r.n, r.from, err
}
