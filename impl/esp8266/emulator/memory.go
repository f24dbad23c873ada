package emulator

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
)

// memoryBuffer is how many bytes each direction of a connection holds unless SetBuffer says otherwise.
const memoryBuffer = 64 << 10

// Memory is a Network in memory: hosts whose connections and datagrams never leave the program. The module is one of
// the hosts; the test plays the others.
//
//	network := emulator.NewMemory()
//	server, err := network.Host(netip.MustParseAddr("10.0.0.9")).Listen(80)
//	emu := emulator.Start(t, emulator.WithNetwork(network))
//
// It keeps no time and loses nothing: what is written can be read at once. All waiting is on this package's own
// conditions, never on the operating system, so that in a bubble of testing/synctest the clock moves on.
type Memory struct {
	mu     sync.Mutex
	hosts  map[netip.Addr]*MemoryHost
	names  map[string]netip.Addr
	buffer int
	module *MemoryHost
}

var (
	_ Network = (*Memory)(nil)
	_ Pinger  = (*Memory)(nil)
)

// NewMemory makes a network with one host, the module, at 10.0.0.2.
func NewMemory() *Memory {
	n := &Memory{hosts: map[netip.Addr]*MemoryHost{}, names: map[string]netip.Addr{}, buffer: memoryBuffer}
	n.module = n.Host(netip.AddrFrom4([4]byte{10, 0, 0, 2}))
	return n
}

// Host gives the host with an address, which is there from now on. Every address that was never asked for is nobody's:
// a connect to it is not answered.
func (n *Memory) Host(addr netip.Addr) *MemoryHost {
	addr = addr.Unmap()
	n.mu.Lock()
	defer n.mu.Unlock()
	h := n.hosts[addr]
	if h == nil {
		h = &MemoryHost{net: n, addr: addr, port: firstDynamicPort,
			listeners: map[uint16]*memoryListener{}, packets: map[uint16]*memoryPacketConn{}}
		n.hosts[addr] = h
	}
	return h
}

// Module gives the host that the module is.
func (n *Memory) Module() *MemoryHost { return n.module }

// Name gives an address a name, without regard to its case.
func (n *Memory) Name(name string, addr netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names[strings.ToLower(name)] = addr.Unmap()
}

// SetBuffer sets how many bytes each direction of a connection that is made from now on holds before its writer waits.
func (n *Memory) SetBuffer(bytes int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.buffer = max(1, bytes)
}

// Dial is the module's connect.
func (n *Memory) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	c, err := n.module.Dial(ctx, to)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Listen is the module's listen.
func (n *Memory) Listen(port uint16) (net.Listener, error) { return n.module.Listen(port) }

// ListenPacket is the module's UDP socket.
func (n *Memory) ListenPacket(port uint16) (net.PacketConn, error) {
	return n.module.ListenPacket(port)
}

// Resolve knows the names that Name was told.
func (n *Memory) Resolve(_ context.Context, name string) (netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if addr, ok := n.names[strings.ToLower(name)]; ok {
		return addr, nil
	}
	return netip.Addr{}, fmt.Errorf("emulator: no host is named %s", name)
}

// Ping fails at once where nobody has the address or its host is silent.
func (n *Memory) Ping(_ context.Context, to netip.Addr) error {
	if _, ok := n.reach(to); !ok {
		return &net.OpError{Op: "ping", Net: "ip4", Addr: &net.IPAddr{IP: to.AsSlice()}, Err: syscall.EHOSTUNREACH}
	}
	return nil
}

// reach gives the host with an address unless it is silent.
func (n *Memory) reach(addr netip.Addr) (*MemoryHost, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	h := n.hosts[addr.Unmap()]
	return h, h != nil && !h.silent
}
