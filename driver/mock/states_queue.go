package mock

import (
	"bytes"
	"context"
	"io"
	"net/netip"
	"reflect"
	"time"

	"drivergen/driver"
)

// A chunk is what was fired into a stream at once. One with a sender is a datagram.
type chunk struct {
	data []byte
	from netip.AddrPort
}

// Receive puts data into the stream of a handle: of a sender that is valid, one datagram.
// Machines are counted from 1. Where states are obeyed and the handle cannot receive, the test fails and the answer is
// false. Generated code calls it.
func (c *Controller) Receive(machine, number int, data []byte, from netip.AddrPort) bool {
	return c.feed(machine, number, func(o *object) string {
		last := len(o.stream) - 1
		switch {
		case from.IsValid() || len(data) > 0 && (last < 0 || o.stream[last].from.IsValid()):
			o.stream = append(o.stream, chunk{bytes.Clone(data), from})
		case len(data) > 0: // bytes of a stream have no bounds
			o.stream[last].data = append(o.stream[last].data, data...)
		}
		return ""
	})
}

// Arrive puts a handle into the backlog of another one, whose number is listener. What
// Accept returns beside the handle is in peer. It answers as Receive does. Generated code calls it.
func (c *Controller) Arrive(machine, listener, number int, peer ...any) bool {
	return c.feed(machine, listener, func(o *object) string {
		s := c.states
		if old := s.handles[machine-1][number]; old != nil && !old.over && (s.enforced || old.waiting) {
			return old.called() + " is open already"
		}
		if s.full(machine) {
			return "no more than " + counted(s.most, o.machine.Name, o.machine.Name+"s") + " may be open"
		}
		arrived := s.open(machine, number)
		arrived.waiting, arrived.peer, arrived.kept = true, peer, o.kept
		for _, row := range s.table.Methods {
			if row.On == machine && row.Takes == BacklogQueue {
				arrived.state = row.Arrives
			}
		}
		o.backlog = append(o.backlog, arrived)
		return ""
	})
}

// feed puts something into a queue of a handle. What put returns says what is wrong.
func (c *Controller) feed(machine, number int, put func(*object) string) bool {
	c.mu.Lock()
	s := c.keep()
	o := s.handles[machine-1][number]
	if !s.enforced && (o == nil || o.closing) {
		o = s.open(machine, number)
	}
	wrong := ""
	if o == nil || o.closing {
		wrong = s.table.Machines[machine-1].numbered(number) + " is not open"
	} else if wrong = put(o); wrong == "" {
		o.fed = true
		c.wake()
	}
	c.mu.Unlock()
	if wrong != "" {
		c.misfired("", wrong)
	}
	return wrong == ""
}

// receive takes from the stream of a handle: it is the method that does, with the
// arguments in.
func (e *entered) receive(t reflect.Type, in []reflect.Value) []reflect.Value {
	var from netip.AddrPort
	n := 0
	err := e.await(in, func() (bool, error) {
		o := e.on
		switch {
		case len(o.stream) > 0:
			n, from = o.take(in[e.row.Out-1].Bytes())
			return true, nil
		case o.ended:
			return true, io.EOF
		case o.gone && o.cause != nil:
			return true, o.cause
		case o.gone:
			return true, io.EOF
		}
		return false, nil
	})
	out := results(t, err)
	out[0].SetInt(int64(n))
	if len(out) > 2 {
		out[1].Set(reflect.ValueOf(from))
	}
	return out
}

// take copies from the stream to buf. What of a datagram does not fit is lost.
func (o *object) take(buf []byte) (int, netip.AddrPort) {
	first := &o.stream[0]
	n := copy(buf, first.data)
	if n == len(first.data) || first.from.IsValid() {
		from := first.from
		o.stream = o.stream[1:]
		return n, from
	}
	first.data = first.data[n:]
	return n, netip.AddrPort{}
}

// accept takes a handle from a backlog: it is the method that does, with the arguments in.
func (e *entered) accept(t reflect.Type, in []reflect.Value) []reflect.Value {
	var taken *object
	err := e.await(in, func() (bool, error) {
		o := e.on
		switch {
		case len(o.backlog) > 0:
			taken = o.backlog[0]
			o.backlog = o.backlog[1:]
			return true, nil
		case o.gone:
			return true, o.goneError()
		}
		return false, nil
	})
	out := results(t, err)
	if taken == nil {
		return out
	}
	setInteger(out[0], taken.number)
	for i, value := range taken.peer {
		if v := reflect.ValueOf(value); v.IsValid() {
			out[i+1].Set(v)
		}
	}
	return out
}

// await waits until ready, which is called with the lock held, says that the call is
// answered. The wait ends when the call's context does, the handle is closed or the mock fails.
func (e *entered) await(in []reflect.Value, ready func() (bool, error)) error {
	ctx, cancel := e.context(in)
	defer cancel()
	c := e.states.ctl
	for {
		if ctx.Err() != nil {
			return e.wrap(driver.FromContext(e.op, ctx))
		}
		c.mu.Lock()
		done, err := false, error(driver.ECONNABORTED)
		if !e.on.closing {
			done, err = ready()
		}
		closing, changed := e.on.closing, c.watch()
		c.mu.Unlock()
		if done || closing {
			return e.wrap(err)
		}
		select {
		case <-changed:
		case <-ctx.Done():
		case <-c.alive.Done():
			return e.wrap(driver.Fail(e.op, driver.EIO, context.Cause(c.alive)))
		}
	}
}

// context returns the context of a call, or one that ends at its deadline.
func (e *entered) context(in []reflect.Value) (context.Context, context.CancelFunc) {
	if e.row.Deadline > 0 {
		return driver.UntilDeadline(in[e.row.Deadline-1].Interface().(time.Time))
	}
	if ctx, ok := in[0].Interface().(context.Context); ok {
		return ctx, func() {}
	}
	return context.Background(), func() {}
}
