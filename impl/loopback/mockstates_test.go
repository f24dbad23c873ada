package loopback_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/driver/mock"
	"drivergen/generated/ieee80211dev/ieee80211devmock"
	"drivergen/generated/ieee80211dev/ieee80211devtest"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/generated/netdev/netdevtest"
	"drivergen/impl/loopback"
)

// TestMockObeysStatesAsTheDeviceDoes makes the same calls, and lets the same happen, on a device
// and on a mock with states that has no expectation: both must answer alike.
func TestMockObeysStatesAsTheDeviceDoes(t *testing.T) {
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			p := newTwins(t, rand.New(rand.NewPCG(seed, 11)))
			for range 250 {
				p.step()
				if t.Failed() {
					t.Fatalf("seed %d, after:\n%s", seed, p.trail())
				}
			}
		})
	}
}

// twins are a device and a mock to which the same happens.
type twins struct {
	t     *testing.T
	r     *rand.Rand
	world *loopback.NetWorld
	dev   netdev.NetDev
	mock  *netdevmock.Mock
	steps []string

	sockets map[netdev.FD]*twinSocket
}

// A twinSocket is what a test knows of an open socket.
type twinSocket struct {
	datagrams bool
	peer      int    // the peer of its connection, -1 for none
	port      uint16 // that it listens on
	unread    bool   // something may wait to be received
	gone      bool
	backlog   []netdev.FD
	waiting   bool
}

// most is how many sockets may be open.
const most = 6

func newTwins(t *testing.T, r *rand.Rand) *twins {
	device := loopback.New(loopback.NewNetwork(), loopback.NewAir(), driver.MaxHandles(most))
	t.Cleanup(func() { _ = device.Close() })
	return &twins{
		t: t, r: r, world: device.NetWorld(), dev: device.Net(),
		mock:    netdevmock.New(t, mock.Nice(), mock.WithStates(driver.MaxHandles(most))),
		sockets: map[netdev.FD]*twinSocket{},
	}
}

func (p *twins) trail() string {
	text := ""
	for _, s := range p.steps {
		text += "  " + s + "\n"
	}
	return text
}

// both makes a call on the device and on the mock, and compares what they answer.
func (p *twins) both(what string, call func(ctx context.Context, dev netdev.NetDev) (string, error)) error {
	p.t.Helper()
	answer := func(dev netdev.NetDev) (string, error) {
		ctx, cancel := context.WithTimeout(p.t.Context(), time.Millisecond)
		defer cancel()
		return call(ctx, dev)
	}
	wanted, wantErr := answer(p.dev)
	got, err := answer(p.mock)
	synctest.Wait()
	p.steps = append(p.steps, fmt.Sprintf("%s: %s, %v", what, wanted, wantErr))
	if got != wanted || driver.ErrnoOf(err) != driver.ErrnoOf(wantErr) || (err == io.EOF) != (wantErr == io.EOF) {
		p.t.Errorf("%s: the device answers %q, %v, the mock %q, %v", what, wanted, wantErr, got, err)
	}
	return wantErr
}

// any returns the number of a socket, which need not be open.
func (p *twins) any() netdev.FD { return netdev.FD(p.r.IntN(most+2) - 1) }

// must ends the test where a stimulus failed.
func (p *twins) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v, after:\n%s", err, p.trail())
	}
}

// step does one thing.
func (p *twins) step() {
	switch fd := p.any(); p.r.IntN(18) {
	case 0, 1, 2:
		p.open()
	case 3:
		p.connect(fd)
	case 4:
		_ = p.both(fmt.Sprintf("bind %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
			return "", dev.Bind(ctx, fd, "", 0)
		})
	case 5, 6:
		p.listen(fd)
	case 7, 8:
		p.accept(fd)
	case 9:
		_ = p.both(fmt.Sprintf("write %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
			return "", dev.Write(ctx, fd, []byte("w"))
		})
	case 10:
		p.sendTo(fd)
	case 11, 12:
		p.receive(fd)
	case 13:
		p.shutdown(fd)
	case 14:
		p.close(fd)
	case 15:
		p.get(fd)
	case 16:
		p.peerDoes(fd)
	case 17:
		p.peerConnects(fd)
	}
}

func (p *twins) open() {
	protocol := netdev.ProtocolStream
	if p.r.IntN(4) == 0 {
		protocol = netdev.ProtocolDgram
	}
	fd := netdev.FD(-1)
	err := p.both("socket "+string(protocol), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		given, err := dev.Socket(ctx, netdev.DomainINET, protocol)
		if err != nil {
			return "", err
		}
		fd = given
		return fmt.Sprint(given), nil
	})
	if err == nil {
		p.sockets[fd] = &twinSocket{datagrams: protocol == netdev.ProtocolDgram, peer: -1}
	}
}

func (p *twins) connect(fd netdev.FD) {
	s := p.sockets[fd]
	listens := p.world.PeerListens
	if s != nil && s.datagrams {
		listens = p.world.DatagramPeer
	}
	peer, addr, port, _, err := listens(p.t.Context())
	p.must(err)
	err = p.both(fmt.Sprintf("connect %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		return "", dev.Connect(ctx, fd, addr, port)
	})
	if err == nil && !s.datagrams {
		s.peer = peer
	}
}

func (p *twins) listen(fd netdev.FD) {
	s := p.sockets[fd]
	if s != nil && s.datagrams {
		return // the hardware cannot, which no state tells
	}
	bind := func(ctx context.Context, dev netdev.NetDev) (string, error) { return "", dev.Bind(ctx, fd, "", 0) }
	if p.r.IntN(2) == 0 {
		_ = p.both(fmt.Sprintf("bind %d", fd), bind)
	}
	err := p.both(fmt.Sprintf("listen %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		return "", dev.Listen(ctx, fd, 5)
	})
	if err == nil {
		known, err := p.dev.Get(p.t.Context(), fd)
		p.must(err)
		s.port = known.LPort
	}
}

func (p *twins) accept(fd netdev.FD) {
	err := p.both(fmt.Sprintf("accept %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		conn, peer, err := dev.Accept(ctx, fd)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(conn, peer), nil
	})
	if err == nil {
		s := p.sockets[fd]
		p.sockets[s.backlog[0]].waiting = false
		s.backlog = s.backlog[1:]
	}
}

// sendTo sends a datagram, and its receiver may answer.
func (p *twins) sendTo(fd netdev.FD) {
	s := p.sockets[fd]
	if s != nil && !s.datagrams {
		return // the hardware cannot, which no state tells
	}
	ctx := p.t.Context()
	peer, addr, port, ip, err := p.world.DatagramPeer(ctx)
	p.must(err)
	err = p.both(fmt.Sprintf("send_to %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		return "", dev.SendTo(ctx, fd, []byte("datagram"), addr, port)
	})
	if err != nil || p.r.IntN(2) == 0 {
		return
	}
	_, _, _, err = p.world.DatagramArrives(ctx, peer)
	p.must(err)
	known, err := p.dev.Get(ctx, fd)
	p.must(err)
	if known.State == netdev.StateConnected {
		return // it takes datagrams of its peer alone
	}
	p.steps = append(p.steps, fmt.Sprintf("a datagram for %d", fd))
	p.must(p.world.PeerSends(ctx, peer, []byte("an answer")))
	p.mock.Fire().ReadFrom(fd, []byte("an answer"), netip.AddrPortFrom(ip, port))
	s.unread = true
}

func (p *twins) receive(fd netdev.FD) {
	if s := p.sockets[fd]; s != nil && !s.datagrams && !s.waiting {
		if known, err := p.dev.Get(p.t.Context(), fd); err == nil && known.State == netdev.StateBound {
			return // the hardware cannot, which no state tells
		}
	}
	size := 1 + p.r.IntN(12)
	_ = p.both(fmt.Sprintf("recv %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		buf := make([]byte, size)
		n, from, err := dev.Recv(ctx, fd, buf)
		if err != nil {
			return "", err
		}
		return fmt.Sprintf("%q of %v", buf[:n], from), nil
	})
}

func (p *twins) shutdown(fd netdev.FD) {
	how := netdev.How(p.r.IntN(3))
	_ = p.both(fmt.Sprintf("shutdown %d %v", fd, how), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		return "", dev.Shutdown(ctx, fd, how)
	})
}

func (p *twins) close(fd netdev.FD) {
	err := p.both(fmt.Sprintf("close %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		return "", dev.Close(ctx, fd)
	})
	if err != nil {
		return
	}
	for _, waiting := range p.sockets[fd].backlog {
		delete(p.sockets, waiting)
	}
	delete(p.sockets, fd)
}

func (p *twins) get(fd netdev.FD) {
	_ = p.both(fmt.Sprintf("get %d", fd), func(ctx context.Context, dev netdev.NetDev) (string, error) {
		known, err := dev.Get(ctx, fd)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(known.FD, known.Protocol, known.State), nil
	})
}

// peerDoes lets the peer of a connection send, close, or break it.
func (p *twins) peerDoes(fd netdev.FD) {
	s := p.sockets[fd]
	if s == nil || s.peer < 0 || s.gone {
		return
	}
	ctx, fire := p.t.Context(), p.mock.Fire()
	switch does := p.r.IntN(5); {
	case does < 3:
		p.steps = append(p.steps, fmt.Sprintf("the peer of %d sends", fd))
		p.must(p.world.PeerSends(ctx, s.peer, []byte("data")))
		fire.Read(fd, []byte("data"))
		s.unread = true
	case does == 3 || s.unread: // what is unread is lost with the connection, or not: devices differ
		p.steps = append(p.steps, fmt.Sprintf("the peer of %d closes", fd))
		p.must(p.world.PeerCloses(ctx, s.peer))
		fire.ConnectionEnds(fd, nil)
		s.gone = true
	default:
		p.steps = append(p.steps, fmt.Sprintf("the connection of %d breaks", fd))
		p.must(p.world.PeerResets(ctx, s.peer))
		fire.ConnectionEnds(fd, netdev.ECONNRESET)
		s.gone = true
	}
	synctest.Wait()
}

func (p *twins) peerConnects(fd netdev.FD) {
	s := p.sockets[fd]
	if s == nil || s.port == 0 || len(s.backlog) >= 5 || len(p.sockets) >= most {
		return
	}
	conn := netdev.FD(0)
	for p.sockets[conn] != nil {
		conn++
	}
	p.steps = append(p.steps, fmt.Sprintf("a peer connects to %d, as %d", fd, conn))
	peer, ip, port, err := p.world.PeerConnects(p.t.Context(), s.port)
	p.must(err)
	p.mock.Fire().Accept(fd, conn, netip.AddrPortFrom(ip, port))
	s.backlog = append(s.backlog, conn)
	p.sockets[conn] = &twinSocket{peer: peer, waiting: true}
	synctest.Wait()
}

// A mock over a device that also keeps states is as good a device.
func TestMockOverTheDeviceConforms(t *testing.T) {
	netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
		dev := open(t)
		return netdevtest.Device{Dev: netdevmock.Over(t, dev.Net(), mock.WithStates()), World: dev.NetWorld(), Close: dev.Close}
	})
}

func TestWiFiMockOverTheDeviceConforms(t *testing.T) {
	ieee80211devtest.Run(t, func(t *testing.T) ieee80211devtest.Device {
		dev := open(t)
		return ieee80211devtest.Device{Dev: ieee80211devmock.Over(t, dev.WiFi(), mock.WithStates()), World: dev.WiFiWorld(), Close: dev.Close}
	})
}
