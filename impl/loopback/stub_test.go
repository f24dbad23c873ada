package loopback_test

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

// A chip is a hardware that does what a test says, at the moment that the test wants. A
// call that is not set succeeds.
type chip struct {
	netdevstub.Unimplemented
	links                  []driver.Link // in the order in which they were opened
	connect, bind, listen  func(link driver.Link) error
	write, shutdown, close func(link driver.Link) error
	read                   func(buf []byte) (int, error)
	resolve                func(ctx context.Context) error
}

func do(f func(driver.Link) error, link driver.Link) error {
	if f == nil {
		return nil
	}
	return f(link)
}

func (c *chip) Open(_ context.Context, link driver.Link, _ netdev.Domain, _ netdev.Protocol) error {
	c.links = append(c.links, link)
	return nil
}

func (c *chip) Connect(_ context.Context, link driver.Link, _ string, _ netip.AddrPort) error {
	return do(c.connect, link)
}

func (c *chip) Bind(_ context.Context, link driver.Link, _ netip.AddrPort) error {
	return do(c.bind, link)
}

func (c *chip) Listen(_ context.Context, link driver.Link, _ int) error { return do(c.listen, link) }

func (c *chip) Write(_ context.Context, link driver.Link, _ []byte, _ netip.AddrPort) error {
	return do(c.write, link)
}

func (c *chip) Read(_ context.Context, _ driver.Link, buf []byte) (int, netip.AddrPort, error) {
	if c.read == nil {
		return 0, netip.AddrPort{}, driver.EAGAIN
	}
	n, err := c.read(buf)
	return n, netip.AddrPort{}, err
}

func (c *chip) Shutdown(_ context.Context, link driver.Link, _ netdev.How) error {
	return do(c.shutdown, link)
}

func (c *chip) Close(_ context.Context, link driver.Link) error { return do(c.close, link) }

func (c *chip) Resolve(ctx context.Context, _ string) (netip.Addr, error) {
	return netip.MustParseAddr("192.0.2.1"), c.resolve(ctx)
}

func (c *chip) Addrs(driver.Link) (local, remote netip.AddrPort) { return local, remote }

// A stubBench is a stub over a chip, with what its events told.
type stubBench struct {
	t    *testing.T
	chip *chip
	*netdevstub.Device
	told []string
}

func onStub(t *testing.T, f func(t *testing.T, b *stubBench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &stubBench{t: t, chip: &chip{}}
		b.Device = netdevstub.New(b.chip, driver.MaxHandles(6))
		add := func(event string) func(netdev.FD) {
			return func(fd netdev.FD) { b.told = append(b.told, fmt.Sprint(event, " ", fd)) }
		}
		closed := add("closed")
		defer b.Subscribe(netdev.NetDevEvents{
			Connected: add("connected"), Readable: add("readable"), Acceptable: add("acceptable"), ShutDown: add("shut down"),
			Closed: func(fd netdev.FD, _ error) { closed(fd) },
		}).Cancel()
		f(t, b)
	})
}

// events fails the test where other events were told since the last call.
func (b *stubBench) events(want ...string) {
	b.t.Helper()
	synctest.Wait()
	if !slices.Equal(b.told, want) {
		b.t.Errorf("told %q, want %q", b.told, want)
	}
	b.told = nil
}

func (b *stubBench) socket() (netdev.FD, driver.Link) {
	b.t.Helper()
	fd, err := b.Socket(b.t.Context(), netdev.DomainINET, netdev.ProtocolStream)
	must(b.t, err)
	return fd, b.chip.links[len(b.chip.links)-1]
}

func (b *stubBench) connected() (netdev.FD, driver.Link) {
	b.t.Helper()
	fd, link := b.socket()
	must(b.t, b.Connect(b.t.Context(), fd, "192.0.2.1", 7))
	b.events(fmt.Sprint("connected ", fd))
	return fd, link
}

func (b *stubBench) listening() (netdev.FD, driver.Link) {
	b.t.Helper()
	fd, link := b.socket()
	must(b.t, b.Bind(b.t.Context(), fd, "", 7))
	must(b.t, b.Listen(b.t.Context(), fd, 0))
	return fd, link
}

func (b *stubBench) arrive(listener driver.Link) driver.Link {
	b.t.Helper()
	link, ok := b.Accepted(listener, netip.MustParseAddrPort("192.0.2.1:9"), netip.AddrPort{})
	if !ok {
		b.t.Fatal("turned away")
	}
	return link
}

func wantErrno(t *testing.T, err error, want driver.Errno) {
	t.Helper()
	if driver.ErrnoOf(err) != want {
		t.Errorf("got %v, want %v", err, want)
	}
}

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
		first, second := b.arrive(listener), b.arrive(listener)
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
		b.events("acceptable 0", "shut down 0", "closed 0")
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
		b.Readable(connLink)
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
		form.Close(fd, answer)
		form.Close(fd, answer)
		form.Bind(fd, "", 7, answer)
		synctest.Wait()
		if want := []int{0, int(driver.EBADF), int(driver.EBADF)}; !slices.Equal(answers, want) {
			t.Errorf("answers %v, want %v", answers, want)
		}
		if next, err := b.Get(t.Context(), fd); err != nil || next.State != netdev.StateClosed {
			t.Errorf("the next owner has %+v, %v", next, err)
		}
	})
}
