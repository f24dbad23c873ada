package driver_test

import (
	"context"
	"net/netip"
	"testing"
	"testing/synctest"

	"drivergen/driver"
)

func claim(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) *driver.Claim {
	t.Helper()
	c := driver.ClaimOf(driver.Capabilities{driver.QueuesCapability: driver.Queues(table)}, h.Number())
	if c == nil {
		t.Fatal("no claim")
	}
	return c
}

func claimBacklog(t *testing.T, table *driver.Table[props], h *driver.Handle[props]) *driver.Claim {
	t.Helper()
	c := driver.BacklogClaimOf(driver.Capabilities{driver.QueuesCapability: driver.Queues(table)}, h.Number())
	if c == nil {
		t.Fatal("no claim")
	}
	return c
}

// A handle's received data and its backlog may be two owners'.
func TestClaimOfBothQueues(t *testing.T) {
	bubble(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire) {
		w.arrive("ab")
		data, backlog := claim(t, table, h), claimBacklog(t, table, h)
		_, err := table.ClaimBacklog(h.Number())
		wantErrno(t, err, driver.EBUSY)
		receive(data.Context(t.Context()), h, w, 2).want(t, "ab", 0)
		backlog.Release()
		receive(t.Context(), h, w, 2).want(t, "", driver.EBUSY)
		data.Release()
		w.arrive("cd")
		receive(t.Context(), h, w, 2).want(t, "cd", 0)
	})
}

func TestClaimKeepsOthersOut(t *testing.T) {
	bubble(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire) {
		w.arrive("abcdef")
		c := claim(t, table, h)
		receive(t.Context(), h, w, 2).want(t, "", driver.EBUSY)
		receive(c.Context(t.Context()), h, w, 2).want(t, "ab", 0)
		_, err := table.Claim(h.Number())
		wantErrno(t, err, driver.EBUSY)
		c.Release()
		receive(t.Context(), h, w, 2).want(t, "cd", 0)
		second := claim(t, table, h)
		receive(c.Context(t.Context()), h, w, 2).want(t, "", driver.EBUSY)
		c.Release() // not the owner any more
		receive(t.Context(), h, w, 2).want(t, "", driver.EBUSY)
		second.Release()
	})
}

// Those who wait for data when the queue is claimed must not get what is the owner's.
func TestClaimTurnsWaitersAway(t *testing.T) {
	bubble(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire) {
		first, second := receiving(t.Context(), h, w, 8), receiving(t.Context(), h, w, 8)
		synctest.Wait()
		c := claim(t, table, h)
		(<-first).want(t, "", driver.EBUSY)
		(<-second).want(t, "", driver.EBUSY)
		w.arrive("mine")
		receive(c.Context(t.Context()), h, w, 8).want(t, "mine", 0)
		c.Release()
	})
}

func TestClaimLeave(t *testing.T) {
	bubble(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire) {
		c := claim(t, table, h)
		ctx, cancel := context.WithCancel(c.Context(t.Context()))
		owner := receiving(ctx, h, w, 8)
		synctest.Wait()
		c.Leave()
		other := receiving(t.Context(), h, w, 8)
		synctest.Wait()
		w.arrive("rest")
		cancel()
		(<-owner).want(t, "", driver.ECANCELED)
		c.Unread([]byte("given back "), netip.AddrPort{})
		c.Release()
		(<-other).want(t, "given ba", 0)
		receive(t.Context(), h, w, 8).want(t, "ck ", 0)
		receive(t.Context(), h, w, 8).want(t, "rest", 0)
	})
}

func TestClaimStay(t *testing.T) {
	bubble(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire) {
		c := claim(t, table, h)
		c.Leave()
		c.Stay()
		receive(t.Context(), h, w, 8).want(t, "", driver.EBUSY)
		c.Leave()
		other := receiving(t.Context(), h, w, 8)
		synctest.Wait()
		h.Close()
		(<-other).want(t, "", driver.ECONNABORTED)
	})
}

func TestUnreadOfADatagramIsOneDatagram(t *testing.T) {
	bubble(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire) {
		c := claim(t, table, h)
		from := netip.MustParseAddrPort("192.0.2.1:7")
		c.Unread([]byte("second"), from)
		c.Unread([]byte("first datagram"), from)
		c.Release()
		receive(t.Context(), h, w, 5).want(t, "first", 0)
		buf := make([]byte, 32)
		n, sender, err := h.Receive(t.Context(), &recvRule, buf, w.read)
		if string(buf[:n]) != "second" || sender != from || err != nil {
			t.Errorf("got %q from %v, %v", buf[:n], sender, err)
		}
	})
}

func TestUnreadCopies(t *testing.T) {
	bubble(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire) {
		c := claim(t, table, h)
		data := []byte("data")
		c.Unread(data, netip.AddrPort{})
		copy(data, "gone")
		c.Release()
		receive(t.Context(), h, w, 8).want(t, "data", 0)
	})
}

func TestClaimOfNothing(t *testing.T) {
	table := newTable(1)
	_, err := table.Claim(0)
	wantErrno(t, err, driver.EBADF)
	if driver.ClaimOf(nil, 0) != nil || driver.ClaimOf(driver.Capabilities{driver.QueuesCapability: driver.Queues(table)}, 0) != nil {
		t.Error("got a claim of nothing")
	}
}
