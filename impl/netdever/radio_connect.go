package netdever

import (
	"context"
	"time"

	"drivergen/driver"
	"drivergen/generated/tinygo"
)

// connect runs NetConnect; joined notes, under the lock, what was joined. What was joined or
// offered before is left first.
func (r *radio) connect(ctx context.Context, op string, params *tinygo.ConnectParams, joined func()) error {
	if err := r.begin(ctx, op); err != nil {
		return err
	}
	defer r.end()
	_, any := r.forget()
	session := r.open()
	params.Retries, params.ConnectTimeout, params.WatchdogTimeout = 1, timeoutOf(ctx), r.config.watchdog
	if params.AuthType == tinygo.AuthTypeOpen {
		params.Passphrase = ""
	}
	done := make(chan error, 1)
	go func() {
		if any {
			r.link.NetDisconnect()
		}
		r.link.NetNotify(func(e tinygo.Event) { r.told(session, e) })
		done <- linkErrnos.errno(op, r.link.NetConnect(params))
	}()
	select {
	case err := <-done:
		if err == nil {
			r.note(joined)
		}
		r.release()
		if ctx.Err() != nil && err != nil {
			return driver.FromContext(op, ctx)
		}
		return err
	case <-ctx.Done():
		r.giveUp(done)
		return driver.FromContext(op, ctx)
	case <-r.ended:
		r.giveUp(done)
		return driver.ENODEV
	}
}

// timeoutOf returns how long NetConnect may take; 0 stands for TinyGo's own limit.
func timeoutOf(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return max(time.Until(deadline), time.Millisecond)
	}
	return 0
}

// giveUp leaves a NetConnect alone, and leaves its network where it succeeds all the same. The
// radio is taken until then: not every Netlinker can be called meanwhile.
func (r *radio) giveUp(done <-chan error) {
	r.open() // what is told of the network is old
	go func() {
		if <-done == nil {
			r.link.NetDisconnect()
		}
		r.release()
	}()
}

// begin makes the caller the one that connects: EBUSY where there is one. A connect that was
// given up is waited for.
func (r *radio) begin(ctx context.Context, op string) error {
	if err := r.gone(); err != nil {
		return err
	}
	r.mu.Lock()
	busy := r.calling
	r.calling = true
	r.mu.Unlock()
	if busy {
		return driver.EBUSY
	}
	if err := r.take(ctx, op); err != nil {
		r.end()
		return err
	}
	return nil
}

func (r *radio) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calling = false
}

// take takes the radio; release gives it back.
func (r *radio) take(ctx context.Context, op string) error {
	select {
	case r.busy <- struct{}{}:
		return nil
	case <-ctx.Done():
		return driver.FromContext(op, ctx)
	case <-r.ended:
		return driver.ENODEV
	}
}

func (r *radio) release() { <-r.busy }

// open starts a session: what is told of earlier ones is old from here on.
func (r *radio) open() (session int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.session++
	return r.session
}

func (r *radio) note(joined func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	joined()
}

// forget forgets what was joined or offered, and reports whether a network was up, and
// whether there was anything to leave.
func (r *radio) forget() (up, any bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	up, any = r.up, r.info != nil || r.offers
	r.info, r.up, r.offers = nil, false, false
	r.session++
	return up, any
}
