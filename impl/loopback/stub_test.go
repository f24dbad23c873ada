package loopback_test

import (
	"context"
	"io"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

// A peer that connects as soon as the hardware listens is not turned away.
func TestStubArrivalDuringListen(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		var arrived []driver.Link
		b.chip.listen = func(link driver.Link) error {
			for range 3 {
				if conn, ok := b.Accepted(link, netip.AddrPort{}, netip.AddrPort{}); ok {
					arrived = append(arrived, conn)
				}
			}
			return nil
		}
		fd, _ := b.socket()
		must(t, b.Bind(t.Context(), fd, "", 7))
		must(t, b.Listen(t.Context(), fd, 2))
		if len(arrived) != 2 {
			t.Fatalf("%d arrived in a backlog of 2", len(arrived))
		}
		conn, _, err := b.Accept(t.Context(), fd)
		must(t, err)
		if int(conn) != arrived[0].Number() {
			t.Errorf("accepted %d, want %v", conn, arrived[0])
		}
	})
}

// Nobody knows a connection before it was accepted: its events come after that, and its
// number is not open.
func TestStubEventsBeforeAccept(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		fd, listener := b.listening()
		conn := b.arrive(listener)
		b.Readable(conn)
		b.Closed(conn, driver.ECONNRESET)
		b.events("acceptable 0")
		_, err := b.Get(t.Context(), 1)
		wantErrno(t, err, driver.EBADF)
		wantErrno(t, b.Device.Close(t.Context(), 1), driver.EBADF)
		accepted, peer, err := b.Accept(t.Context(), fd)
		if accepted != 1 || peer.Port() != 9 || err != nil {
			t.Errorf("accepted %d from %v, %v", accepted, peer, err)
		}
		b.events("readable 1", "shut down 1", "closed 1")
		_, _, err = b.Recv(t.Context(), accepted, make([]byte, 8))
		wantErrno(t, err, driver.ECONNRESET)
		wantErrno(t, b.Write(t.Context(), accepted, nil), driver.ECONNRESET)
		must(t, b.Device.Close(t.Context(), accepted))
		b.events()
	})
}

// What nobody accepted ends with its listener, without events that the next owner of the
// number would take for its own.
func TestStubUnacceptedEnd(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		fd, listener := b.listening()
		first := b.arrive(listener)
		b.events("acceptable 0")
		second := b.arrive(listener)
		b.events("acceptable 0")
		b.Closed(first, nil)
		var closed []driver.Link
		b.chip.close = func(link driver.Link) error {
			closed = append(closed, link)
			return nil
		}
		expired, cancel := context.WithCancel(t.Context())
		cancel()
		must(t, b.Device.Close(expired, fd))
		if !slices.Equal(closed, []driver.Link{first, second, listener}) {
			t.Errorf("closed %v", closed)
		}
		b.events("shut down 0", "closed 0")
		b.socket()
		b.socket()
		b.Readable(second)
		b.Closed(second, nil)
		b.events()
	})
}

// A peer that closes during a shutdown has the last word: nothing is told behind the end.
func TestStubCloseDuringShutdown(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		fd, link := b.connected()
		b.chip.shutdown = func(driver.Link) error {
			b.Closed(link, nil)
			return nil
		}
		must(t, b.Shutdown(t.Context(), fd, netdev.ShutWR))
		b.events("readable 0", "shut down 0", "closed 0")
		must(t, b.Device.Close(t.Context(), fd))
		b.events()
	})
}

// An event of which only the latest counts takes the place of one of its own socket, not
// of one that had the number before.
func TestStubLatestKeepsToItsSocket(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		fd, link := b.connected()
		free, held := make(chan struct{}), make(chan struct{})
		sub := b.Subscribe(netdev.NetDevEvents{})
		defer sub.Cancel()
		sub.Post(func() {
			close(held)
			<-free
		})
		<-held
		b.Readable(link)
		must(t, b.Device.Close(t.Context(), fd))
		fd, link = b.socket()
		must(t, b.Connect(t.Context(), fd, "192.0.2.1", 7))
		b.Readable(link)
		b.Readable(link)
		close(free)
		b.events("readable 0", "shut down 0", "closed 0", "connected 0", "readable 0")
	})
}

// Two callers send the first datagrams of a socket: one binds it, the other waits for that.
func TestStubFirstSendsAtOnce(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		fd, _ := b.socket()
		bound, binds := make(chan error), 0
		b.chip.bind = func(driver.Link) error {
			binds++
			return <-bound
		}
		sent := make(chan error)
		send := func(ctx context.Context) { sent <- b.SendTo(ctx, fd, nil, "192.0.2.1", 7) }
		go send(t.Context())
		synctest.Wait()
		go send(t.Context())
		impatient, cancel := context.WithCancel(t.Context())
		go send(impatient)
		synctest.Wait()
		cancel()
		wantErrno(t, <-sent, driver.ECANCELED)
		bound <- driver.EADDRINUSE // the first fails, the second then tries for itself
		wantErrno(t, <-sent, driver.EADDRINUSE)
		bound <- nil
		must(t, <-sent)
		if binds != 2 {
			t.Errorf("bound %d times", binds)
		}
	})
}

// Closing a socket ends each call on it with ECONNABORTED, whatever the hardware says.
func TestStubCloseEndsCalls(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		closed := make(chan struct{})
		b.chip.close = func(driver.Link) error {
			close(closed)
			return nil
		}
		b.chip.write = func(driver.Link) error {
			<-closed
			return driver.EPIPE
		}
		b.chip.resolve = func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
		fd, _ := b.connected()
		ended := make(chan error)
		go func() { ended <- b.Write(t.Context(), fd, []byte("data")) }()
		go func() { ended <- b.SendTo(t.Context(), fd, nil, "slow.example", 7) }()
		synctest.Wait()
		must(t, b.Device.Close(t.Context(), fd))
		wantErrno(t, <-ended, driver.ECONNABORTED)
		wantErrno(t, <-ended, driver.ECONNABORTED)
	})
}

// A hardware may give the last bytes and the end at once, and the end only once.
func TestStubDataWithTheEnd(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		fd, _ := b.connected()
		reads := 0
		b.chip.read = func(buf []byte) (int, error) {
			if reads++; reads == 1 {
				return copy(buf, "last"), io.EOF
			}
			return 0, driver.EAGAIN
		}
		buf := make([]byte, 8)
		n, _, err := b.Recv(t.Context(), fd, buf)
		if string(buf[:n]) != "last" || err != nil {
			t.Errorf("%q, %v", buf[:n], err)
		}
		if _, _, err = b.Recv(t.Context(), fd, buf); err != io.EOF {
			t.Errorf("got %v", err)
		}
	})
}

// A hardware that tells what makes no sense does no harm.
func TestStubConfusedHardware(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		fd, link := b.listening()
		b.Readable(link)
		b.events("readable 0")
		conn, connLink := b.connected()
		if _, ok := b.Accepted(connLink, netip.AddrPort{}, netip.AddrPort{}); ok {
			t.Error("a connection has a connection")
		}
		b.Closed(connLink, nil)
		b.Closed(connLink, driver.EIO)
		b.events("readable 1", "shut down 1", "closed 1")
		must(t, b.Device.Close(t.Context(), fd))
		must(t, b.Device.Close(t.Context(), conn))
		b.events("shut down 0", "closed 0")
		for _, old := range []driver.Link{link, connLink, {}, driver.MakeLink(-1, 1), driver.MakeLink(99, 1)} {
			b.Readable(old)
			b.Closed(old, nil)
			if _, ok := b.Accepted(old, netip.AddrPort{}, netip.AddrPort{}); ok {
				t.Errorf("%v has a connection", old)
			}
		}
		b.events()
	})
}

// Once the device is closed no socket comes back to life, not even one whose call was under way.
func TestStubShut(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		fd, _ := b.socket()
		b.chip.connect = func(driver.Link) error {
			b.Shut(nil)
			return driver.EIO
		}
		wantErrno(t, b.Connect(t.Context(), fd, "192.0.2.1", 7), driver.EIO)
		wantErrno(t, b.Connect(t.Context(), fd, "192.0.2.1", 7), driver.ENODEV)
		_, err := b.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
		wantErrno(t, err, driver.ENODEV)
		must(t, b.Device.Close(t.Context(), fd))
	})
}

// The way of data through the stub makes no garbage.
func TestStubDataPathAllocatesNothing(t *testing.T) {
	c := &chip{read: func(buf []byte) (int, error) { return len(buf), nil }}
	b := netdevstub.New(c)
	fd, err := b.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
	must(t, err)
	must(t, b.Connect(t.Context(), fd, "192.0.2.1", 7))
	ctx, buf := t.Context(), make([]byte, 64)
	for name, call := range map[string]func(){
		"recv":     func() { _, _, err = b.Recv(ctx, fd, buf) },
		"write":    func() { err = b.Write(ctx, fd, buf) },
		"send_to":  func() { err = b.SendTo(ctx, fd, buf, "192.0.2.1", 7) },
		"readable": func() { b.Readable(c.links[0]) },
	} {
		if n := testing.AllocsPerRun(100, call); n != 0 || err != nil {
			t.Errorf("%s: %v allocations, %v", name, n, err)
		}
	}
	must(t, b.Close(t.Context(), fd))
}

// A reuser is a device whose descriptors have a new owner as soon as they are closed.
type reuser struct{ netdev.NetDev }

func (d reuser) Close(ctx context.Context, fd netdev.FD) error {
	err := d.NetDev.Close(ctx, fd)
	if err == nil {
		_, err = d.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	}
	return err
}

// What is called on a socket after its Close is answered with EBADF, also where its
// number has a new owner when the call's turn comes.
func TestFormCallsAfterClose(t *testing.T) {
	onStub(t, func(t *testing.T, b *stubBench) {
		form := netdev.NewNetDevCallbacks(t.Context(), reuser{b.Device})
		defer form.End()
		fd := netdev.FD(form.Socket("", ""))
		var answers []int
		answer := func(err int) {
			if err != 0 {
				err = form.Errno()
			}
			answers = append(answers, err)
		}
		release := make(chan struct{})
		b.chip.close = func(driver.Link) error {
			<-release
			return nil
		}
		form.Close(fd, answer)
		form.Close(fd, answer)
		form.Bind(fd, "", 7, answer)
		close(release)
		synctest.Wait()
		if want := []int{0, int(driver.EBADF), int(driver.EBADF)}; !slices.Equal(answers, want) {
			t.Errorf("answers %v, want %v", answers, want)
		}
		if next, err := b.Get(t.Context(), fd); err != nil || next.State != netdev.StateClosed {
			t.Errorf("the next owner has %+v, %v", next, err)
		}
	})
}
