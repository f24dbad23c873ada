package driver_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"drivergen/driver"
)

// The states of the test's handles.
const (
	closed = iota
	bound
	connected
	listening
)

var (
	connectRule  = driver.Rule{Op: "connect", From: driver.States(closed, bound), To: connected, Else: []driver.Errno{connected: driver.EISCONN}, Alone: true}
	shutdownRule = driver.Rule{Op: "shutdown", From: driver.States(connected), To: driver.Stay, Else: []driver.Errno{closed: driver.ENOTCONN}, Alone: true}
	writeRule    = driver.Rule{Op: "write", From: driver.States(connected), To: driver.Stay, Else: []driver.Errno{closed: driver.ENOTCONN}}
	anyRule      = driver.Rule{Op: "set_option", To: driver.Stay}
)

type props struct{ name string }

func newTable(max int) *driver.Table[props] {
	return driver.NewTable[props](driver.Rules{Max: max, Invalid: driver.EBADF, Full: driver.EMFILE, Gone: driver.EPIPE, Backlog: 2})
}

func open(t *testing.T, table *driver.Table[props], state int) *driver.Handle[props] {
	t.Helper()
	h, err := table.Open(state, props{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Free)
	return h
}

func wantErrno(t *testing.T, err error, want driver.Errno) {
	t.Helper()
	if driver.ErrnoOf(err) != want || want == 0 && err != nil {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestTableGivesTheLowestFreeNumber(t *testing.T) {
	table := newTable(3)
	a, b, c := open(t, table, closed), open(t, table, closed), open(t, table, closed)
	if a.Number() != 0 || b.Number() != 1 || c.Number() != 2 {
		t.Errorf("got %d, %d, %d", a.Number(), b.Number(), c.Number())
	}
	_, err := table.Open(closed, props{})
	wantErrno(t, err, driver.EMFILE)
	b.Free()
	a.Free()
	if again := open(t, table, closed); again.Number() != 0 || again.Link().Generation() != a.Link().Generation()+1 {
		t.Errorf("got %v after %v", again.Link(), a.Link())
	}
	a.Free() // of a number that has a new owner
	if table.Find(driver.MakeLink(0, 2)) == nil {
		t.Error("freeing twice freed another's number")
	}
}

func TestTableGetAndFind(t *testing.T) {
	table := newTable(4)
	h := open(t, table, bound)
	if got, err := table.Get(0); got != h || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
	for _, number := range []int{-1, 1, 99} {
		_, err := table.Get(number)
		wantErrno(t, err, driver.EBADF)
	}
	if table.Find(h.Link()) != h {
		t.Error("an open handle is not found")
	}
	for _, link := range []driver.Link{{}, driver.MakeLink(0, 9), driver.MakeLink(-1, 1), driver.MakeLink(7, 1)} {
		if table.Find(link) != nil {
			t.Errorf("%v is found", link)
		}
	}
	if _, first := h.Close(); !first {
		t.Error("the first Close is not the first")
	}
	if _, first := h.Close(); first {
		t.Error("the second Close is the first")
	}
	_, err := table.Get(0)
	wantErrno(t, err, driver.EBADF)
	if other := open(t, table, closed); other.Number() != 1 {
		t.Errorf("a number was given out before Free: %d", other.Number())
	}
	if links := table.Links(); len(links) != 1 || links[0].Number() != 1 {
		t.Errorf("got %v", links)
	}
}

func TestTableShut(t *testing.T) {
	table := newTable(4)
	open(t, table, closed)
	table.Shut(driver.ENODEV)
	table.Shut(driver.EIO)
	_, err := table.Open(closed, props{})
	wantErrno(t, err, driver.ENODEV)
}

func TestRules(t *testing.T) {
	h := open(t, newTable(1), closed)
	wantErrno(t, h.Enter(&writeRule), driver.ENOTCONN)
	wantErrno(t, h.Enter(&anyRule), 0)
	wantErrno(t, h.Enter(&connectRule), 0)
	wantErrno(t, h.Enter(&connectRule), driver.EALREADY)
	wantErrno(t, h.Enter(&anyRule), 0) // is not Alone
	wantErrno(t, h.Done(&connectRule), 0)
	h.Settle()
	if state, _ := h.Snapshot(); state != connected {
		t.Errorf("state %d after connect", state)
	}
	wantErrno(t, h.Enter(&connectRule), driver.EISCONN)
	wantErrno(t, h.Enter(&writeRule), 0)
	h.Bar("write", driver.ESHUTDOWN)
	wantErrno(t, h.Enter(&writeRule), driver.ESHUTDOWN)
	wantErrno(t, h.Enter(&driver.Rule{Op: "x", From: driver.States(listening)}), driver.EINVAL)
	h.Close()
	wantErrno(t, h.Enter(&anyRule), driver.EBADF)
}

func TestNeeds(t *testing.T) {
	send := driver.Rule{Op: "send_to", From: driver.States(bound, connected)}
	bind := driver.Rule{Op: "bind", From: driver.States(closed), To: bound}
	for state, want := range map[int]bool{closed: true, bound: false, listening: false} {
		if h := open(t, newTable(1), state); h.Needs(&send, &bind) != want {
			t.Errorf("state %d: Needs() is not %v", state, want)
		}
	}
}

func TestAbortLeavesTheState(t *testing.T) {
	h := open(t, newTable(1), bound)
	wantErrno(t, h.Enter(&connectRule), 0)
	wantErrno(t, h.Abort(driver.ECONNREFUSED), driver.ECONNREFUSED)
	if state, _ := h.Snapshot(); state != bound {
		t.Errorf("state %d", state)
	}
	wantErrno(t, h.Enter(&connectRule), 0)
	h.Close()
	wantErrno(t, h.Abort(driver.ECANCELED), driver.ECONNABORTED)
	wantErrno(t, h.Done(&connectRule), driver.ECONNABORTED)
}

// What the hardware tells during a connect goes behind the event of the connect.
func TestLate(t *testing.T) {
	h := open(t, newTable(1), closed)
	wantErrno(t, h.Enter(&connectRule), 0)
	if h.Readable() || h.Lose(closed, driver.ECONNRESET) {
		t.Error("told before the call's own events")
	}
	wantErrno(t, h.Done(&connectRule), 0)
	late := h.Settle()
	if !late.Readable || !late.Gone || late.Cause != driver.ECONNRESET {
		t.Errorf("got %+v", late)
	}
	if !h.Lose(closed, late.Cause) {
		t.Error("the loss is no news")
	}
	if late := h.Settle(); late.Readable || late.Gone || late.Cause != nil {
		t.Errorf("told twice: %+v", late)
	}
}

// A call that changes no state and fails must not swallow the loss of the connection.
func TestLossDuringShutdownIsTold(t *testing.T) {
	h := open(t, newTable(1), connected)
	wantErrno(t, h.Enter(&shutdownRule), 0)
	if !h.Readable() || !h.Lose(closed, driver.ECONNRESET) {
		t.Error("not told")
	}
	wantErrno(t, h.Abort(driver.EIO), driver.EIO)
	wantErrno(t, h.Enter(&writeRule), driver.ECONNRESET)
}

func TestLoseOnce(t *testing.T) {
	h := open(t, newTable(1), connected)
	if !h.Lose(closed, nil) || h.Lose(closed, driver.EIO) {
		t.Error("a loss is news once")
	}
	if state, _ := h.Snapshot(); state != closed {
		t.Errorf("state %d", state)
	}
	wantErrno(t, h.Enter(&writeRule), driver.EPIPE)
	other := open(t, newTable(1), connected)
	other.Close()
	if other.Lose(closed, nil) || other.Readable() {
		t.Error("a closed handle has news")
	}
}

func TestTell(t *testing.T) {
	h := open(t, newTable(1), connected)
	if !h.Tell(1) || h.Tell(1) || !h.Tell(2) || !h.Tell(63) || h.Tell(63) {
		t.Error("an event is told once")
	}
}

func TestUpdate(t *testing.T) {
	h := open(t, newTable(1), connected)
	h.Update(func(p *props) { p.name = "peer" })
	if _, p := h.Snapshot(); p.name != "peer" {
		t.Errorf("got %+v", p)
	}
}

func TestHandleContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := newTable(2)
		h, _ := table.Open(closed, props{})
		ctx, release := h.Context(context.Background())
		h.Close()
		<-ctx.Done()
		if !errors.Is(context.Cause(ctx), driver.ECONNABORTED) {
			t.Errorf("cause %v", context.Cause(ctx))
		}
		release()
		<-h.Closed()
		h.Free()

		h, _ = table.Open(closed, props{})
		ctx, release = h.Context(context.Background())
		release()
		<-ctx.Done()
		h.Free()
		synctest.Wait()
		if errors.Is(context.Cause(ctx), driver.ECONNABORTED) {
			t.Error("closing after the call reached it")
		}

		parent, cancel := context.WithCancel(context.Background())
		h, _ = table.Open(closed, props{})
		ctx, release = h.Context(parent)
		cancel()
		<-ctx.Done()
		release()
		h.Free()
	})
}
