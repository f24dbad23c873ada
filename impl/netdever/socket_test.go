package netdever_test

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
	"drivergen/impl/netdever"
)

func TestTLSIsGivenTheName(t *testing.T) {
	type call struct {
		host string
		at   netip.AddrPort
	}
	var got call
	c := &chip{
		connect: func(_ int, host string, at netip.AddrPort) error { got = call{host, at}; return nil },
		resolve: func(string) (netip.Addr, error) { return netip.MustParseAddr("192.0.2.7"), nil },
	}
	dev := c.device(t, netdever.WakeInterval(time.Millisecond))
	for protocol, want := range map[netdev.Protocol]call{
		netdev.ProtocolTLS:    {"www.example", netip.AddrPortFrom(netip.Addr{}, 443)},
		netdev.ProtocolStream: {"", netip.MustParseAddrPort("192.0.2.7:443")},
	} {
		fd := socket(t, dev, protocol)
		check(t, dev.Connect(t.Context(), fd, "www.example", 443))
		if got != want {
			t.Errorf("%s: the Netdever was given %+v, want %+v", protocol, got, want)
		}
		check(t, dev.Close(t.Context(), fd))
	}
	if !slices.Contains(c.opened, tinygo.IPPROTO_TLS) {
		t.Errorf("no TLS socket was made: %v", c.opened)
	}
}

func TestOptions(t *testing.T) {
	type setting struct {
		level, opt int
		value      any
	}
	var got []setting
	c := &chip{option: func(_, level, opt int, value any) error {
		got = append(got, setting{level, opt, value})
		return nil
	}}
	dev := c.device(t)
	fd := socket(t, dev, netdev.ProtocolStream)
	check(t, dev.SetOption(t.Context(), fd, netdev.OptionKeepalive, 30))
	check(t, dev.SetOption(t.Context(), fd, netdev.OptionKeepalive, 0))
	check(t, dev.SetOption(t.Context(), fd, netdev.OptionLinger, -1))
	want := []setting{
		{tinygo.SOL_TCP, tinygo.TCP_KEEPINTVL, 60.0}, {tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE, true},
		{tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE, false}, {tinygo.SOL_SOCKET, tinygo.SO_LINGER, -1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("set %v, want %v", got, want)
	}
	c.option = nil // as most Netdevers
	for option, errno := range map[netdev.Option]driver.Errno{netdev.OptionKeepalive: driver.ENOPROTOOPT, netdev.OptionNodelay: driver.ENOPROTOOPT} {
		if err := dev.SetOption(t.Context(), fd, option, 1); driver.ErrnoOf(err) != errno {
			t.Errorf("%s: %v, want %s", option, err, errno.Name())
		}
	}
}

// A socket that is bound and has no peer receives once somebody asks: some Netdevers take a
// Recv before Connect amiss.
func TestABoundDatagramSocketReceivesWhenAsked(t *testing.T) {
	asked := make(chan struct{})
	c := &chip{recv: func(_ int, buf []byte, deadline time.Time) (int, error) {
		select {
		case <-asked:
			return copy(buf, "to whom it concerns"), nil
		default:
			t.Error("Recv before anybody asked")
			return -1, tinygo.ErrTimeout
		}
	}}
	dev := c.device(t)
	fd := socket(t, dev, netdev.ProtocolDgram)
	check(t, dev.Bind(t.Context(), fd, "", 0))
	if s, err := dev.Get(t.Context(), fd); err != nil || s.LPort < 49152 {
		t.Errorf("bound to port %d, %v; want one from 49152 on", s.LPort, err)
	}
	close(asked)
	buf := make([]byte, 7)
	n, from, err := dev.Recv(t.Context(), fd, buf)
	if string(buf[:n]) != "to whom" || from.IsValid() || err != nil {
		t.Errorf("Recv: %q from %v, %v", buf[:n], from, err)
	}
}

func TestPort0TriesOtherPorts(t *testing.T) {
	c := &busyPorts{chip: &chip{}}
	dev := netdever.New(c, nil)
	defer dev.Close()
	fd := socket(t, dev.Net(), netdev.ProtocolStream)
	check(t, dev.Net().Bind(t.Context(), fd, "", 0))
	if s, err := dev.Net().Get(t.Context(), fd); err != nil || s.LPort != 49155 {
		t.Errorf("bound to port %d, %v", s.LPort, err)
	}
	if err := dev.Net().Bind(t.Context(), socket(t, dev.Net(), netdev.ProtocolStream), "", 49153); !errors.Is(err, driver.EADDRINUSE) {
		t.Errorf("Bind to a port that is taken: %v", err)
	}
}

// busyPorts is a chip on which the first ports are taken.
type busyPorts struct{ *chip }

func (c *busyPorts) Bind(fd int, at netip.AddrPort) error {
	if at.Port() < 49155 {
		return fmt.Errorf("bind %d: %w", fd, driver.EADDRINUSE)
	}
	return c.chip.Bind(fd, at)
}

// The values of another package have TinyGo's texts, and what wraps one is of its kind.
func TestErrorsOfOtherPackages(t *testing.T) {
	for err, want := range map[error]driver.Errno{
		errors.New("Host unknown"):                            driver.ENOENT,
		errors.New("Malformed address"):                       driver.EINVAL,
		errors.New("Error starting DHCP client"):              driver.ENETDOWN,
		errors.New("Error starting DHPC client"):              driver.ENETDOWN, // as v0.27.0 has it
		fmt.Errorf("looking up: %w", tinygo.ErrTimeout):       driver.ETIMEDOUT,
		driver.TimeoutError("no answer"):                      driver.ETIMEDOUT,
		driver.Fail("resolve", driver.ENETDOWN, nil):          driver.ENETDOWN,
		errors.New("the module answered in a strange manner"): driver.EIO,
	} {
		c := &chip{resolve: func(string) (netip.Addr, error) { return netip.Addr{}, err }}
		if _, got := c.device(t).Resolve(t.Context(), "a.example"); driver.ErrnoOf(got) != want || !errors.Is(got, err) {
			t.Errorf("%v: %v, want %s", err, got, want.Name())
		}
	}
	c := &chip{resolve: func(string) (netip.Addr, error) { return netip.Addr{}, nil }}
	if _, err := c.device(t).Resolve(t.Context(), "a.example"); driver.ErrnoOf(err) != driver.ENOENT {
		t.Errorf("no address and no error: %v", err)
	}
}

func TestHalvesThatAreNotThere(t *testing.T) {
	dev := netdever.New(nil, nil)
	ctx := t.Context()
	_, socketErr := dev.Net().Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	_, resolveErr := dev.Net().Resolve(ctx, "a.example")
	_, macErr := dev.Net().MAC(ctx)
	_, scanErr := dev.WiFi().Scan(ctx)
	joinErr := dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: "lab"})
	for _, err := range []error{socketErr, resolveErr, macErr, scanErr, joinErr} {
		if driver.ErrnoOf(err) != driver.ENODEV {
			t.Errorf("%v, want ENODEV", err)
		}
	}
	check(t, dev.Close())
	check(t, dev.Close())
}
