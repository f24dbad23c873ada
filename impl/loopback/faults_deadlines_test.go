package loopback_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var deadlineFaults = []fault[*faulty]{
	{what: "a context that has ended already is ignored", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if ctx.Err() != nil {
				ctx = context.WithoutCancel(ctx)
			}
			return d.NetDev.Connect(ctx, fd, addr, port)
		}
	}, tests: []string{"connect/canceled"}, says: "connect: want ECANCELED, got"},

	{what: "a deadline is ignored by who receives", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			return d.NetDev.Recv(context.WithoutCancel(ctx), fd, buf)
		}
	}, tests: []string{"recv/deadline_while_waiting"}, says: "did not return"},

	{what: "a deadline is ignored by who asks for a name", spoil: func(d *faulty) {
		d.resolve = func(ctx context.Context, name string) (netip.Addr, error) {
			return d.NetDev.Resolve(context.WithoutCancel(ctx), name)
		}
	}, tests: []string{"scenario/resolve_canceled"}, says: "did not return within"},

	{what: "a write that waits cannot be cancelled", spoil: func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			if ctx.Err() == nil {
				ctx = context.WithoutCancel(ctx)
			}
			return d.NetDev.Write(ctx, fd, data)
		}
	}, tests: []string{"write/canceled_while_waiting"}, says: "did not return within"},

	{what: "a connect that waits cannot be cancelled", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if ctx.Err() == nil {
				ctx = context.WithoutCancel(ctx)
			}
			return d.NetDev.Connect(ctx, fd, addr, port)
		}
	}, tests: []string{"scenario/connect_canceled"}, says: "did not return within"},

	{what: "a deadline comes at once", spoil: func(d *faulty) {
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			if deadline, ok := ctx.Deadline(); ok && ctx.Err() == nil && time.Until(deadline) < 100*time.Millisecond {
				return -1, netip.AddrPort{}, driver.Fail("accept", driver.ETIMEDOUT, nil)
			}
			return d.NetDev.Accept(ctx, fd)
		}
	}, tests: []string{"accept/deadline_while_waiting", "scenario/accept_waits"}, says: "before its deadline"},

	{what: "cancellation is told as a deadline", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if errors.Is(err, driver.ECANCELED) {
				err = driver.Fail("recv", driver.ETIMEDOUT, nil)
			}
			return n, from, err
		}
	}, tests: []string{"recv/canceled", "recv/canceled_while_waiting", "scenario/receive_canceled"}, says: "recv: want ECANCELED, got ETIMEDOUT"},

	{what: "cancellation takes a quarter of a second", spoil: func(d *faulty) {
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			conn, peer, err := d.NetDev.Accept(ctx, fd)
			if errors.Is(err, driver.ECANCELED) {
				<-time.After(250 * time.Millisecond)
			}
			return conn, peer, err
		}
	}, tests: []string{"accept/canceled_while_waiting"}, says: "at most 100ms is allowed"},

	{what: "a receive that was cancelled takes what comes later", spoil: func(d *faulty) {
		var calls abandoned
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			own := make([]byte, len(buf))
			n, from, err := abandon(ctx, "recv", &calls, func(ctx context.Context) (int, netip.AddrPort, error) {
				return d.NetDev.Recv(ctx, fd, own)
			})
			return copy(buf, own[:n]), from, err
		}
	}, tests: []string{"scenario/receive_canceled", "scenario/receive_deadline"}, says: "recv: want success, got ETIMEDOUT"},

	{what: "an accept that was cancelled takes a connection that comes later", spoil: func(d *faulty) {
		var calls abandoned
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			return abandon(ctx, "accept", &calls, func(ctx context.Context) (netdev.FD, netip.AddrPort, error) {
				return d.NetDev.Accept(ctx, fd)
			})
		}
	}, tests: []string{"scenario/accept_canceled"}, says: "accept: want success, got ETIMEDOUT"},

	{what: "after a connect that was cancelled nobody can be connected to", spoil: func(d *faulty) {
		var stuck atomic.Bool
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if stuck.Load() {
				return driver.Fail("connect", driver.EALREADY, nil)
			}
			err := d.NetDev.Connect(ctx, fd, addr, port)
			stuck.CompareAndSwap(false, errors.Is(err, driver.ECANCELED))
			return err
		}
	}, tests: []string{"scenario/connect_canceled"}, says: "connect: want success, got EALREADY"},
}

// abandoned are calls that go on when their callers' contexts end.
type abandoned struct {
	mu      sync.Mutex
	running chan struct{} // closed when the last one has ended
}

// begin waits a little for an abandoned call, which comes first, and returns what ends the new one.
func (a *abandoned) begin() (end func()) {
	a.mu.Lock()
	earlier, ended := a.running, make(chan struct{})
	a.running = ended
	a.mu.Unlock()
	select {
	case <-earlier: // never for the first
	case <-time.After(20 * time.Millisecond):
	}
	return func() { close(ended) }
}

// abandon makes a call that goes on when its caller's context ends.
func abandon[V any](ctx context.Context, op string, calls *abandoned, call func(ctx context.Context) (V, netip.AddrPort, error)) (v V, from netip.AddrPort, err error) {
	if ctx.Err() != nil {
		return v, from, driver.FromContext(op, ctx)
	}
	type result struct {
		v    V
		from netip.AddrPort
		err  error
	}
	end, got := calls.begin(), make(chan result, 1)
	go func() {
		defer end()
		v, from, err := call(context.WithoutCancel(ctx))
		got <- result{v, from, err}
	}()
	select {
	case r := <-got:
		return r.v, r.from, r.err
	case <-ctx.Done():
		return v, from, driver.FromContext(op, ctx)
	}
}
