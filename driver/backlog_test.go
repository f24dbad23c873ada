package driver_test

import (
	"context"
	"testing"
	"testing/synctest"

	"drivergen/driver"
)

var acceptRule = driver.Rule{Op: "accept", From: driver.States(listening), To: driver.Stay}

type acceptance struct {
	h   *driver.Handle[props]
	err error
}

func accepting(ctx context.Context, h *driver.Handle[props]) <-chan acceptance {
	done := make(chan acceptance, 1)
	go func() {
		accepted, err := h.Accept(ctx, &acceptRule)
		done <- acceptance{accepted, err}
	}()
	return done
}

func listener(t *testing.T, f func(t *testing.T, table *driver.Table[props], h *driver.Handle[props])) {
	synctest.Test(t, func(t *testing.T) {
		table := newTable(6)
		f(t, table, open(t, table, listening))
	})
}

// arrive puts a connection into a backlog.
func arrive(t *testing.T, h *driver.Handle[props]) *driver.Handle[props] {
	t.Helper()
	arrived := h.Arrive(&acceptRule, connected, props{"peer"})
	if arrived == nil {
		t.Fatal("turned away")
	}
	t.Cleanup(arrived.Free)
	return arrived
}

func TestAcceptInOrder(t *testing.T) {
	listener(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props]) {
		one, two := arrive(t, h), arrive(t, h)
		if state, p := one.Snapshot(); state != connected || p.name != "peer" {
			t.Errorf("arrived in state %d with %+v", state, p)
		}
		if got := <-accepting(t.Context(), h); got.h != one || got.err != nil {
			t.Errorf("got %+v", got)
		}
		if got := <-accepting(t.Context(), h); got.h != two || got.err != nil {
			t.Errorf("got %+v", got)
		}
	})
}

func TestAcceptWaits(t *testing.T) {
	listener(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props]) {
		a, b := accepting(t.Context(), h), accepting(t.Context(), h)
		synctest.Wait()
		one, two := arrive(t, h), arrive(t, h)
		first, second := <-a, <-b
		if first.h == two {
			first, second = second, first
		}
		if first.h != one || second.h != two {
			t.Errorf("got %+v and %+v", first, second)
		}
	})
}

func TestBacklogBound(t *testing.T) {
	listener(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) {
		arrive(t, h)
		arrive(t, h)
		if h.Arrive(&acceptRule, connected, props{}) != nil {
			t.Error("a third connection fits into a backlog of two")
		}
		h.SetBacklog(0)
		if h.Arrive(&acceptRule, connected, props{}) != nil {
			t.Error("SetBacklog(0) changed the bound")
		}
		h.SetBacklog(8)
		arrive(t, h)
		arrive(t, h)
		arrive(t, h)
		if h.Arrive(&acceptRule, connected, props{}) != nil {
			t.Error("a connection without a free number")
		}
		if n := len(table.Links()); n != 6 {
			t.Errorf("%d open", n)
		}
	})
}

func TestArriveNeedsAListener(t *testing.T) {
	h := open(t, newTable(4), bound)
	if h.Arrive(&acceptRule, connected, props{}) != nil {
		t.Error("a socket that does not listen has a connection")
	}
	_, err := h.Accept(t.Context(), &acceptRule)
	wantErrno(t, err, driver.EINVAL)
}

func TestAcceptEndsWithTheListener(t *testing.T) {
	listener(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) {
		a, b := accepting(t.Context(), h), accepting(t.Context(), h)
		synctest.Wait()
		h.Close()
		wantErrno(t, (<-a).err, driver.ECONNABORTED)
		wantErrno(t, (<-b).err, driver.ECONNABORTED)
		wantErrno(t, (<-accepting(t.Context(), h)).err, driver.EBADF)
		if h.Arrive(&acceptRule, connected, props{}) != nil {
			t.Error("a connection for a closed listener")
		}
	})
}

func TestAcceptEndsWithTheDevice(t *testing.T) {
	listener(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) {
		waiting := arrive(t, h)
		h.Lose(closed, driver.ENODEV)
		if got := <-accepting(t.Context(), h); got.h != waiting {
			t.Errorf("what had arrived is lost: %+v", got)
		}
		a, b := accepting(t.Context(), h), accepting(t.Context(), h)
		wantErrno(t, (<-a).err, driver.ENODEV)
		wantErrno(t, (<-b).err, driver.ENODEV)
		if h.Arrive(&acceptRule, connected, props{}) != nil {
			t.Error("a connection for a lost listener")
		}
	})
}

func TestAcceptLossWakesAll(t *testing.T) {
	listener(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) {
		a, b := accepting(t.Context(), h), accepting(t.Context(), h)
		synctest.Wait()
		h.Lose(closed, nil)
		wantErrno(t, (<-a).err, driver.EPIPE)
		wantErrno(t, (<-b).err, driver.EPIPE)
	})
}

func TestAcceptCancel(t *testing.T) {
	listener(t, func(t *testing.T, _ *driver.Table[props], h *driver.Handle[props]) {
		ctx, cancel := context.WithCancel(t.Context())
		a := accepting(ctx, h)
		synctest.Wait()
		cancel()
		wantErrno(t, (<-a).err, driver.ECANCELED)
	})
}

func TestCloseTakesTheBacklogAlong(t *testing.T) {
	listener(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) {
		taken, left := arrive(t, h), arrive(t, h)
		<-accepting(t.Context(), h)
		waiting, first := h.Close()
		if !first || len(waiting) != 1 || waiting[0] != left {
			t.Errorf("got %v, %v", waiting, first)
		}
		<-left.Closed()
		if got, err := table.Get(taken.Number()); got != taken {
			t.Errorf("what was accepted is closed: %v", err)
		}
	})
}

func TestAcceptClaimed(t *testing.T) {
	listener(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) {
		a, b := accepting(t.Context(), h), accepting(t.Context(), h)
		synctest.Wait()
		c := claimBacklog(t, table, h)
		wantErrno(t, (<-a).err, driver.EBUSY)
		wantErrno(t, (<-b).err, driver.EBUSY)
		one, two := arrive(t, h), arrive(t, h)
		if got := <-accepting(c.Context(t.Context()), h); got.h != one {
			t.Errorf("got %+v", got)
		}
		c.Leave()
		a = accepting(t.Context(), h)
		synctest.Wait()
		if !c.Unaccept(one.Number()) {
			t.Error("not taken back")
		}
		c.Release()
		if got := <-a; got.h != one {
			t.Errorf("got %+v", got)
		}
		if got := <-accepting(t.Context(), h); got.h != two {
			t.Errorf("got %+v", got)
		}
	})
}

func TestUnacceptAfterTheListenersEnd(t *testing.T) {
	listener(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) {
		one := arrive(t, h)
		c := claimBacklog(t, table, h)
		<-accepting(c.Context(t.Context()), h)
		h.Close()
		if c.Unaccept(one.Number()) {
			t.Error("a closed listener took a connection back")
		}
		if c.Unaccept(99) {
			t.Error("a number that is not open was taken back")
		}
	})
}
