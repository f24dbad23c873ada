package gen_test

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

var (
	peerAddr  = netip.MustParseAddrPort("192.0.2.1:7")
	localAddr = netip.MustParseAddrPort("192.0.2.9:49152")
)

// A chip is the hardware behind a callback form. The test is the network.
type chip struct {
	netdevstub.Unimplemented
	dev *netdevstub.Device

	mu      sync.Mutex
	links   map[driver.Link]*chipLink
	refuse  error         // what Connect answers
	hold    chan struct{} // not nil: Connect waits for it
	written []string
	closed  []driver.Link
}

type chipLink struct {
	received      []byte
	eof           bool
	local, remote netip.AddrPort
}

func newChip(max int) *chip {
	c := &chip{links: map[driver.Link]*chipLink{}}
	c.dev = netdevstub.New(c, driver.MaxHandles(max))
	return c
}

func (c *chip) Open(_ context.Context, link driver.Link, _ netdev.Domain, _ netdev.Protocol) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.links[link] = &chipLink{}
	return nil
}

func (c *chip) Connect(ctx context.Context, link driver.Link, _ string, to netip.AddrPort) error {
	c.mu.Lock()
	hold, err := c.hold, c.refuse
	c.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return driver.FromContext("connect", ctx)
		}
	}
	if err == nil {
		c.change(link, func(l *chipLink) { l.local, l.remote = localAddr, to })
	}
	return err
}

func (c *chip) Bind(_ context.Context, link driver.Link, to netip.AddrPort) error {
	c.change(link, func(l *chipLink) { l.local = netip.AddrPortFrom(localAddr.Addr(), to.Port()) })
	return nil
}

func (c *chip) Listen(context.Context, driver.Link, int) error { return nil }

func (c *chip) Write(_ context.Context, _ driver.Link, data []byte, _ netip.AddrPort) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written = append(c.written, string(data))
	return nil
}

func (c *chip) Read(_ context.Context, link driver.Link, buf []byte) (int, netip.AddrPort, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.links[link]
	switch {
	case l == nil:
		return 0, netip.AddrPort{}, driver.EBADF
	case len(l.received) > 0:
		n := copy(buf[:min(len(buf), 4)], l.received) // in small pieces
		l.received = l.received[n:]
		return n, netip.AddrPort{}, nil
	case l.eof:
		return 0, netip.AddrPort{}, io.EOF
	}
	return 0, netip.AddrPort{}, driver.EAGAIN
}

func (c *chip) Close(_ context.Context, link driver.Link) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.links, link)
	c.closed = append(c.closed, link)
	return nil
}

func (c *chip) Shutdown(context.Context, driver.Link, netdev.How) error { return nil }

func (c *chip) SetOption(context.Context, driver.Link, netdev.Option, int) error { return nil }

func (c *chip) Resolve(_ context.Context, name string) (netip.Addr, error) {
	if name == "broker" {
		return peerAddr.Addr(), nil
	}
	return netip.Addr{}, driver.ENOENT
}

func (c *chip) MAC(context.Context) (driver.MAC, error) { return driver.MAC{2, 0, 0, 0, 0, 1}, nil }

func (c *chip) IP(context.Context) (netip.Addr, error) { return netip.Addr{}, driver.ENETDOWN }

func (c *chip) Addrs(link driver.Link) (local, remote netip.AddrPort) {
	c.change(link, func(l *chipLink) { local, remote = l.local, l.remote })
	return local, remote
}

func (c *chip) change(link driver.Link, f func(*chipLink)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.links[link]; l != nil {
		f(l)
	}
}

// link returns the link that has a descriptor.
func (c *chip) link(t *testing.T, fd int) driver.Link {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for link := range c.links {
		if link.Number() == fd {
			return link
		}
	}
	t.Fatalf("no link has descriptor %d", fd)
	return driver.Link{}
}

// receive makes data arrive.
func (c *chip) receive(link driver.Link, data string) {
	c.change(link, func(l *chipLink) { l.received = append(l.received, data...) })
	c.dev.Readable(link)
}

// hangUp is the peer's closing.
func (c *chip) hangUp(link driver.Link) {
	c.change(link, func(l *chipLink) { l.eof = true })
	c.dev.Closed(link, nil)
}

// dial is a peer's connecting to a listener.
func (c *chip) dial(t *testing.T, listener driver.Link) driver.Link {
	t.Helper()
	link, ok := c.dev.Accepted(listener, peerAddr, netip.AddrPort{})
	if !ok {
		t.Fatal("turned away")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.links[link] = &chipLink{remote: peerAddr}
	return link
}

// A trail collects what was called back, in order.
type trail struct {
	mu    sync.Mutex
	steps []string
}

func (tr *trail) add(format string, args ...any) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.steps = append(tr.steps, fmt.Sprintf(format, args...))
}

// want waits until nothing happens any more, and compares.
func (tr *trail) want(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if !slices.Equal(tr.steps, want) {
		t.Errorf("got  %q\nwant %q", tr.steps, want)
	}
	tr.steps = nil
}

// wantAnyOrder is want for steps that several calls make independently.
func (tr *trail) wantAnyOrder(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	tr.mu.Lock()
	slices.Sort(tr.steps)
	tr.mu.Unlock()
	slices.Sort(want)
	tr.want(t, want...)
}

// A callbackBench is a callback form over a chip.
type callbackBench struct {
	trail
	*netdev.NetDevCallbacks
	chip *chip
}

// onChip runs f in a bubble in which waiting is exact and nothing may be left running.
func onChip(t *testing.T, f func(t *testing.T, b *callbackBench)) {
	synctest.Test(t, func(t *testing.T) {
		c := newChip(4)
		b := &callbackBench{NetDevCallbacks: netdev.NewNetDevCallbacks(t.Context(), c.dev), chip: c}
		f(t, b)
		b.End()
		synctest.Wait()
	})
}

// answer returns a callback that notes the outcome of a call.
func (b *callbackBench) answer(name string) func(int) {
	return func(err int) {
		if err != 0 {
			b.add("%s %d errno %d", name, err, b.Errno())
			return
		}
		b.add("%s %d", name, err)
	}
}

// watch notes all callbacks of a socket but read_cb and accept_cb.
func (b *callbackBench) watch(name string, s *netdev.SocketObject) {
	s.SetConnectCB(func() { b.add("%s connect_cb", name) })
	s.SetShutdownCB(func() { b.add("%s shutdown_cb", name) })
	s.SetCloseCB(func() { b.add("%s close_cb", name) })
}

// socket returns a watched socket.
func (b *callbackBench) socket(t *testing.T, name string) (netdev.FD, *netdev.SocketObject) {
	t.Helper()
	fd := netdev.FD(b.Socket(netdev.DomainINET, netdev.ProtocolStream))
	s := b.Get(fd)
	if s == nil {
		t.Fatalf("no socket: errno %d", b.Errno())
	}
	b.watch(name, s)
	return fd, s
}

// connected returns a watched socket that is connected.
func (b *callbackBench) connected(t *testing.T, name string) (netdev.FD, *netdev.SocketObject, driver.Link) {
	t.Helper()
	fd, s := b.socket(t, name)
	b.Connect(fd, "192.0.2.1", 7, nil)
	b.want(t, name+" connect_cb")
	return fd, s, b.chip.link(t, int(fd))
}

// listening returns a socket that listens on port 80.
func (b *callbackBench) listening(t *testing.T) (netdev.FD, *netdev.SocketObject, driver.Link) {
	t.Helper()
	fd, s := b.socket(t, "listener")
	b.Bind(fd, "", 80, nil)
	b.Listen(fd, nil)
	synctest.Wait()
	return fd, s, b.chip.link(t, int(fd))
}

func describe(s *netdev.SocketObject) string {
	return fmt.Sprintf("%d %s local %s:%d remote %s:%d", s.FD(), s.State(), s.LAddr(), s.LPort(), s.RAddr(), s.RPort())
}

// recv receives through the blocking form.
func (b *callbackBench) recv(t *testing.T, fd netdev.FD) (string, error) {
	t.Helper()
	buf := make([]byte, 64)
	n, _, err := b.chip.dev.Recv(t.Context(), fd, buf)
	return string(buf[:n]), err
}
