package fakechip

import (
	"errors"
	"net/netip"
	"slices"
)

// The errors of a chip's commands.
var (
	ErrFull    = errors.New("fakechip: every link is in use")
	ErrNoLink  = errors.New("fakechip: no such link")
	ErrInUse   = errors.New("fakechip: the port is in use")
	ErrRefused = errors.New("fakechip: nothing listens there")
	ErrEmpty   = errors.New("fakechip: nothing was received")
	ErrGone    = errors.New("fakechip: the peer is gone")
	ErrReset   = errors.New("fakechip: the peer reset the connection")
	ErrStream  = errors.New("fakechip: links of this kind cannot do this")
	ErrOff     = errors.New("fakechip: the chip is off")
)

// A Cause is why a chip interrupts.
type Cause int

// The causes.
const (
	Received Cause = iota + 1 // Receive has something
	Incoming                  // a peer connected to a listening link
	Ended                     // the peer sends nothing more
	Reset                     // the peer reset the connection
	Off                       // the chip is off; there is no link
)

// An Interrupt tells that something happened to a link.
type Interrupt struct {
	Cause Cause
	Link  int
	New   int // for Incoming: the connection's own link
}

// firstPort is the first of the ports that a chip gives out itself.
const firstPort = 49152

// A Chip is the chip. Its commands may be called from any goroutine.
type Chip struct {
	network   *Network
	addr      netip.Addr
	links     []*link
	nextPort  uint16
	interrupt func(Interrupt)
	off       bool
}

// Addr returns the chip's address.
func (c *Chip) Addr() netip.Addr { return c.addr }

// OnInterrupt sets what the chip calls when something happens to a link. It is called
// without a lock, on the goroutine of whoever caused it.
func (c *Chip) OnInterrupt(f func(Interrupt)) {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	c.interrupt = f
}

// PowerOff ends the chip's links. Its commands fail with ErrOff from now on.
func (c *Chip) PowerOff() {
	c.network.mu.Lock()
	was := c.off
	c.off = true
	var p pending
	for number, l := range c.links {
		if l != nil {
			l.end(&p)
			l.drop(number)
		}
	}
	if f := c.interrupt; f != nil && !was {
		p = append(p, func() { f(Interrupt{Cause: Off}) })
	}
	c.network.mu.Unlock()
	p.deliver()
}

// Check returns ErrOff where the chip is off.
func (c *Chip) Check() error {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	return c.check()
}

func (c *Chip) check() error {
	if c.off {
		return ErrOff
	}
	return nil
}

// Open takes a free link.
func (c *Chip) Open(datagrams bool) (int, error) {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	if err := c.check(); err != nil {
		return 0, err
	}
	return c.take(&link{chip: c, datagrams: datagrams})
}

// Bind gives a link a port; 0 stands for one of the chip's choice.
func (c *Chip) Bind(number int, port uint16) error {
	return c.command(number, func(l *link, _ *pending) error { return l.bind(port) })
}

// Listen makes a link take connections.
func (c *Chip) Listen(number int) error {
	return c.command(number, func(l *link, _ *pending) error {
		if l.datagrams {
			return ErrStream
		}
		l.listening = true
		return nil
	})
}

// Connect connects a link to a peer's.
func (c *Chip) Connect(number int, to netip.AddrPort) error {
	return c.command(number, func(l *link, p *pending) error { return l.connect(to, p) })
}

// Send sends data to the link's peer or, on a datagram link, to an address.
func (c *Chip) Send(number int, data []byte, to netip.AddrPort) error {
	return c.command(number, func(l *link, p *pending) error { return l.send(data, to, p) })
}

// Receive takes what was received: bytes of a stream, or one datagram cut to buf, with its
// sender. It returns ErrEmpty where there is nothing now, io.EOF at the end.
func (c *Chip) Receive(number int, buf []byte) (n int, from netip.AddrPort, err error) {
	err = c.command(number, func(l *link, _ *pending) error {
		n, from, err = l.receive(buf)
		return err
	})
	return n, from, err
}

// ShutWrite tells the peer that nothing more comes.
func (c *Chip) ShutWrite(number int) error {
	return c.command(number, func(l *link, p *pending) error {
		l.end(p)
		return nil
	})
}

// Close ends a link in good order and frees it.
func (c *Chip) Close(number int) error {
	return c.command(number, func(l *link, p *pending) error {
		l.end(p)
		l.drop(number)
		return nil
	})
}

// Abort resets a link's connection and frees it.
func (c *Chip) Abort(number int) error {
	return c.command(number, func(l *link, p *pending) error {
		if l.peer != nil {
			l.peer.reset = true
			p.raise(l.peer, Interrupt{Cause: Reset})
		}
		l.drop(number)
		return nil
	})
}

// Addrs returns a link's own address and its peer's, as far as they are known.
func (c *Chip) Addrs(number int) (local, remote netip.AddrPort) {
	_ = c.command(number, func(l *link, _ *pending) error {
		local, remote = l.local, l.remote
		return nil
	})
	return local, remote
}

// Lookup asks the network's resolver.
func (c *Chip) Lookup(name string) (netip.Addr, bool) {
	c.network.mu.Lock()
	defer c.network.mu.Unlock()
	addr, ok := c.network.names[name]
	return addr, ok
}

// command runs a command on a link and then raises the interrupts that it caused.
func (c *Chip) command(number int, run func(*link, *pending) error) error {
	c.network.mu.Lock()
	var p pending
	err := c.check()
	switch {
	case err != nil:
	case number >= 0 && number < len(c.links) && c.links[number] != nil:
		err = run(c.links[number], &p)
	default:
		err = ErrNoLink
	}
	c.network.mu.Unlock()
	p.deliver()
	return err
}

// pending are interrupts that are raised when the network's lock is free again.
type pending []func()

func (p *pending) raise(l *link, i Interrupt) {
	i.Link = slices.Index(l.chip.links, l)
	if f := l.chip.interrupt; f != nil && i.Link >= 0 {
		*p = append(*p, func() { f(i) })
	}
}

// deliver raises them. No lock is held.
func (p pending) deliver() {
	for _, call := range p {
		call()
	}
}

// take puts a link in the table.
func (c *Chip) take(l *link) (int, error) {
	free := slices.Index(c.links, nil)
	if free < 0 {
		return 0, ErrFull
	}
	c.links[free] = l
	return free, nil
}

// freePort returns a port that none of the chip's links has.
func (c *Chip) freePort() uint16 {
	for {
		port := c.nextPort
		c.nextPort++
		if c.nextPort == 0 {
			c.nextPort = firstPort
		}
		if !c.bound(port) {
			return port
		}
	}
}

func (c *Chip) bound(port uint16) bool {
	return slices.ContainsFunc(c.links, func(l *link) bool { return l != nil && l.local.Port() == port })
}
