package tinynet_test

import (
	"bytes"
	"io"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/generated/tinygo"
	"drivergen/tinynet"
)

func TestStream(t *testing.T) {
	near, far := netdevers(t)
	listener, at := listen(t, far, 7)
	client := socket(t, near, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	check(t, near.Bind(client, netip.AddrPortFrom(netip.Addr{}, 0)))
	check(t, near.Connect(client, "", at))
	server, peer, err := far.Accept(listener)
	check(t, err)
	if own, err := near.Addr(); err != nil || peer.Addr() != own || peer.Port() == 0 {
		t.Errorf("Accept tells the peer %v, want %v: %v", peer, own, err)
	}

	data := bytes.Repeat([]byte("0123456789abcdef"), 1<<14)
	sent := make(chan error, 1)
	go func() {
		n, err := near.Send(client, data, 0, time.Time{})
		if n != len(data) && err == nil {
			err = io.ErrShortWrite
		}
		if err == nil {
			err = near.Close(client)
		}
		sent <- err
	}()
	var got []byte
	buf := make([]byte, 5000)
	for {
		n, err := far.Recv(server, buf, 0, time.Now().Add(time.Minute))
		if err == io.EOF {
			break
		}
		check(t, err)
		got = append(got, buf[:n]...)
	}
	check(t, <-sent)
	if !bytes.Equal(got, data) {
		t.Errorf("%d bytes were received of %d", len(got), len(data))
	}
	if n, err := far.Recv(server, buf, 0, time.Time{}); n != 0 || err != io.EOF {
		t.Errorf("Recv after the end: %d, %v", n, err)
	}
}

func TestDatagrams(t *testing.T) {
	near, far := netdevers(t)
	fd := socket(t, near, tinygo.SOCK_DGRAM, tinygo.IPPROTO_UDP)
	check(t, near.Bind(fd, netip.AddrPortFrom(netip.Addr{}, 49152)))
	server := socket(t, far, tinygo.SOCK_DGRAM, 0)
	there, err := far.Addr()
	check(t, err)
	here, err := near.Addr()
	check(t, err)
	check(t, far.Bind(server, netip.AddrPortFrom(netip.IPv4Unspecified(), 123)))
	check(t, far.Connect(server, "", netip.AddrPortFrom(here, 49152)))
	check(t, near.Connect(fd, "", netip.AddrPortFrom(there, 123)))
	for _, size := range []int{48, 0, 1} {
		n, err := near.Send(fd, make([]byte, size), 0, time.Now().Add(time.Minute))
		if n != size || err != nil {
			t.Fatalf("Send of %d bytes: %d, %v", size, n, err)
		}
	}
	buf := make([]byte, 100)
	for _, size := range []int{48, 0, 1} { // whole datagrams, one a call
		if n, err := far.Recv(server, buf, 0, time.Time{}); n != size || err != nil {
			t.Errorf("Recv: %d, %v; want %d", n, err, size)
		}
	}
}

func TestCloseWakesRecvAndAccept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := netdevers(t)
		client, _ := connected(t, near, far)
		listener, _ := listen(t, near, 8080)
		ended := make(chan error, 3)
		go func() { _, err := near.Recv(client, make([]byte, 1), 0, time.Time{}); ended <- err }()
		go func() {
			_, err := near.Recv(client, make([]byte, 1), 0, time.Now().Add(time.Hour))
			ended <- err
		}()
		go func() { _, _, err := near.Accept(listener); ended <- err }()
		synctest.Wait() // until all three wait
		check(t, near.Close(client))
		check(t, near.Close(listener))
		for range 3 {
			if err := <-ended; driver.ErrnoOf(err) != driver.ECONNABORTED {
				t.Errorf("a call that waits: %v, want ECONNABORTED", err)
			}
		}
	})
}

func TestFailedDeviceIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev, other := pair(t)
		near, far := tinynet.NewNetdever(dev.Net()), tinynet.NewNetdever(other.Net())
		client, _ := connected(t, near, far)
		listener, _ := listen(t, near, 8080)
		ended := make(chan error, 2)
		go func() { _, err := near.Recv(client, make([]byte, 1), 0, time.Time{}); ended <- err }()
		go func() { _, _, err := near.Accept(listener); ended <- err }()
		synctest.Wait() // until both wait
		check(t, dev.Close())
		for range 2 {
			if err := <-ended; driver.ErrnoOf(err) != driver.ENODEV {
				t.Errorf("a call that waits: %v, want ENODEV", err)
			}
		}
		at := netip.MustParseAddrPort("10.0.0.9:80")
		_, resolveErr := near.GetHostByName("a.example")
		_, addrErr := near.Addr()
		_, socketErr := near.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
		_, sendErr := near.Send(client, []byte("x"), 0, time.Time{})
		_, recvErr := near.Recv(client, make([]byte, 1), 0, time.Now().Add(time.Hour))
		_, _, acceptErr := near.Accept(listener)
		for call, err := range map[string]error{
			"GetHostByName": resolveErr, "Addr": addrErr, "Socket": socketErr, "Send": sendErr, "Recv": recvErr, "Accept": acceptErr,
			"Bind": near.Bind(client, at), "Connect": near.Connect(client, "", at), "Listen": near.Listen(listener, 5),
			"SetSockOpt": near.SetSockOpt(client, tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE, true),
		} {
			if driver.ErrnoOf(err) != driver.ENODEV {
				t.Errorf("%s: %v, want ENODEV", call, err)
			}
		}
		if err := near.Close(client); err != tinygo.ErrClosingSocket {
			t.Errorf("Close: %v", err)
		}
	})
}

// The peer as the device is asked for it, by what a program gives to Connect.
func TestConnectsByNameOrAddress(t *testing.T) {
	address := netip.MustParseAddrPort("192.0.2.1:443")
	nowhere := netip.AddrPortFrom(netip.Addr{}, 443)
	tests := []struct {
		name     string
		protocol netdev.Protocol // "" where it is not asked for
		host     string
		ip       netip.AddrPort
		want     string
	}{
		{"an address", "", "", address, "192.0.2.1"},
		{"an IPv4 address in IPv6", "", "", netip.MustParseAddrPort("[::ffff:192.0.2.1]:443"), "192.0.2.1"},
		{"a name", "", "www.example", nowhere, "www.example"},
		{"a name and the unspecified address", "", "www.example", netip.MustParseAddrPort("0.0.0.0:443"), "www.example"},
		{"a name and that address in IPv6", "", "www.example", netip.MustParseAddrPort("[::ffff:0.0.0.0]:443"), "www.example"},
		{"both, TCP", netdev.ProtocolStream, "www.example", address, "192.0.2.1"},
		{"both, TLS", netdev.ProtocolTLS, "www.example", address, "www.example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dev := netdevmock.New(t)
			if tt.protocol != "" {
				dev.EXPECT().Get(3).Return(netdev.Socket{FD: 3, Protocol: tt.protocol}, nil)
			}
			dev.EXPECT().Connect(3, tt.want, 443).Return(nil)
			check(t, tinynet.NewNetdever(dev).Connect(3, tt.host, tt.ip))
		})
	}
	n, _ := netdevers(t)
	fd := socket(t, n, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	if err := n.Connect(fd, "", nowhere); driver.ErrnoOf(err) != driver.EINVAL {
		t.Errorf("Connect to nobody: %v, want EINVAL", err)
	}
}

// Package net of TinyGo gives Bind what a program gave it: an address of 4 bytes, of 16, or none.
func TestBindsToAllAddressesOrToOne(t *testing.T) {
	for ip, want := range map[netip.Addr]string{
		{}:                      "",
		netip.IPv4Unspecified(): "",
		netip.IPv6Unspecified(): "",
		netip.AddrFrom16(netip.IPv4Unspecified().As16()): "",
		netip.MustParseAddr("::ffff:192.0.2.1"):          "192.0.2.1",
	} {
		dev := netdevmock.New(t)
		dev.EXPECT().Bind(3, want, 80).Return(nil)
		check(t, tinynet.NewNetdever(dev).Bind(3, netip.AddrPortFrom(ip, 80)))
	}
}

func TestSocketsOfAllKinds(t *testing.T) {
	tests := []struct {
		domain, stype, protocol int
		wantDomain              netdev.Domain
		wantProtocol            netdev.Protocol
	}{
		{tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP, netdev.DomainINET, netdev.ProtocolStream},
		{tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TLS, netdev.DomainINET, netdev.ProtocolTLS},
		{tinygo.AF_INET, tinygo.SOCK_DGRAM, tinygo.IPPROTO_UDP, netdev.DomainINET, netdev.ProtocolDgram},
		{tinygo.AF_INET, tinygo.SOCK_STREAM, 0, netdev.DomainINET, netdev.ProtocolStream},
		{10, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP, netdev.DomainINET6, netdev.ProtocolStream},
	}
	for _, tt := range tests {
		dev := netdevmock.New(t)
		dev.EXPECT().Socket(tt.wantDomain, tt.wantProtocol).Return(4, nil)
		if fd, err := tinynet.NewNetdever(dev).Socket(tt.domain, tt.stype, tt.protocol); fd != 4 || err != nil {
			t.Errorf("Socket(%d, %d, %d): %d, %v", tt.domain, tt.stype, tt.protocol, fd, err)
		}
	}
}

// The device's own allocations count too.
func TestRecvAndSendWithADeadlineAllocateLittle(t *testing.T) {
	near, far := netdevers(t)
	client, server := connected(t, near, far)
	buf, deadline := make([]byte, 64), time.Now().Add(time.Hour)
	turn := func() {
		_, err := near.Send(client, buf, 0, deadline)
		check(t, err)
		_, err = far.Recv(server, buf, 0, deadline)
		check(t, err)
	}
	if n := testing.AllocsPerRun(200, turn); n > 2 {
		t.Errorf("a Send and a Recv allocate %v times", n)
	}
}
