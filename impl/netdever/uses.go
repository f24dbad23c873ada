package netdever

import (
	"context"
	"time"

	"drivergen/driver"
)

// uses counts the calls of the Netdever that are under way with a descriptor. Once the
// descriptor is closed the Netdever may give its number to another socket, which a call that
// is late must not meet. The hardware's mu guards it.
type uses struct {
	hw    *hardware
	fd    int
	n     int
	left  bool          // the number was given up: the Netdever may give it to another socket
	late  bool          // since then a call had an effect, which that other socket may have had
	ended chan struct{} // closed when n is 0, nil where nobody waits for it
}

func (u *uses) begin() {
	u.hw.mu.Lock()
	defer u.hw.mu.Unlock()
	u.n++
}

// end ends a call. It had an effect where it received, sent or connected something.
func (u *uses) end(effect bool) {
	u.hw.mu.Lock()
	defer u.hw.mu.Unlock()
	u.n--
	u.late = u.late || u.left && effect
	if u.n > 0 {
		return
	}
	if u.ended != nil {
		close(u.ended)
		u.ended = nil
	}
	u.forget()
}

// leave says that the number is given up.
func (u *uses) leave() {
	u.hw.mu.Lock()
	defer u.hw.mu.Unlock()
	u.left = true
	u.forget()
}

// forget drops what no later socket with the number needs to know. The caller holds hw.mu.
func (u *uses) forget() {
	if u.left && u.n == 0 && !u.late && u.hw.uses[u.fd] == u {
		delete(u.hw.uses, u.fd)
	}
}

// errLate says that a late call for an earlier socket may have met the new one.
var errLate = fail("socket", driver.EIO, "a call for a closed socket met the new one with its number")

// errNoDescriptor says that a call succeeded without what it was made for.
var errNoDescriptor = driver.Sentinel("the Netdever tells of success and of no descriptor")

// errStuck says that a call for an earlier socket does not end.
var errStuck = fail("socket", driver.ETIMEDOUT, "the Netdever gave out the number of a closed socket, and a call for that one does not end")

// number begins the use of a number that the Netdever gave out. It waits until no call for an
// earlier socket is under way with it: Close woke them, or their deadline does. Where it
// fails the number must be closed: with errLate because of what such a call did, with errStuck
// because it goes on.
func (h *hardware) number(ctx context.Context, fd int) (*uses, error) {
	earlier, ended := h.underWay(fd)
	if ended != nil {
		if err := h.await(ctx, ended); err != nil {
			return nil, err
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if earlier != nil && earlier.late {
		delete(h.uses, fd)
		return nil, errLate
	}
	now := &uses{hw: h, fd: fd}
	h.uses[fd] = now
	return now, nil
}

// underWay returns the uses of a number for an earlier socket, and what is closed when its calls have ended; nil where
// there are none.
func (h *hardware) underWay(fd int) (earlier *uses, ended <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	earlier = h.uses[fd]
	if earlier == nil || earlier.n == 0 {
		return earlier, nil
	}
	if earlier.ended == nil {
		earlier.ended = make(chan struct{})
	}
	return earlier, earlier.ended
}

// park keeps a socket with a number that is stuck, so that the Netdever gives out others, until the call that goes on
// ends.
func (h *hardware) park(fd int) {
	_, ended := h.underWay(fd)
	f := func() {
		if ended != nil {
			select {
			case <-ended:
			case <-h.ended:
			}
		}
		_ = h.dev.Close(fd)
	}
	if !h.spawn(f) {
		f()
	}
}

// await waits for the calls of an earlier socket: a Recv lasts no longer than WakeInterval.
func (h *hardware) await(ctx context.Context, ended <-chan struct{}) error {
	patience := time.NewTimer(h.config.wake + h.config.grace)
	defer patience.Stop()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return driver.FromContext("socket", ctx)
	case <-h.ended:
		return driver.ENODEV
	case <-patience.C:
		return errStuck
	}
}

// begin begins a call with the descriptor and returns it with what ends the call. It reports
// false where the socket has none.
func (s *socket) begin() (fd int, end func(effect bool), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.fd == noFD {
		return noFD, nil, false
	}
	s.uses.begin()
	return s.fd, s.uses.end, true
}

// do makes a call with the descriptor, a new one where the socket lost its own. Where ctx ends
// first the call goes on alone.
func (s *socket) do(ctx context.Context, op string, f func(fd int) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	fd, end, ok := s.begin()
	if !ok {
		return driver.ECONNABORTED
	}
	started := func(f func()) bool {
		ok := s.hw.spawn(f)
		if !ok {
			end(false)
		}
		return ok
	}
	_, err := call(ctx, op, s.hw.ended, started, func() (struct{}, error) {
		err := f(fd)
		end(err == nil)
		return struct{}{}, socketErrnos.errno(op, err)
	})
	return err
}
