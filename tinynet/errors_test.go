package tinynet_test

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/generated/tinygo"
	"drivergen/tinynet"
)

// Each errno of a device, as a call of every kind tells it. TinyGo's programs compare with ==.
func TestErrorsAreValues(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.1:80")
	calls := map[string]struct {
		expect func(dev *netdevmock.Mock, err error)
		call   func(n *tinynet.Netdever) error
	}{
		"Recv": {
			func(dev *netdevmock.Mock, err error) { dev.EXPECT().Recv(3).Return(0, netip.AddrPort{}, err) },
			func(n *tinynet.Netdever) error { _, err := n.Recv(3, make([]byte, 4), 0, time.Time{}); return err },
		},
		"Send": {
			func(dev *netdevmock.Mock, err error) { dev.EXPECT().Write(3, []byte("x")).Return(err) },
			func(n *tinynet.Netdever) error { _, err := n.Send(3, []byte("x"), 0, time.Time{}); return err },
		},
		"Connect": {
			func(dev *netdevmock.Mock, err error) { dev.EXPECT().Connect(3, "192.0.2.1", 80).Return(err) },
			func(n *tinynet.Netdever) error { return n.Connect(3, "", at) },
		},
		"Accept": {
			func(dev *netdevmock.Mock, err error) { dev.EXPECT().Accept(3).Return(-1, netip.AddrPort{}, err) },
			func(n *tinynet.Netdever) error { _, _, err := n.Accept(3); return err },
		},
		"Close": {
			func(dev *netdevmock.Mock, err error) { dev.EXPECT().Close(3).Return(err) },
			func(n *tinynet.Netdever) error { return n.Close(3) },
		},
		"GetHostByName": {
			func(dev *netdevmock.Mock, err error) { dev.EXPECT().Resolve("a.example").Return(netip.Addr{}, err) },
			func(n *tinynet.Netdever) error { _, err := n.GetHostByName("a.example"); return err },
		},
		"Socket": {
			func(dev *netdevmock.Mock, err error) {
				dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(-1, err)
			},
			func(n *tinynet.Netdever) error {
				_, err := n.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
				return err
			},
		},
	}
	tests := []struct {
		call  string
		errno driver.Errno
		want  error // nil: the error keeps its errno
	}{
		{"Recv", netdev.ETIMEDOUT, tinygo.ErrTimeout},
		{"Recv", netdev.EBADF, tinygo.ErrInvalidSocketFd},
		{"Recv", netdev.ECONNRESET, nil},
		{"Recv", netdev.ECONNABORTED, nil},
		{"Recv", netdev.EIO, nil},
		{"Send", netdev.ETIMEDOUT, tinygo.ErrTimeout},
		{"Send", netdev.EBADF, tinygo.ErrInvalidSocketFd},
		{"Send", netdev.EPIPE, nil},
		{"Connect", netdev.ETIMEDOUT, tinygo.ErrTimeout},
		{"Connect", netdev.ENOENT, tinygo.ErrHostUnknown},
		{"Connect", netdev.EOPNOTSUPP, tinygo.ErrNotSupported},
		{"Connect", netdev.ECONNREFUSED, nil},
		{"Accept", netdev.EMFILE, tinygo.ErrNoMoreSockets},
		{"Accept", netdev.EBADF, tinygo.ErrInvalidSocketFd},
		{"Close", netdev.EBADF, tinygo.ErrInvalidSocketFd},
		{"Close", netdev.EIO, tinygo.ErrClosingSocket},
		{"Close", netdev.ETIMEDOUT, tinygo.ErrClosingSocket},
		{"GetHostByName", netdev.ENOENT, tinygo.ErrHostUnknown},
		{"GetHostByName", netdev.EINVAL, tinygo.ErrMalAddr},
		{"GetHostByName", netdev.ETIMEDOUT, tinygo.ErrTimeout},
		{"GetHostByName", netdev.ENETDOWN, nil},
		{"Socket", netdev.EMFILE, tinygo.ErrNoMoreSockets},
		{"Socket", netdev.EAFNOSUPPORT, tinygo.ErrFamilyNotSupported},
		{"Socket", netdev.EPROTONOSUPPORT, tinygo.ErrProtocolNotSupported},
	}
	for _, tt := range tests {
		t.Run(tt.call+"/"+tt.errno.Name(), func(t *testing.T) {
			dev := netdevmock.New(t)
			calls[tt.call].expect(dev, driver.Fail("x", tt.errno, errors.New("the module says no")))
			switch err := calls[tt.call].call(tinynet.NewNetdever(dev)); {
			case tt.want != nil && err != tt.want:
				t.Errorf("%v, want %v by value", err, tt.want)
			case tt.want == nil && !errors.Is(err, tt.errno):
				t.Errorf("%v lost its errno %s", err, tt.errno.Name())
			}
		})
	}
}

func TestDeadlinesAreErrTimeout(t *testing.T) {
	near, far := netdevers(t)
	client, _ := connected(t, near, far)
	for _, in := range []time.Duration{-time.Second, 5 * time.Millisecond} {
		if n, err := near.Recv(client, make([]byte, 1), 0, time.Now().Add(in)); n != 0 || err != tinygo.ErrTimeout {
			t.Errorf("Recv with a deadline in %v: %d, %v", in, n, err)
		}
	}
	if _, err := near.Send(client, []byte("x"), 0, time.Now().Add(-time.Second)); err != tinygo.ErrTimeout {
		t.Errorf("Send with a deadline that has passed: %v", err)
	}
	if _, err := near.Send(client, []byte("x"), 0, time.Time{}); err != nil {
		t.Errorf("Send after that: %v", err)
	}
}

func TestWhatIsNoSocket(t *testing.T) {
	n, _ := netdevers(t)
	for name, err := range map[string]error{
		"Close":      n.Close(9),
		"Bind":       n.Bind(-1, netip.AddrPort{}),
		"Listen":     n.Listen(9, 5),
		"SetSockOpt": n.SetSockOpt(9, tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE, true),
		"interval":   n.SetSockOpt(9, tinygo.SOL_TCP, tinygo.TCP_KEEPINTVL, 30.0),
	} {
		if err != tinygo.ErrInvalidSocketFd {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, socket := range []struct {
		domain, stype, protocol int
		want                    error
	}{
		{1, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP, tinygo.ErrFamilyNotSupported},
		{10, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP, tinygo.ErrFamilyNotSupported}, // loopback has no IPv6
		{tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_UDP, tinygo.ErrProtocolNotSupported},
		{tinygo.AF_INET, tinygo.SOCK_DGRAM, tinygo.IPPROTO_TLS, tinygo.ErrProtocolNotSupported},
		{tinygo.AF_INET, 3, 1, tinygo.ErrProtocolNotSupported},
		{tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TLS, tinygo.ErrProtocolNotSupported}, // nor TLS
	} {
		if fd, err := n.Socket(socket.domain, socket.stype, socket.protocol); fd != -1 || err != socket.want {
			t.Errorf("Socket(%d, %d, %d): %d, %v", socket.domain, socket.stype, socket.protocol, fd, err)
		}
	}
	for _, name := range []string{"", string(make([]byte, 300))} {
		if _, err := n.GetHostByName(name); err != tinygo.ErrMalAddr {
			t.Errorf("GetHostByName of %d bytes: %v", len(name), err)
		}
	}
	if _, err := n.GetHostByName("bad name!"); err != tinygo.ErrHostUnknown {
		t.Errorf("GetHostByName of what no host can be named: %v", err)
	}
	if addr, err := n.GetHostByName("192.0.2.7"); err != nil || addr != netip.MustParseAddr("192.0.2.7") {
		t.Errorf("GetHostByName of an address: %v, %v", addr, err)
	}
	if _, err := n.Recv(0, nil, 2, time.Time{}); err != tinygo.ErrNotSupported {
		t.Errorf("Recv with a flag: %v", err)
	}
	if _, err := n.Send(0, nil, 2, time.Time{}); err != tinygo.ErrNotSupported {
		t.Errorf("Send with a flag: %v", err)
	}
}

func TestSocketsRunOut(t *testing.T) {
	n, _ := netdevers(t)
	var last error
	for range driver.DefaultHandles + 1 {
		_, last = n.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	}
	if last != tinygo.ErrNoMoreSockets {
		t.Errorf("one socket too many: %v", last)
	}
}

// Another package has errors of its own with TinyGo's texts.
func TestErrorValues(t *testing.T) {
	theirTimeout, theirFd := errors.New("i/o timeout"), errors.New("Invalid socket fd")
	near, far := netdevers(t, tinynet.ErrorValues(theirTimeout, theirFd))
	client, _ := connected(t, near, far)
	if _, err := near.Recv(client, make([]byte, 1), 0, time.Unix(1, 0)); err != theirTimeout {
		t.Errorf("Recv past its deadline: %v", err)
	}
	check(t, near.Close(client))
	if err := near.Close(client); err != theirFd {
		t.Errorf("Close twice: %v", err)
	}
	if _, err := near.GetHostByName("nobody.example"); err != tinygo.ErrHostUnknown {
		t.Errorf("an error that is not replaced: %v", err)
	}
}

// A device that never answers fails a call that TinyGo gives no deadline.
func TestCallTimeout(t *testing.T) {
	dev := netdevmock.New(t)
	dev.EXPECT().Resolve("a.example").Block(nil)
	n := tinynet.NewNetdever(dev, tinynet.CallTimeout(time.Millisecond))
	if _, err := n.GetHostByName("a.example"); err != tinygo.ErrTimeout {
		t.Errorf("%v", err)
	}
}
