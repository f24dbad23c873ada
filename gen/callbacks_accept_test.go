package gen_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

func TestCallbackAccept(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, l, link := b.listening(t)
		l.SetAcceptCB(func(conn netdev.FD) { b.add("accept_cb: %s", describe(b.Get(conn))) })
		if _, _, err := b.chip.dev.Accept(t.Context(), fd); !errors.Is(err, netdev.EBUSY) {
			t.Errorf("Accept while accept_cb is set: %v", err)
		}
		b.chip.dial(t, link)
		b.chip.dial(t, link)
		b.want(t,
			"accept_cb: 1 connected local 192.0.2.9:80 remote 192.0.2.1:7",
			"accept_cb: 2 connected local 192.0.2.9:80 remote 192.0.2.1:7")
	})
}

func TestCallbackAcceptSetAndUnset(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, l, link := b.listening(t)
		once := func(conn netdev.FD) {
			b.add("accept_cb %d", conn)
			l.SetAcceptCB(nil)
		}
		l.SetAcceptCB(once)
		b.chip.dial(t, link)
		b.chip.dial(t, link)
		b.chip.dial(t, link)
		b.want(t, "accept_cb 1")
		if conn, peer, err := b.chip.dev.Accept(t.Context(), fd); conn != 2 || peer != peerAddr || err != nil {
			t.Errorf("Accept gave %d from %v, %v", conn, peer, err)
		}
		l.SetAcceptCB(once)
		b.want(t, "accept_cb 3")
	})
}

// A peer that sends and closes at once is told whole, though all of it comes before accept_cb.
func TestCallbackAcceptOfAPeerThatIsGone(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		_, l, link := b.listening(t)
		l.SetAcceptCB(func(conn netdev.FD) {
			b.add("accept_cb %d", conn)
			s := b.Get(conn)
			b.watch("conn", s)
			s.SetReadCB(func(data []byte) { b.add("read_cb %q", data) })
		})
		conn := b.chip.dial(t, link)
		b.chip.receive(conn, "012345")
		b.chip.hangUp(conn)
		b.want(t, "accept_cb 1", `read_cb "0123"`, `read_cb "45"`, "conn shutdown_cb", "conn close_cb")
		b.Close(1, b.answer("close"))
		b.want(t, "close 0")
	})
}

func TestCallbackAcceptedSocketEndsOnce(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		_, l, link := b.listening(t)
		hold := make(chan struct{})
		l.SetAcceptCB(func(conn netdev.FD) {
			b.add("accept_cb %d", conn)
			b.watch("conn", b.Get(conn))
			<-hold
		})
		conn := b.chip.dial(t, link)
		synctest.Wait()
		b.chip.hangUp(conn) // its events wait behind accept_cb
		synctest.Wait()
		close(hold)
		b.want(t, "accept_cb 1", "conn shutdown_cb", "conn close_cb")
	})
}

func TestCallbackCloseOfAListener(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, l, link := b.listening(t)
		hold := make(chan struct{})
		l.SetAcceptCB(func(conn netdev.FD) {
			b.add("accept_cb %d", conn)
			<-hold
		})
		first := b.chip.dial(t, link)
		second := b.chip.dial(t, link) // taken by the pump, not told
		third := b.chip.dial(t, link)  // in the backlog
		synctest.Wait()
		b.Close(fd, b.answer("close"))
		synctest.Wait()
		close(hold)
		b.want(t, "accept_cb 1", "listener shutdown_cb", "listener close_cb", "close 0")
		b.chip.mu.Lock()
		defer b.chip.mu.Unlock()
		for _, link := range []driver.Link{second, third} {
			if b.chip.links[link] != nil {
				t.Errorf("%v, which nobody accepted, is open", link)
			}
		}
		if b.chip.links[first] == nil {
			t.Error("what was accepted is closed")
		}
	})
}
