package loopback_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// An overlap makes calls that run at once meet.
type overlap struct {
	mu   sync.Mutex
	next chan struct{} // closed when another call comes
}

// meet waits for another call, for a short time.
func (o *overlap) meet() (met bool) {
	o.mu.Lock()
	if o.next != nil {
		close(o.next)
		o.next = nil
		o.mu.Unlock()
		return true
	}
	next := make(chan struct{})
	o.next = next
	o.mu.Unlock()
	select {
	case <-next:
		return true
	case <-time.After(5 * time.Millisecond):
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.next == next {
		o.next = nil
	}
	return false
}

var atOnceFaults = []fault[*faulty]{
	{what: "who writes at once with another writes to the other's socket", spoil: func(d *faulty) {
		var chosen atomic.Int64 // as by a command that chooses a link for the next one
		var writers overlap
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			if ctx.Err() == nil {
				if other := netdev.FD(chosen.Load()); writers.meet() && other != fd {
					_ = d.NetDev.Write(ctx, other, data)
					return nil
				}
				chosen.Store(int64(fd))
			}
			return d.NetDev.Write(ctx, fd, data)
		}
	}, tests: []string{"scenario/exchanges_at_once"}, says: "the world failed at peer_"},

	{what: "of two who close a socket at once both succeed", spoil: func(d *faulty) {
		var enders overlap
		d.closeFD = func(ctx context.Context, fd netdev.FD) error {
			met := enders.meet()
			err := d.NetDev.Close(ctx, fd)
			if met {
				return forgive(err, driver.EBADF)
			}
			return err
		}
	}, tests: []string{"at_once/FD_ended"}, says: "how many times close of one FD succeeded: want 1"},

	{what: "two who open a socket at once get one descriptor", spoil: func(d *faulty) {
		var openers overlap
		var last atomic.Int64
		last.Store(-1)
		d.socket = func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
			met := openers.meet()
			if fd := netdev.FD(last.Load()); met && fd >= 0 {
				return fd, nil
			}
			fd, err := d.NetDev.Socket(ctx, domain, protocol)
			if err == nil {
				last.Store(int64(fd))
			}
			return fd, err
		}
		d.closeFD = func(ctx context.Context, fd netdev.FD) error {
			last.CompareAndSwap(int64(fd), -1)
			return d.NetDev.Close(ctx, fd)
		}
	}, tests: []string{"at_once/FD_handles"}, says: "was given to two callers at once"},

	{what: "two calls at once wait for each other", spoil: func(d *faulty) {
		var callers overlap
		d.mac = func(ctx context.Context) (driver.MAC, error) {
			if callers.meet() {
				<-d.over
			}
			return d.NetDev.MAC(ctx)
		}
	}, tests: []string{"at_once/calls"}, says: "did not come to its end"},

	{what: "two calls at once panic", spoil: func(d *faulty) {
		var callers overlap
		d.bind = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if callers.meet() {
				panic("the dialogue is in use")
			}
			return d.NetDev.Bind(ctx, fd, addr, port)
		}
	}, tests: []string{"at_once/FD_shared_when_closed"}, says: "panic: the dialogue is in use"},

	{what: "who meets another gets an error without an errno", spoil: func(d *faulty) {
		var callers overlap
		d.setOption = func(ctx context.Context, fd netdev.FD, option netdev.Option, value int) error {
			if callers.meet() {
				return errors.New("busy p...")
			}
			return d.NetDev.SetOption(ctx, fd, option, value)
		}
	}, tests: []string{"at_once/FD_shared_when_closed"}, says: "set_option: got"},
}
