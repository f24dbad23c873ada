package hostnet

import (
	"context"
	"net"
	"net/netip"
	"sync"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
)

// hardware fills in the stub with this machine's sockets.
type hardware struct {
	stub      *netdevstub.Device
	ifaceName string
	resolver  *net.Resolver
	running   sync.WaitGroup // the goroutines of all sockets
	life      context.Context
	end       context.CancelFunc // ends life, and with it what waits for the resolver

	// accepting is held while a connection is announced to the stub and until its socket
	// stands in the table: the stub may call with its link before it does.
	accepting sync.Mutex

	mu      sync.Mutex
	sockets map[driver.Link]*socket
	closed  bool
}

var _ netdevstub.Hardware = (*hardware)(nil)

// find returns a link's socket, that of a connection which is just being announced too.
func (h *hardware) find(link driver.Link) (*socket, error) {
	if s := h.peek(link); s != nil {
		return s, nil
	}
	h.accepting.Lock()
	defer h.accepting.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	switch s := h.sockets[link]; {
	case s != nil:
		return s, nil
	case h.closed:
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

func (h *hardware) add(s *socket) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return driver.ENODEV
	}
	h.sockets[s.link] = s
	return nil
}

// spawn runs f in a goroutine that Close of the device waits for. It reports false, and
// runs nothing, once the device is closed.
func (h *hardware) spawn(f func()) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return false
	}
	h.running.Go(f)
	return true
}

func (h *hardware) shut() {
	h.mu.Lock()
	h.closed = true
	h.end()
	open := h.sockets
	h.sockets = make(map[driver.Link]*socket)
	h.mu.Unlock()
	for _, s := range open {
		s.close()
	}
	h.running.Wait()
}

// during returns a context that ends with ctx or with the device, and what frees it.
func (h *hardware) during(ctx context.Context) (context.Context, func()) {
	inner, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(h.life, cancel)
	return inner, func() {
		stop()
		cancel()
	}
}

// answer is the error of a call: ENODEV where it failed and the device is closed.
func (h *hardware) answer(op string, err error) error {
	if err != nil && h.life.Err() != nil {
		return driver.ENODEV
	}
	return asErrno(op, err)
}

func (h *hardware) Open(_ context.Context, link driver.Link, domain netdev.Domain, protocol netdev.Protocol) error {
	switch {
	case domain != netdev.DomainINET && domain != netdev.DomainINET6:
		return driver.EAFNOSUPPORT
	case protocol != netdev.ProtocolStream && protocol != netdev.ProtocolDgram:
		return driver.EPROTONOSUPPORT
	}
	return h.add(&socket{hw: h, link: link, domain: domain, protocol: protocol})
}

func (h *hardware) Close(_ context.Context, link driver.Link) error {
	s, err := h.find(link)
	if err != nil {
		return err
	}
	h.mu.Lock()
	delete(h.sockets, link)
	h.mu.Unlock()
	return asErrno("close", s.close())
}

func (h *hardware) Bind(ctx context.Context, link driver.Link, to netip.AddrPort) error {
	return h.with(link, "bind", func(s *socket) error { return s.bind(ctx, to) })
}

func (h *hardware) Connect(ctx context.Context, link driver.Link, _ string, to netip.AddrPort) error {
	ctx, free := h.during(ctx)
	defer free()
	return h.with(link, "connect", func(s *socket) error { return s.connect(ctx, to) })
}

func (h *hardware) Listen(_ context.Context, link driver.Link, backlog int) error {
	return h.with(link, "listen", func(s *socket) error { return s.listen(backlog) })
}

func (h *hardware) Shutdown(_ context.Context, link driver.Link, how netdev.How) error {
	return h.with(link, "shutdown", func(s *socket) error { return s.shutdown(how) })
}

func (h *hardware) SetOption(_ context.Context, link driver.Link, option netdev.Option, value int) error {
	return h.with(link, "set_option", func(s *socket) error { return s.setOption(option, value) })
}

func (h *hardware) with(link driver.Link, op string, call func(*socket) error) error {
	s, err := h.find(link)
	if err == nil {
		err = call(s)
	}
	return h.answer(op, err)
}

func (h *hardware) Write(ctx context.Context, link driver.Link, data []byte, to netip.AddrPort) error {
	s, err := h.find(link)
	if err == nil {
		err = s.write(ctx, data, to)
	}
	return h.answer("write", err)
}

func (h *hardware) Read(_ context.Context, link driver.Link, buf []byte) (int, netip.AddrPort, error) {
	s, err := h.find(link)
	if err != nil {
		return 0, netip.AddrPort{}, err
	}
	end := s.opened()
	if end == nil {
		return 0, netip.AddrPort{}, driver.EAGAIN
	}
	return end.read(buf)
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
