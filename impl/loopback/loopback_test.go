package loopback_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/loopback"
)

// pair returns two devices on one network and one air.
func pair(t *testing.T) (*loopback.Device, *loopback.Device, *loopback.Network) {
	t.Helper()
	network, air := loopback.NewNetwork(), loopback.NewAir()
	a, b := loopback.New(network, air), loopback.New(network, air)
	t.Cleanup(func() {
		_ = a.Close()
		_ = b.Close()
	})
	return a, b, network
}

// must fails the test for an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// listen returns a listening socket and its address.
func listen(t *testing.T, dev netdev.NetDev) (netdev.FD, netip.AddrPort) {
	t.Helper()
	fd, err := dev.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
	must(t, err)
	must(t, dev.Bind(t.Context(), fd, "", 0))
	must(t, dev.Listen(t.Context(), fd, 0))
	sock, err := dev.Get(t.Context(), fd)
	must(t, err)
	addr, err := dev.IP(t.Context())
	must(t, err)
	return fd, netip.AddrPortFrom(addr, sock.LPort)
}

// dial connects from one device to a listening socket of another.
func dial(t *testing.T, from, to netdev.NetDev) (near, far netdev.FD) {
	t.Helper()
	listener, addr := listen(t, to)
	near, err := from.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
	must(t, err)
	must(t, from.Connect(t.Context(), near, addr.Addr().String(), addr.Port()))
	far, _, err = to.Accept(t.Context(), listener)
	must(t, err)
	return near, far
}

// TestBulk sends more than one window holds, so that the writer waits for the reader.
func TestBulk(t *testing.T) {
	a, b, _ := pair(t)
	near, far := dial(t, a.Net(), b.Net())
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MiB
	written := make(chan error, 1)
	go func() {
		err := a.Net().Write(t.Context(), near, sent)
		written <- errors.Join(err, a.Net().Close(t.Context(), near))
	}()
	var received []byte
	buf := make([]byte, 4096)
	for {
		n, _, err := b.Net().Recv(t.Context(), far, buf)
		received = append(received, buf[:n]...)
		if err == io.EOF {
			break
		}
		must(t, err)
	}
	must(t, <-written)
	if !bytes.Equal(received, sent) {
		t.Errorf("received %d bytes that are not the %d sent", len(received), len(sent))
	}
}

// TestFullWindow: a writer whose peer does not read gives up at its deadline.
func TestFullWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, _ := pair(t)
		near, _ := dial(t, a.Net(), b.Net())
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		if err := a.Net().Write(ctx, near, make([]byte, 1<<20)); !errors.Is(err, driver.ETIMEDOUT) || time.Since(start) != time.Minute {
			t.Errorf("got %v after %v, want ETIMEDOUT after a minute", err, time.Since(start))
		}
	})
}

func TestSelfConnection(t *testing.T) {
	a, _, _ := pair(t)
	near, far := dial(t, a.Net(), a.Net())
	must(t, a.Net().Write(t.Context(), far, []byte("hello")))
	buf := make([]byte, 8)
	n, _, err := a.Net().Recv(t.Context(), near, buf)
	must(t, err)
	if string(buf[:n]) != "hello" {
		t.Errorf("received %q", buf[:n])
	}
}

func TestAddressTaken(t *testing.T) {
	a, _, _ := pair(t)
	_, addr := listen(t, a.Net())
	fd, err := a.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
	must(t, err)
	if err := a.Net().Bind(t.Context(), fd, "", addr.Port()); !errors.Is(err, driver.EADDRINUSE) {
		t.Errorf("got %v, want EADDRINUSE", err)
	}
}

func TestNoRoute(t *testing.T) {
	a, _, _ := pair(t)
	fd, err := a.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
	must(t, err)
	if err := a.Net().Connect(t.Context(), fd, "192.0.2.1", 80); !errors.Is(err, driver.EHOSTUNREACH) {
		t.Errorf("got %v, want EHOSTUNREACH", err)
	}
}

func TestSetName(t *testing.T) {
	a, b, network := pair(t)
	want, err := b.Net().IP(t.Context())
	must(t, err)
	network.SetName("printer.lab", want)
	if got, err := a.Net().Resolve(t.Context(), "printer.lab"); err != nil || got != want {
		t.Errorf("got %v (%v), want %v", got, err, want)
	}
}

// TestCloseWakes: closing a device ends what waits on its sockets, and its peers find the end.
func TestCloseWakes(t *testing.T) {
	a, b, _ := pair(t)
	near, far := dial(t, a.Net(), b.Net())
	woken := make(chan error, 1)
	go func() {
		_, _, err := a.Net().Recv(t.Context(), near, make([]byte, 8))
		woken <- err
	}()
	must(t, a.Close())
	if err := <-woken; !errors.Is(err, driver.ENODEV) {
		t.Errorf("who received got %v, want ENODEV", err)
	}
	if _, _, err := b.Net().Recv(t.Context(), far, make([]byte, 8)); err != io.EOF {
		t.Errorf("the peer got %v, want io.EOF", err)
	}
	if _, err := a.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream); !errors.Is(err, driver.ENODEV) {
		t.Errorf("a new socket got %v, want ENODEV", err)
	}
}

// TestCloseEndsWrite: closing a device ends a write that waits for room at the peer.
func TestCloseEndsWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, _ := pair(t)
		near, _ := dial(t, a.Net(), b.Net())
		written := make(chan error, 1)
		go func() { written <- a.Net().Write(t.Context(), near, make([]byte, 1<<20)) }()
		synctest.Wait()
		must(t, a.Close())
		if err := <-written; !errors.Is(err, driver.ENODEV) {
			t.Errorf("got %v, want ENODEV", err)
		}
	})
}

// TestJoinAnotherDevice: one device is the access point that the other joins, until it stops.
func TestJoinAnotherDevice(t *testing.T) {
	a, b, _ := pair(t)
	ap, ok := ieee80211dev.APModeOf(a.WiFi())
	if !ok {
		t.Fatal("the device has no APMode")
	}
	must(t, ap.StartAP(t.Context(), ieee80211dev.APInfo{SSID: "board", Password: "correct horse"}))
	left := make(chan struct{}, 1)
	defer b.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{Disconnected: func() { left <- struct{}{} }}).Cancel()
	must(t, b.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "board", Password: "correct horse"}))
	mac, err := b.Net().MAC(t.Context())
	must(t, err)
	clients, err := ap.APClients(t.Context())
	must(t, err)
	if len(clients) != 1 || clients[0] != mac {
		t.Errorf("clients %v, want %v", clients, mac)
	}
	must(t, ap.StopAP(t.Context()))
	<-left
	if info, err := b.WiFi().GetConnection(t.Context()); err != nil || info != nil {
		t.Errorf("still joined to %v (%v)", info, err)
	}
}

func TestWorldIsKept(t *testing.T) {
	a, b, _ := pair(t)
	network, air := a.NetWorld(), a.WiFiWorld()
	number, addr, port, _, err := network.PeerListens(t.Context())
	must(t, err)
	fd, err := a.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
	must(t, err)
	must(t, a.Net().Connect(t.Context(), fd, addr, port))
	must(t, a.NetWorld().PeerSends(t.Context(), number, []byte("hello")))
	if a.NetWorld() != network || a.WiFiWorld() != air {
		t.Error("a device has several worlds")
	}
	if a.NetWorld() == b.NetWorld() || a.WiFiWorld() == b.WiFiWorld() {
		t.Error("two devices have one world")
	}
}
