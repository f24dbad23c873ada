package at

import "context"

// Send sends a command that asks for a payload (AT+CIPSEND), and the payload once the module asks for it. It returns
// when the module reports SEND OK; SEND FAIL and the like are an *[Error]. The payload is copied: a Send whose context
// ends before the module took the command sends nothing, one whose context ends later still delivers the whole payload,
// since half of it would spoil the stream.
func (d *Dialogue) Send(ctx context.Context, c Cmd, payload []byte) error {
	if len(payload) == 0 || len(payload) > MaxPayload {
		return ErrPayload
	}
	_, err := d.do(ctx, exchange{kind: kindSend, cmd: c}, payload)
	return err
}

func (d *Dialogue) send() error {
	if err := d.issue(func() bool { return d.x.prompt }); err != nil {
		return err
	}
	d.mu.Lock()
	done, size := d.x.done, d.x.size
	if !done {
		d.x.phase = phasePayload
	}
	d.mu.Unlock()
	if done {
		return d.outcome()
	}
	if err := d.write(d.outgoing[:size]); err != nil {
		return err
	}
	if err := d.await(0, func() bool { return d.x.done }); err != nil {
		return err
	}
	return d.outcome()
}
