package netdever

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
	"drivergen/generated/tinygo"
)

// hardware fills in the stub with a Netdever's sockets.
type hardware struct {
	stub   *netdevstub.Device
	dev    tinygo.Netdever  // may be nil
	link   tinygo.Netlinker // may be nil
	config config
	ended  chan struct{}  // closed with the device
	tasks  sync.WaitGroup // the goroutines of all sockets

	// accepting is held while a connection is announced to the stub and until its socket
	// stands in the table: the stub may call with its link before it does.
	accepting sync.Mutex

	mu      sync.Mutex
	sockets map[driver.Link]*socket
	uses    map[int]*uses // by descriptor: of the socket that has it, or of one whose calls still have to end
	port    uint16        // the last one that was given out for port 0
	closed  bool
}

var _ netdevstub.Hardware = (*hardware)(nil)

func newHardware(dev tinygo.Netdever, link tinygo.Netlinker, cfg config) *hardware {
	h := &hardware{
		dev: dev, link: link, config: cfg, ended: make(chan struct{}),
		sockets: make(map[driver.Link]*socket), uses: make(map[int]*uses), port: lastPort,
	}
	h.stub = netdevstub.New(h, driver.MaxHandles(cfg.sockets))
	return h
}

// find returns a link's socket, that of a connection which is just being announced too.
func (h *hardware) find(link driver.Link) (*socket, error) {
	if s := h.peek(link); s != nil {
		return s, nil
	}
	h.accepting.Lock()
	defer h.accepting.Unlock()
	if s := h.peek(link); s != nil {
		return s, nil
	}
	if h.isClosed() {
		return nil, driver.ENODEV
	}
	return nil, driver.EBADF
}

// peek is find without waiting.
func (h *hardware) peek(link driver.Link) *socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sockets[link]
}

func (h *hardware) isClosed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed
}

// gone returns the error of a device that is closed, or that has no Netdever.
func (h *hardware) gone() error {
	if h.dev == nil || h.isClosed() {
		return driver.ENODEV
	}
	return nil
}

func (h *hardware) add(s *socket) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return driver.ENODEV
	}
	h.sockets[s.link] = s
	return nil
}

// spawn runs f in a goroutine that close waits for. It reports false, and runs nothing,
// once the device is closed.
func (h *hardware) spawn(f func()) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.tasks.Go(f)
	return true
}

// close closes every socket and waits for their goroutines.
func (h *hardware) close() error {
	h.stub.Shut(driver.ENODEV)
	h.mu.Lock()
	first := !h.closed
	h.closed = true
	for _, s := range h.sockets {
		h.tasks.Go(func() { _ = s.close(context.Background()) }) // its owner is not there to be told
	}
	h.sockets = make(map[driver.Link]*socket)
	h.mu.Unlock()
	if first {
		close(h.ended)
	}
	idle := make(chan struct{})
	go func() {
		h.tasks.Wait()
		close(idle)
	}()
	grace := time.NewTimer(h.config.grace)
	defer grace.Stop()
	select {
	case <-idle:
		return nil
	case <-grace.C:
		return fail("close", driver.ETIMEDOUT, "a call of the Netdever does not return though its socket is closed")
	}
}

func (h *hardware) Open(ctx context.Context, link driver.Link, domain netdev.Domain, protocol netdev.Protocol) error {
	if err := h.gone(); err != nil {
		return err
	}
	s := &socket{hw: h, link: link, protocol: protocol, fd: noFD}
	switch domain {
	case netdev.DomainINET:
		s.domain = tinygo.AF_INET
	case netdev.DomainINET6:
		s.domain = afINET6
	default:
		return driver.EAFNOSUPPORT
	}
	switch protocol {
	case netdev.ProtocolStream, netdev.ProtocolDgram, netdev.ProtocolTLS:
	default:
		return driver.EPROTONOSUPPORT
	}
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := h.add(s); err != nil {
		_ = s.close(ctx)
		return err
	}
	return nil
}

// descriptor asks the Netdever for a socket. One that comes after ctx has ended is closed.
func (h *hardware) descriptor(ctx context.Context, domain, stype, protocol int) (int, error) {
	given, failed, left := make(chan int), make(chan error, 1), make(chan struct{})
	defer close(left)
	ok := h.spawn(func() {
		fd, err := h.dev.Socket(domain, stype, protocol)
		if err == nil && fd < 0 {
			err = errNoDescriptor
		}
		if err != nil {
			failed <- socketErrnos.errno("socket", err)
			return
		}
		select {
		case given <- fd:
		case <-left:
			_ = h.dev.Close(fd)
		}
	})
	if !ok {
		return noFD, driver.ENODEV
	}
	select {
	case fd := <-given:
		return fd, nil
	case err := <-failed:
		return noFD, err
	case <-ctx.Done():
		return noFD, driver.FromContext("socket", ctx)
	case <-h.ended:
		return noFD, driver.ENODEV
	}
}

func (h *hardware) Close(ctx context.Context, link driver.Link) error {
	s, err := h.find(link)
	if err != nil {
		return err
	}
	h.mu.Lock()
	delete(h.sockets, link)
	h.mu.Unlock()
	return s.close(ctx)
}

func (h *hardware) Bind(ctx context.Context, link driver.Link, to netip.AddrPort) error {
	s, err := h.find(link)
	if err != nil {
		return err
	}
	return s.bind(ctx, to)
}

func (h *hardware) Connect(ctx context.Context, link driver.Link, host string, to netip.AddrPort) error {
	s, err := h.find(link)
	if err != nil {
		return err
	}
	return s.connect(ctx, host, to)
}

func (h *hardware) Listen(ctx context.Context, link driver.Link, backlog int) error {
	s, err := h.find(link)
	if err != nil {
		return err
	}
	return s.listen(ctx, backlog)
}

func (h *hardware) Write(ctx context.Context, link driver.Link, data []byte, to netip.AddrPort) error {
	s, err := h.find(link)
	if err != nil {
		return err
	}
	return s.write(ctx, data, to)
}

func (h *hardware) Read(_ context.Context, link driver.Link, buf []byte) (int, netip.AddrPort, error) {
	s, err := h.find(link)
	if err != nil {
		return 0, netip.AddrPort{}, err
	}
	return s.read(buf)
}

// Shutdown is local: a Netdever cannot close one direction. What was written has been sent
// when Write returned.
func (h *hardware) Shutdown(_ context.Context, link driver.Link, how netdev.How) error {
	s, err := h.find(link)
	if err != nil {
		return err
	}
	if how != netdev.ShutWR {
		s.received.drop()
	}
	return nil
}

func (h *hardware) SetOption(ctx context.Context, link driver.Link, option netdev.Option, value int) error {
	s, err := h.find(link)
	if err != nil {
		return err
	}
	return s.setOption(ctx, option, value)
}

func (h *hardware) Addrs(link driver.Link) (local, remote netip.AddrPort) {
	s := h.peek(link)
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.local, s.remote
}
