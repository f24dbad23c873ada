package gen_test

import (
	"testing"
	"testing/synctest"

	"drivergen/generated/netdev"
)

func TestCallbackDescriptorReuse(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, old, link := b.connected(t, "old")
		old.SetReadCB(func(data []byte) { b.add("old read_cb %q", data) })
		b.Close(fd, b.answer("close"))
		b.want(t, "old shutdown_cb", "old close_cb", "close 0")

		again, s, fresh := b.connected(t, "new")
		if again != fd || s == old {
			t.Fatalf("descriptor %d after %d", again, fd)
		}
		s.SetReadCB(func(data []byte) { b.add("new read_cb %q", data) })
		b.chip.receive(link, "for the old one")
		b.chip.hangUp(link)
		b.want(t)
		b.chip.receive(fresh, "hi")
		b.chip.hangUp(fresh)
		b.want(t, `new read_cb "hi"`, "new shutdown_cb", "new close_cb")
		if old.State() != netdev.StateClosed || old.RPort() != 7 {
			t.Errorf("the old object: %s", describe(old))
		}
	})
}

// Setting a callback on the object of a closed socket does not touch the descriptor's next owner.
func TestCallbackOfAClosedObject(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, old, _ := b.connected(t, "old")
		b.Close(fd, nil)
		b.want(t, "old shutdown_cb", "old close_cb")
		_, _, fresh := b.connected(t, "new")
		old.SetReadCB(func(data []byte) { b.add("old read_cb %q", data) })
		old.SetReadCB(nil)
		old.SetReadCB(func(data []byte) { b.add("old read_cb %q", data) })
		b.chip.receive(fresh, "hi")
		b.want(t)
		if data, err := b.recv(t, fd); data != "hi" || err != nil {
			t.Errorf("received %q, %v", data, err)
		}
	})
}

// Closing overtakes a connect that waits for its peer. What was called before it fails, and nothing of it
// reaches the descriptor's next owner.
func TestCallbackCloseOvertakesConnect(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		b.chip.hold = make(chan struct{})
		fd, _ := b.socket(t, "old")
		b.Connect(fd, "192.0.2.1", 7, b.answer("connect"))
		b.Write(fd, []byte("early"), b.answer("write"))
		b.Bind(fd, "", 99, b.answer("bind"))
		synctest.Wait()
		b.Close(fd, func(err int) {
			b.add("close %d", err)
			b.chip.mu.Lock()
			b.chip.hold = nil
			b.chip.mu.Unlock()
			again, s := b.socket(t, "new")
			if again != fd {
				t.Errorf("descriptor %d", again)
			}
			b.Connect(again, "192.0.2.1", 7, func(err int) { b.add("second connect %d: %s", err, s.State()) })
		})
		b.wantAnyOrder(t, "old shutdown_cb", "old close_cb", "connect -1 errno 103", "close 0", "write -1 errno 103", "bind -1 errno 103",
			"new connect_cb", "second connect 0: connected")
		if len(b.chip.written) != 0 {
			t.Errorf("wrote %q", b.chip.written)
		}
	})
}

// Two sockets on one descriptor, one after the other, each closed before the other's callbacks ran.
func TestCallbackReuseWhileTheOldEndIsInTheQueue(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, old, _ := b.connected(t, "old")
		hold := make(chan struct{})
		old.SetShutdownCB(func() {
			b.add("old shutdown_cb")
			<-hold
		})
		b.Close(fd, b.answer("close old"))
		synctest.Wait() // the descriptor is free, its events are being told
		again, s := b.socket(t, "new")
		if again != fd || s == old {
			t.Fatalf("descriptor %d", again)
		}
		b.Connect(again, "192.0.2.1", 7, b.answer("connect"))
		synctest.Wait()
		b.Close(again, b.answer("close new"))
		synctest.Wait()
		third, _ := b.socket(t, "third")
		if third != fd {
			t.Fatalf("descriptor %d", third)
		}
		close(hold)
		b.want(t, "old shutdown_cb", "old close_cb", "close old 0", "new connect_cb", "connect 0",
			"new shutdown_cb", "new close_cb", "close new 0")
		b.Close(third, b.answer("close third"))
		b.want(t, "third shutdown_cb", "third close_cb", "close third 0")
	})
}
