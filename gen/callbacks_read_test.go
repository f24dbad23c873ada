package gen_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"drivergen/generated/netdev"
)

func TestCallbackReadSetAndUnset(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, link := b.connected(t, "s")
		var got strings.Builder
		read := func(data []byte) {
			got.Write(data)
			if got.Len() == 8 {
				s.SetReadCB(nil)
			}
		}
		s.SetReadCB(read)
		if _, err := b.recv(t, fd); !errors.Is(err, netdev.EBUSY) {
			t.Errorf("Recv while read_cb is set: %v", err)
		}
		b.chip.receive(link, "0123456789abcdef")
		synctest.Wait()
		if got.String() != "01234567" {
			t.Errorf("read_cb got %q", got.String())
		}
		if data, err := b.recv(t, fd); data != "89ab" || err != nil {
			t.Errorf("Recv gave %q, %v", data, err)
		}
		s.SetReadCB(read)
		b.chip.receive(link, "ghij")
		synctest.Wait()
		if got.String() != "01234567cdefghij" {
			t.Errorf("read_cb got %q", got.String())
		}
		s.SetReadCB(nil)
		b.chip.receive(link, "end")
		if data, err := b.recv(t, fd); data != "end" || err != nil {
			t.Errorf("Recv right after unsetting read_cb gave %q, %v", data, err)
		}
	})
}

func TestCallbackReadSetBeforeConnect(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s := b.socket(t, "s")
		s.SetReadCB(func(data []byte) { b.add("read_cb %q", data) })
		synctest.Wait()
		b.Connect(fd, "192.0.2.1", 7, b.answer("connect"))
		b.want(t, "s connect_cb", "connect 0")
		b.chip.receive(b.chip.link(t, int(fd)), "hi")
		b.want(t, `read_cb "hi"`)
	})
}

// A Recv that waits when read_cb is set must not take what is read_cb's.
func TestCallbackReadSetWhileRecvWaits(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, link := b.connected(t, "s")
		done := make(chan error)
		go func() {
			_, err := b.recv(t, fd)
			done <- err
		}()
		synctest.Wait()
		s.SetReadCB(func(data []byte) { b.add("read_cb %q", data) })
		if err := <-done; !errors.Is(err, netdev.EBUSY) {
			t.Errorf("the waiting Recv: %v", err)
		}
		b.chip.receive(link, "hi")
		b.want(t, `read_cb "hi"`)
	})
}

func TestCallbackReadDataIsTheCallbacksOwn(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		_, s, link := b.connected(t, "s")
		var kept [][]byte
		s.SetReadCB(func(data []byte) { kept = append(kept, data) })
		b.chip.receive(link, "\x00\xff\r\n4567")
		synctest.Wait()
		if len(kept) != 2 || string(kept[0]) != "\x00\xff\r\n" || string(kept[1]) != "4567" {
			t.Errorf("got %q", kept)
		}
	})
}
