package pcapng_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/impl/loopback"
	"drivergen/trace/pcapng"
)

// Many sockets at once, from many goroutines: each conversation is whole.
func TestManyGoroutines(t *testing.T) {
	const workers, rounds = 8, 20
	network, air := loopback.NewNetwork(), loopback.NewAir()
	near, far := loopback.New(network, air), loopback.New(network, air, driver.MaxHandles(64))
	t.Cleanup(func() { near.Close(); far.Close() })
	file := new(bytes.Buffer)
	tracer := pcapng.New(file)
	bound := tracer.Bind("netdev.NetDev")
	dev, other := netdevtrace.Wrap(near.Net(), bound), far.Net()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	listener, err := other.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	check(t, err)
	check(t, other.Bind(ctx, listener, "", 80))
	check(t, other.Listen(ctx, listener, workers))
	ip, err := other.IP(ctx)
	check(t, err)

	closed := make(chan struct{}, workers*rounds)
	dev.Subscribe(netdev.NetDevEvents{Closed: func(netdev.FD, error) { closed <- struct{}{} }})
	// Each side waits for the other, so that none closes too early.
	work := func(w int) error {
		fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
		if err != nil {
			return err
		}
		if err := dev.Connect(ctx, fd, ip.String(), 80); err != nil {
			return err
		}
		if err := dev.Write(ctx, fd, []byte(strings.Repeat(string(rune('a'+w)), 3000))); err != nil {
			return err
		}
		if _, _, err := dev.Recv(ctx, fd, make([]byte, 8)); err != nil {
			return err
		}
		return dev.Close(ctx, fd)
	}
	answer := func() error {
		conn, _, err := other.Accept(ctx, listener)
		if err != nil {
			return err
		}
		for got := 0; got < 3000; {
			n, _, err := other.Recv(ctx, conn, make([]byte, 3000))
			if err != nil {
				return err
			}
			got += n
		}
		if err := other.Write(ctx, conn, []byte("welcome")); err != nil {
			return err
		}
		return other.Close(ctx, conn)
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for range rounds {
				if err := work(w); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Go(func() {
		for range workers * rounds {
			if err := answer(); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	for range workers * rounds {
		<-closed
	}
	if n := pcapng.Kept(bound); n != 0 {
		t.Errorf("%d things are kept of closed sockets", n)
	}
	check(t, tracer.Close())
	r := read(t, file.Bytes())
	agree(t, file.Bytes(), r)
	if len(r.tcp) != workers*rounds {
		t.Errorf("%d conversations, want %d", len(r.tcp), workers*rounds)
	}
	for _, c := range r.tcp {
		if string(c.received) != "welcome" || len(c.sent) != 3000 || strings.Trim(string(c.sent), string(c.sent[:1])) != "" {
			t.Errorf("a conversation has %q", c.sent)
		}
	}
}
