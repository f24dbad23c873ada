package loopback_test

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/driver/conform"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtest"
)

// A faulty is a device with one fault: what a fault does not replace is the sound device's.
type faulty struct {
	netdev.NetDev
	socket    func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error)
	get       func(ctx context.Context, fd netdev.FD) (netdev.Socket, error)
	connect   func(ctx context.Context, fd netdev.FD, addr string, port uint16) error
	write     func(ctx context.Context, fd netdev.FD, data []byte) error
	recv      func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error)
	accept    func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error)
	close     func(ctx context.Context, fd netdev.FD) error
	bind      func(ctx context.Context, fd netdev.FD, addr string, port uint16) error
	mac       func(ctx context.Context) (driver.MAC, error)
	subscribe func(events netdev.NetDevEvents) netdev.NetDevEvents
	end       <-chan struct{} // closed when all tests of the device have ended
}

func (d *faulty) Socket(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
	if d.socket != nil {
		return d.socket(ctx, domain, protocol)
	}
	return d.NetDev.Socket(ctx, domain, protocol)
}

func (d *faulty) Get(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
	if d.get != nil {
		return d.get(ctx, fd)
	}
	return d.NetDev.Get(ctx, fd)
}

func (d *faulty) Connect(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
	if d.connect != nil {
		return d.connect(ctx, fd, addr, port)
	}
	return d.NetDev.Connect(ctx, fd, addr, port)
}

func (d *faulty) Write(ctx context.Context, fd netdev.FD, data []byte) error {
	if d.write != nil {
		return d.write(ctx, fd, data)
	}
	return d.NetDev.Write(ctx, fd, data)
}

func (d *faulty) Recv(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
	if d.recv != nil {
		return d.recv(ctx, fd, buf)
	}
	return d.NetDev.Recv(ctx, fd, buf)
}

func (d *faulty) Accept(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
	if d.accept != nil {
		return d.accept(ctx, fd)
	}
	return d.NetDev.Accept(ctx, fd)
}

func (d *faulty) Close(ctx context.Context, fd netdev.FD) error {
	if d.close != nil {
		return d.close(ctx, fd)
	}
	return d.NetDev.Close(ctx, fd)
}

func (d *faulty) Bind(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
	if d.bind != nil {
		return d.bind(ctx, fd, addr, port)
	}
	return d.NetDev.Bind(ctx, fd, addr, port)
}

func (d *faulty) MAC(ctx context.Context) (driver.MAC, error) {
	if d.mac != nil {
		return d.mac(ctx)
	}
	return d.NetDev.MAC(ctx)
}

func (d *faulty) Subscribe(events netdev.NetDevEvents) driver.Subscription {
	if d.subscribe != nil {
		events = d.subscribe(events)
	}
	return d.NetDev.Subscribe(events)
}

// A fault breaks a sound device, and names tests that must find it and a part of what they say.
type fault struct {
	name  string
	spoil func(d *faulty)
	tests []string
	says  string
}

var faults = []fault{
	{"connect_cb comes twice", func(d *faulty) {
		d.subscribe = func(e netdev.NetDevEvents) netdev.NetDevEvents {
			once := e.Connected
			e.Connected = func(fd netdev.FD) { once(fd); once(fd) }
			return e
		}
	}, []string{"scenario/connect"}, "came 2 times, want 1"},
	{"close_cb never comes", func(d *faulty) {
		d.subscribe = func(e netdev.NetDevEvents) netdev.NetDevEvents { e.Closed = nil; return e }
	}, []string{"scenario/close", "scenario/peer_closes"}, "did not come"},
	{"close_cb comes before shutdown_cb", func(d *faulty) {
		d.subscribe = func(e netdev.NetDevEvents) netdev.NetDevEvents {
			shut, closed := e.ShutDown, e.Closed
			e.ShutDown = func(netdev.FD) {}
			e.Closed = func(fd netdev.FD, cause error) { closed(fd, cause); shut(fd) }
			return e
		}
	}, []string{"scenario/close", "scenario/peer_closes"}, "did not come"},
	{"close_cb loses its cause", func(d *faulty) {
		d.subscribe = func(e netdev.NetDevEvents) netdev.NetDevEvents {
			closed := e.Closed
			e.Closed = func(fd netdev.FD, _ error) { closed(fd, nil) }
			return e
		}
	}, []string{"scenario/peer_resets"}, "cause: want ECONNRESET"},
	{"the end of the stream is lost", func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if err == io.EOF {
				<-ctx.Done()
				return 0, from, driver.FromContext("recv", ctx)
			}
			return n, from, err
		}
	}, []string{"scenario/peer_closes", "shutdown/rd_ends_recv"}, "want io.EOF"},
	{"the first byte is lost", func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if n > 0 {
				n = copy(buf, buf[1:n])
			}
			return n, from, err
		}
	}, []string{"scenario/receive", "scenario/datagrams"}, ""},
	{"half of a write is lost", func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			return d.NetDev.Write(ctx, fd, data[:len(data)/2])
		}
	}, []string{"scenario/write"}, "peer_receives: data: want"},
	{"a refusal has the wrong errno", func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			err := d.NetDev.Connect(ctx, fd, addr, port)
			if errors.Is(err, driver.ECONNREFUSED) {
				return driver.Fail("connect", driver.EIO, nil)
			}
			return err
		}
	}, []string{"scenario/connect_refused"}, "want ECONNREFUSED, got EIO"},
	{"a port is not checked", func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			return d.NetDev.Connect(ctx, fd, addr, max(port, 1))
		}
	}, []string{"connect/port_below_min"}, "want EINVAL"},
	{"a limit does not name its parameter", func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if err := d.NetDev.Connect(ctx, fd, addr, port); err != nil {
				return driver.Fail("connect", driver.ErrnoOf(err), nil)
			}
			return nil
		}
	}, []string{"connect/port_below_min", "connect/addr_too_long"}, "names the parameter"},
	{"a state is not checked", func(d *faulty) {
		d.bind = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if err := d.NetDev.Bind(ctx, fd, addr, port); !errors.Is(err, driver.EISCONN) {
				return err
			}
			return nil
		}
	}, []string{"bind/when_connected"}, "want EISCONN, got success"},
	{"the state is set too late", func(d *faulty) {
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			sock, err := d.NetDev.Get(ctx, fd)
			if sock.State == netdev.StateConnected {
				sock.State = netdev.StateClosed
			}
			return sock, err
		}
	}, []string{"scenario/connect", "scenario/accept"}, "state: want connected, got closed"},
	{"a deadline is ignored", func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			return d.NetDev.Recv(context.WithoutCancel(ctx), fd, buf)
		}
	}, []string{"recv/deadline_while_waiting", "recv/canceled_while_waiting"}, "did not return"},
	{"a deadline comes at once", func(d *faulty) {
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			if _, ok := ctx.Deadline(); ok && ctx.Err() == nil {
				return -1, netip.AddrPort{}, driver.Fail("accept", driver.ETIMEDOUT, nil)
			}
			return d.NetDev.Accept(ctx, fd)
		}
	}, []string{"accept/deadline_while_waiting"}, "before its deadline"},
	{"closing does not wake who receives", func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if errors.Is(err, driver.ECONNABORTED) {
				<-ctx.Done()
				return 0, from, driver.FromContext("recv", ctx)
			}
			return n, from, err
		}
	}, []string{"scenario/close_wakes_recv"}, "want ECONNABORTED, got ETIMEDOUT"},
	{"a descriptor leaks", func(d *faulty) {
		d.close = func(ctx context.Context, fd netdev.FD) error {
			_, err := d.NetDev.Get(ctx, fd)
			return err
		}
	}, []string{"socket/table_full", "get/handle_closed"}, ""},
	{"a descriptor is not the lowest", func(d *faulty) {
		opened := 0
		d.socket = func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
			if opened++; opened <= 3 {
				return d.NetDev.Socket(ctx, domain, protocol)
			}
			lowest, err := d.NetDev.Socket(ctx, domain, protocol)
			if err != nil {
				return -1, err
			}
			fd, err := d.NetDev.Socket(ctx, domain, protocol)
			return fd, errors.Join(err, d.NetDev.Close(ctx, lowest))
		}
	}, []string{"scenario/lowest_descriptor"}, "socket: fd: want"},
	{"an accepted peer is somebody else", func(d *faulty) {
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			conn, peer, err := d.NetDev.Accept(ctx, fd)
			return conn, netip.AddrPortFrom(peer.Addr(), peer.Port()+1), err
		}
	}, []string{"scenario/accept"}, "peer.port: want"},
	{"an error is not a listed one", func(d *faulty) {
		d.mac = func(context.Context) (driver.MAC, error) { return driver.MAC{}, errors.New("no address") }
	}, []string{"mac/errors_listed", "mac/deadline_passed"}, "carries no errno"},
	{"a wrong descriptor panics", func(d *faulty) {
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			return [64]netdev.Socket{}[fd], nil
		}
	}, []string{"get/handle_never_open"}, "panic: runtime error: index out of range"},
	{"a goroutine is left", func(d *faulty) {
		d.socket = func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
			go func() { <-d.end }()
			return d.NetDev.Socket(ctx, domain, protocol)
		}
	}, []string{"scenario/new_socket"}, "left after the device was closed"},
}

// TestFaultsAreFound breaks a sound device in many ways and checks that the suite fails it,
// by the tests that should.
func TestFaultsAreFound(t *testing.T) {
	for _, f := range faults {
		t.Run(strings.ReplaceAll(f.name, " ", "_"), func(t *testing.T) {
			end := make(chan struct{})
			defer close(end)
			report := netdevtest.Check(t, func(t *testing.T) netdevtest.Device {
				dev := open(t)
				broken := &faulty{NetDev: dev.Net(), end: end}
				f.spoil(broken)
				return netdevtest.Device{Dev: broken, World: dev.NetWorld(), Timeout: 300 * time.Millisecond}
			}, f.tests...)
			expect(t, report, conform.Failed, f.says, f.tests...)
		})
	}
}
