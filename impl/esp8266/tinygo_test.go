package esp8266_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/internal/hostworld"
)

// A netdever is the driver as TinyGo's net package sees it.
type netdever struct{ dev netdev.NetDev }

var _ tinygo.Netdever = netdever{}

// until returns a context that ends at a deadline; the zero time is never.
func until(deadline time.Time) (context.Context, context.CancelFunc) {
	if deadline.IsZero() {
		return context.Background(), func() {}
	}
	return context.WithDeadline(context.Background(), deadline)
}

// tinygoError turns an errno into TinyGo's error of the same meaning.
func tinygoError(err error) error {
	switch {
	case errors.Is(err, netdev.ETIMEDOUT):
		return tinygo.ErrTimeout
	case errors.Is(err, netdev.ENOENT):
		return tinygo.ErrHostUnknown
	case errors.Is(err, netdev.EBADF):
		return tinygo.ErrInvalidSocketFd
	}
	return err
}

func (n netdever) GetHostByName(name string) (netip.Addr, error) {
	addr, err := n.dev.Resolve(context.Background(), name)
	return addr, tinygoError(err)
}

func (n netdever) Addr() (netip.Addr, error) { return n.dev.IP(context.Background()) }

func (n netdever) Socket(domain, stype, protocol int) (int, error) {
	if domain != tinygo.AF_INET {
		return -1, tinygo.ErrFamilyNotSupported
	}
	kind := netdev.ProtocolStream
	if stype == tinygo.SOCK_DGRAM {
		kind = netdev.ProtocolDgram
	}
	fd, err := n.dev.Socket(context.Background(), netdev.DomainINET, kind)
	return int(fd), tinygoError(err)
}

func (n netdever) Bind(fd int, ip netip.AddrPort) error {
	host := ""
	if ip.Addr().IsValid() {
		host = ip.Addr().String()
	}
	return tinygoError(n.dev.Bind(context.Background(), netdev.FD(fd), host, ip.Port()))
}

func (n netdever) Connect(fd int, host string, ip netip.AddrPort) error {
	if ip.Addr().IsValid() {
		host = ip.Addr().String()
	}
	return tinygoError(n.dev.Connect(context.Background(), netdev.FD(fd), host, ip.Port()))
}

func (n netdever) Listen(fd, backlog int) error {
	return tinygoError(n.dev.Listen(context.Background(), netdev.FD(fd), backlog))
}

func (n netdever) Accept(fd int) (int, netip.AddrPort, error) {
	conn, peer, err := n.dev.Accept(context.Background(), netdev.FD(fd))
	return int(conn), peer, tinygoError(err)
}

func (n netdever) Send(fd int, buf []byte, _ int, deadline time.Time) (int, error) {
	ctx, cancel := until(deadline)
	defer cancel()
	if err := n.dev.Write(ctx, netdev.FD(fd), buf); err != nil {
		return 0, tinygoError(err)
	}
	return len(buf), nil
}

func (n netdever) Recv(fd int, buf []byte, _ int, deadline time.Time) (int, error) {
	ctx, cancel := until(deadline)
	defer cancel()
	got, _, err := n.dev.Recv(ctx, netdev.FD(fd), buf)
	return got, tinygoError(err)
}

func (n netdever) Close(fd int) error {
	return tinygoError(n.dev.Close(context.Background(), netdev.FD(fd)))
}

func (n netdever) SetSockOpt(fd, level, opt int, value any) error {
	on, ok := value.(bool)
	if level != tinygo.SOL_SOCKET || opt != tinygo.SO_KEEPALIVE || !ok {
		return tinygo.ErrNotSupported
	}
	seconds := 0
	if on {
		seconds = 60
	}
	return tinygoError(n.dev.SetOption(context.Background(), netdev.FD(fd), netdev.OptionKeepalive, seconds))
}

func TestTinyGoNetdever(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			dev, emu := open(t, f.firmware, lab, emulator.DNS{Name: "peer.example", Addr: hostworld.Loopback})
			if err := (netlinker{dev: dev.WiFi()}).NetConnect(&tinygo.ConnectParams{Ssid: lab.SSID, Passphrase: lab.Password}); err != nil {
				t.Fatal(err)
			}
			world := &hostworld.World{Name: "peer.example", Unknown: "nobody.example", Reach: reach(emu)}
			t.Cleanup(world.Close)
			var n tinygo.Netdever = netdever{dev.Net()}
			if addr, err := n.Addr(); err != nil || addr.String() != "10.0.0.2" {
				t.Errorf("Addr: %v, %v", addr, err)
			}
			if _, err := n.GetHostByName("nobody.example"); err != tinygo.ErrHostUnknown {
				t.Errorf("GetHostByName of an unknown host: %v", err)
			}
			tinygoClient(t, n, world)
			tinygoServer(t, n, world)
		})
	}
}

func tinygoClient(t *testing.T, n tinygo.Netdever, world *hostworld.World) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	peer, name, port, _, err := world.NamedPeerListens(t.Context())
	must(err)
	ip, err := n.GetHostByName(name)
	must(err)
	fd, err := n.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	must(err)
	must(n.SetSockOpt(fd, tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE, true))
	must(n.Connect(fd, "", netip.AddrPortFrom(ip, port)))
	big := make([]byte, 5000) // more than a module sends at once
	for i := range big {
		big[i] = byte(i * 7)
	}
	sent, err := n.Send(fd, big, 0, time.Time{})
	must(err)
	if got, err := world.PeerReceives(t.Context(), peer, len(big)); sent != len(big) || string(got) != string(big) {
		t.Fatalf("%d bytes were sent, %d received: %v", sent, len(got), err)
	}
	buf := make([]byte, 64)
	if _, err := n.Recv(fd, buf, 0, time.Now().Add(20*time.Millisecond)); err != tinygo.ErrTimeout {
		t.Errorf("Recv past its deadline: %v", err)
	}
	must(world.PeerSends(t.Context(), peer, []byte("pong")))
	got, err := n.Recv(fd, buf, 0, time.Time{})
	must(err)
	if string(buf[:got]) != "pong" {
		t.Errorf("Recv: %q", buf[:got])
	}
	must(world.PeerCloses(t.Context(), peer))
	if _, err := n.Recv(fd, buf, 0, time.Time{}); err != io.EOF {
		t.Errorf("Recv at the end: %v", err)
	}
	must(n.Close(fd))
	if err := n.Close(fd); err != tinygo.ErrInvalidSocketFd {
		t.Errorf("Close twice: %v", err)
	}
}

func tinygoServer(t *testing.T, n tinygo.Netdever, world *hostworld.World) {
	t.Helper()
	fd, err := n.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(n.Bind(fd, netip.AddrPortFrom(netip.Addr{}, 8081)), n.Listen(fd, 5)); err != nil {
		t.Fatal(err)
	}
	peer, ip, port, err := world.PeerConnects(t.Context(), 8081)
	if err != nil {
		t.Fatal(err)
	}
	conn, from, err := n.Accept(fd)
	if err != nil || from != netip.AddrPortFrom(ip, port) {
		t.Fatalf("Accept: from %v, %v; want %v:%d", from, err, ip, port)
	}
	if _, err := n.Send(conn, []byte("welcome"), 0, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if got, err := world.PeerReceives(t.Context(), peer, 7); string(got) != "welcome" {
		t.Errorf("the peer received %q, %v", got, err)
	}
	if err := errors.Join(n.Close(conn), n.Close(fd)); err != nil {
		t.Error(err)
	}
}

// A netlinker is the driver as TinyGo's programs see it.
type netlinker struct {
	dev ieee80211dev.WiFiDev
	net netdev.NetDev
}

var _ tinygo.Netlinker = netlinker{}

func (n netlinker) NetConnect(params *tinygo.ConnectParams) error {
	timeout := params.ConnectTimeout
	if timeout == 0 {
		timeout = tinygo.DefaultConnectTimeout
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	err := n.dev.Connect(ctx, ieee80211dev.ConnectInfo{SSID: params.Ssid, Password: params.Passphrase})
	switch {
	case errors.Is(err, ieee80211dev.EACCES):
		return tinygo.ErrAuthFailure
	case errors.Is(err, ieee80211dev.ETIMEDOUT):
		return tinygo.ErrConnectTimeout
	case err != nil:
		return tinygo.ErrConnectFailed
	}
	return nil
}

func (n netlinker) NetDisconnect() { n.dev.Disconnect(context.Background()) }

func (n netlinker) NetNotify(cb func(tinygo.Event)) {
	n.dev.Subscribe(ieee80211dev.WiFiDevEvents{
		Connected:    func() { cb(tinygo.EventNetUp) },
		Disconnected: func() { cb(tinygo.EventNetDown) },
	})
}

func (n netlinker) GetHardwareAddr() (net.HardwareAddr, error) {
	mac, err := n.net.MAC(context.Background())
	return mac[:], err
}

func TestTinyGoNetlinker(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			dev, _ := open(t, f.firmware, lab)
			var n tinygo.Netlinker = netlinker{dev.WiFi(), dev.Net()}
			events := make(chan tinygo.Event, 10)
			n.NetNotify(func(e tinygo.Event) { events <- e })
			if err := n.NetConnect(&tinygo.ConnectParams{Ssid: lab.SSID, Passphrase: "wrong password"}); err != tinygo.ErrAuthFailure {
				t.Errorf("NetConnect with a wrong passphrase: %v", err)
			}
			if err := n.NetConnect(&tinygo.ConnectParams{Ssid: lab.SSID, Passphrase: lab.Password}); err != nil {
				t.Fatal(err)
			}
			if e := <-events; e != tinygo.EventNetUp {
				t.Errorf("after NetConnect: %v", e)
			}
			if mac, err := n.GetHardwareAddr(); err != nil || mac.String() != "5c:cf:7f:1c:ca:27" {
				t.Errorf("GetHardwareAddr: %v, %v", mac, err)
			}
			n.NetDisconnect()
			if e := <-events; e != tinygo.EventNetDown {
				t.Errorf("after NetDisconnect: %v", e)
			}
		})
	}
}
