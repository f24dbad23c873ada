package loopback_test

import (
	"context"
	"fmt"
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
