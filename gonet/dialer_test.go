package gonet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

func TestDialerWithoutAStack(t *testing.T) {
	var op *net.OpError
	if _, err := new(Dialer).Dial("tcp", "10.0.0.9:80"); !errors.As(err, &op) || !strings.Contains(err.Error(), "no Stack") {
		t.Errorf("Dial: %v", err)
	}
	if _, err := new(Dialer).DialTLSContext(t.Context(), "tcp", "10.0.0.9:80"); !errors.As(err, &op) {
		t.Errorf("DialTLSContext: %v", err)
	}
	if _, err := new(ListenConfig).Listen(t.Context(), "tcp", ":80"); !errors.As(err, &op) {
		t.Errorf("Listen: %v", err)
	}
}

// One address is connected to by the caller itself.
func TestDialOfOneAddressStartsNoGoroutine(t *testing.T) {
	dev := newFakeDev()
	before, during := runtime.NumGoroutine(), 0
	dev.connect = func(context.Context, string, uint16) error {
		during = runtime.NumGoroutine()
		return nil
	}
	dialFake(t, dev)
	if during > before {
		t.Errorf("%d goroutines while it connects, %d before", during, before)
	}
}

func TestDialerLocalAddr(t *testing.T) {
	v4, v6 := netip.MustParseAddr("10.0.0.9"), netip.MustParseAddr("fd00::9")
	tests := []struct {
		name    string
		local   net.Addr
		network string
		bound   string // what the device is asked to bind
		to      string // what it is asked to connect to
		err     string
	}{
		{name: "none", network: "tcp", to: "fd00::9"},
		{name: "port", local: &net.TCPAddr{Port: 50001}, network: "tcp4", bound: `"":50001`, to: "10.0.0.9"},
		{name: "IPv4", local: &net.TCPAddr{IP: net.IPv4(10, 0, 0, 2)}, network: "tcp", bound: `"10.0.0.2":0`, to: "10.0.0.9"},
		{name: "IPv6", local: &net.UDPAddr{IP: net.ParseIP("fd00::2"), Port: 7}, network: "udp", bound: `"fd00::2":7`, to: "fd00::9"},
		{name: "unspecified", local: &net.TCPAddr{IP: net.IPv4zero, Port: 7}, network: "tcp", bound: `"0.0.0.0":7`, to: "fd00::9"},
		{name: "nothing in it", local: (*net.TCPAddr)(nil), network: "tcp", to: "fd00::9"},
		{name: "of UDP for TCP", local: &net.UDPAddr{Port: 7}, network: "tcp", err: "dial tcp :7: address :7: mismatched local address type"},
		{name: "of TCP for UDP", local: &net.TCPAddr{Port: 7}, network: "udp4", err: "dial udp4 :7: address :7: mismatched local address type"},
		{name: "of another kind", local: &net.UnixAddr{Name: "x"}, network: "tcp", err: "dial tcp x: address x: mismatched local address type"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dev := newFakeDev()
			bound, to := "", ""
			dev.bind = func(addr string, port uint16) error {
				bound = fmt.Sprintf("%q:%d", addr, port)
				return nil
			}
			dev.connect = func(_ context.Context, addr string, _ uint16) error {
				to = addr
				return nil
			}
			d := &Dialer{Stack: New(dev), LocalAddr: tt.local, Resolver: fakeNames{"both": {v6, v4}}}
			conn, err := d.Dial(tt.network, "both:80")
			if err == nil {
				defer conn.Close()
			}
			if tt.err != "" {
				if err == nil || err.Error() != tt.err {
					t.Errorf("Dial: %v, want %s", err, tt.err)
				}
				return
			}
			if err != nil || bound != tt.bound || to != tt.to {
				t.Errorf("bound %s, connected to %s, %v; want %s and %s", bound, to, err, tt.bound, tt.to)
			}
		})
	}
}

func TestDialerLocalAddrIsRefused(t *testing.T) {
	dev := newFakeDev()
	dev.bind = func(string, uint16) error { return driver.Fail("bind", driver.EADDRINUSE, nil) }
	d := &Dialer{Stack: New(dev), LocalAddr: &net.TCPAddr{Port: 7}}
	_, err := d.Dial("tcp", "10.0.0.9:80")
	if want := "dial tcp :7->10.0.0.9:80: bind: address already in use"; err == nil || err.Error() != want {
		t.Errorf("Dial: %v, want %s", err, want)
	}
	if dev.left() != 0 {
		t.Errorf("%d sockets were left open", dev.left())
	}
}

// A device that has taken all of its addresses for one that is another's gives no socket.
func TestLocalAddrOfAnother(t *testing.T) {
	all, own, foreign := netip.IPv4Unspecified(), netip.MustParseAddr("10.0.0.2"), "203.0.113.9"
	tests := []struct {
		asked   string
		tells   netip.Addr
		refused bool
	}{
		{foreign, all, true},
		{foreign, own, false}, // it has one address, and no choice
		{foreign, netip.Addr{}, false},
		{"10.0.0.2", own, false},
		{"127.0.0.1", all, false},
		{"0.0.0.0", all, false},
	}
	for _, tt := range tests {
		dev := newFakeDev()
		dev.socket.LAddr = tt.tells
		stack := New(dev)
		d := &Dialer{Stack: stack, LocalAddr: &net.TCPAddr{IP: net.ParseIP(tt.asked)}}
		for what, open := range map[string]func() (io.Closer, error){
			"Listen":       func() (io.Closer, error) { return stack.Listen("tcp", tt.asked+":80") },
			"ListenPacket": func() (io.Closer, error) { return stack.ListenPacket("udp", tt.asked+":80") },
			"Dial":         func() (io.Closer, error) { return d.Dial("tcp", "10.0.0.9:80") },
		} {
			c, err := open()
			if (err != nil) != tt.refused || tt.refused && !errors.Is(err, netdev.EADDRNOTAVAIL) {
				t.Errorf("%s at %s, where the device tells %v: %v", what, tt.asked, tt.tells, err)
			}
			if err == nil {
				c.Close()
			}
			if dev.left() != 0 {
				t.Errorf("%s at %s left a socket open", what, tt.asked)
			}
		}
	}
}

// An address is connected to with its zone; one that is IPv4 in IPv6's form is IPv4.
func TestAddressesOfTheDevice(t *testing.T) {
	for address, want := range map[string]string{
		"[fe80::1%eth0]:80":    "AF_INET6 fe80::1%eth0",
		"[::ffff:10.0.0.9]:80": "AF_INET 10.0.0.9",
		"[::1]:80":             "AF_INET6 ::1",
	} {
		dev := newFakeDev()
		dev.socket.RAddr = netip.Addr{}
		got := ""
		dev.opens = func(domain netdev.Domain, _ netdev.Protocol) error {
			got = string(domain)
			return nil
		}
		dev.connect = func(_ context.Context, addr string, _ uint16) error {
			got += " " + addr
			return nil
		}
		conn, err := New(dev).Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if got != want {
			t.Errorf("%s: the device is asked for %s, want %s", address, got, want)
		}
		_, host, _ := strings.Cut(want, " ")
		if remote := conn.RemoteAddr().(*net.TCPAddr); remote.String() != net.JoinHostPort(host, "80") {
			t.Errorf("%s: RemoteAddr() = %v", address, remote)
		}
	}
}

func TestResolvers(t *testing.T) {
	a, b := netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("::ffff:10.0.0.2")
	own := netip.MustParseAddr("10.0.0.3")
	dev := newFakeDev()
	dev.resolve = func(context.Context, string) (netip.Addr, error) { return own, nil }
	stack := New(dev, WithResolver(fakeNames{"many": {a, b, netip.MustParseAddr("fd00::1")}}))
	if got, err := stack.LookupHost(t.Context(), "many"); err != nil || !slices.Equal(got, []string{"10.0.0.1", "10.0.0.2", "fd00::1"}) {
		t.Errorf("LookupHost = %v, %v", got, err)
	}
	if got, err := stack.LookupNetIP(t.Context(), "ip4", "many"); err != nil || !slices.Equal(got, []netip.Addr{a, b.Unmap()}) {
		t.Errorf("LookupNetIP = %v, %v", got, err)
	}
	if got, err := NewResolver(dev).LookupHost(t.Context(), "many"); err != nil || !slices.Equal(got, []string{"10.0.0.3"}) {
		t.Errorf("LookupHost of the device = %v, %v", got, err)
	}
	var noAddr *net.AddrError
	if got, err := NewResolver(dev).LookupNetIP(t.Context(), "ip6", "many"); !errors.As(err, &noAddr) {
		t.Errorf("LookupNetIP of the device = %v, %v; want no suitable address", got, err)
	}
	for _, r := range []HostResolver{stack, NewResolver(dev)} {
		if _, err := r.LookupNetIP(t.Context(), "tcp", "many"); err == nil {
			t.Errorf("%T took tcp for a family of addresses", r)
		}
		if got, err := r.LookupNetIP(t.Context(), "ip", "::ffff:10.0.0.9"); err != nil || !slices.Equal(got, []netip.Addr{netip.MustParseAddr("10.0.0.9")}) {
			t.Errorf("%T: LookupNetIP of an address = %v, %v", r, got, err)
		}
	}
	var unknown *net.DNSError
	if _, err := stack.Dial("tcp", "nobody:80"); !errors.As(err, &unknown) || !unknown.IsNotFound {
		t.Errorf("Dial of an unknown host: %v", err)
	}
	// A Dialer's own resolver goes before the Stack's.
	dev.connect = func(_ context.Context, addr string, _ uint16) error {
		if addr != own.String() {
			t.Errorf("connects to %s", addr)
		}
		return nil
	}
	conn, err := (&Dialer{Stack: stack, Resolver: NewResolver(dev)}).Dial("tcp", "many:80")
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

func TestListenBacklog(t *testing.T) {
	dev := newFakeDev()
	dev.socket = netdev.Socket{State: netdev.StateListening, LAddr: fakeLocal.Addr(), LPort: 80}
	for backlog, want := range map[int]int{0: defaultBacklog, 2: 2} {
		l, err := (&ListenConfig{Stack: New(dev), Backlog: backlog}).Listen(t.Context(), "tcp", ":80")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		if dev.backlog != want {
			t.Errorf("Backlog %d gives the device %d, want %d", backlog, dev.backlog, want)
		}
	}
}

func TestDialerKeepAlive(t *testing.T) {
	tests := []struct {
		period  time.Duration
		network string
		refuse  error
		want    int // -1: the device is not asked
		fails   bool
	}{
		{0, "tcp", nil, -1, false},
		{1500 * time.Millisecond, "tcp", nil, 2, false},
		{-1, "tcp", nil, 0, false},
		{time.Minute, "udp", nil, -1, false},
		{time.Minute, "tcp", driver.Fail("set_option", driver.ENOPROTOOPT, nil), 60, false},
		{time.Minute, "tcp", driver.Fail("set_option", driver.EINVAL, nil), 60, true},
	}
	for _, tt := range tests {
		dev := newFakeDev()
		got := -1
		dev.option = func(option netdev.Option, value int) error {
			if option == netdev.OptionKeepalive {
				got = value
			}
			return tt.refuse
		}
		conn, err := (&Dialer{Stack: New(dev), KeepAlive: tt.period}).Dial(tt.network, fakeRemote.String())
		if got != tt.want || (err != nil) != tt.fails {
			t.Errorf("%v on %s: the option is set to %d, %v; want %d", tt.period, tt.network, got, err, tt.want)
		}
		if err == nil {
			conn.Close()
		}
		if dev.left() != 0 {
			t.Errorf("%d sockets were left open", dev.left())
		}
	}
}

// The settings of a connection, as package net's *TCPConn has them.
func TestKeepAlive(t *testing.T) {
	const off, notAsked = 0, -1
	steps := []struct {
		name string
		set  func(*TCPConn) error
		want int // seconds
	}{
		{"on", func(c *TCPConn) error { return c.SetKeepAlive(true) }, 15},
		{"period", func(c *TCPConn) error { return c.SetKeepAlivePeriod(90 * time.Second) }, 90},
		{"off", func(c *TCPConn) error { return c.SetKeepAlive(false) }, off},
		{"period while off", func(c *TCPConn) error { return c.SetKeepAlivePeriod(30 * time.Second) }, off},
		{"on again", func(c *TCPConn) error { return c.SetKeepAlive(true) }, 30},
		{"no period", func(c *TCPConn) error { return c.SetKeepAlivePeriod(-1) }, notAsked},
		{"default period", func(c *TCPConn) error { return c.SetKeepAlivePeriod(0) }, 15},
		{"idle", func(c *TCPConn) error {
			return c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: time.Minute, Interval: time.Second})
		}, 60},
		{"interval", func(c *TCPConn) error {
			return c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: -1, Interval: time.Second})
		}, 1},
		{"neither", func(c *TCPConn) error {
			return c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: -1, Interval: -1})
		}, 1},
		{"defaults", func(c *TCPConn) error { return c.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true}) }, 15},
		{"disabled", func(c *TCPConn) error { return c.SetKeepAliveConfig(net.KeepAliveConfig{}) }, off},
	}
	dev := newFakeDev()
	got := notAsked
	dev.option = func(option netdev.Option, value int) error {
		if option == netdev.OptionKeepalive {
			got = value
		}
		return nil
	}
	conn := dialFake(t, dev)
	for _, step := range steps {
		got = notAsked
		if err := step.set(conn); err != nil || got != step.want {
			t.Errorf("%s: the option is set to %d, %v; want %d", step.name, got, err, step.want)
		}
	}
	conn = dialWith(t, &Dialer{Stack: New(dev), KeepAlive: 20 * time.Second})
	if err := conn.SetKeepAlive(true); err != nil || got != 20 {
		t.Errorf("after a Dialer with 20 s the option is set to %d, %v", got, err)
	}
}

func dialWith(t *testing.T, d *Dialer) *TCPConn {
	t.Helper()
	conn, err := d.Dial("tcp", fakeRemote.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.(*TCPConn)
}

func TestOptionsOfAConnection(t *testing.T) {
	type setting struct {
		option netdev.Option
		value  int
	}
	dev := newFakeDev()
	var got []setting
	dev.option = func(option netdev.Option, value int) error {
		got = append(got, setting{option, value})
		return nil
	}
	conn := dialFake(t, dev)
	for _, err := range []error{
		conn.SetNoDelay(true), conn.SetNoDelay(false), conn.SetLinger(-5), conn.SetLinger(0), conn.SetLinger(3),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	want := []setting{
		{netdev.OptionNodelay, 1}, {netdev.OptionNodelay, 0},
		{netdev.OptionLinger, -1}, {netdev.OptionLinger, 0}, {netdev.OptionLinger, 3},
	}
	if !slices.Equal(got, want) {
		t.Errorf("the device was asked for %v, want %v", got, want)
	}
	dev.option = func(netdev.Option, int) error { return driver.Fail("set_option", driver.ENOPROTOOPT, nil) }
	var op *net.OpError
	if err := conn.SetNoDelay(true); !errors.Is(err, netdev.ENOPROTOOPT) || !errors.As(err, &op) || op.Op != "set" {
		t.Errorf("an option that the device has not: %v", err)
	}
}
