package chrome_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/impl/loopback"
	"drivergen/trace/chrome"
)

// Real sockets from many goroutines, two devices in one timeline.
func TestManyGoroutines(t *testing.T) {
	const workers, rounds = 8, 25
	var file bytes.Buffer
	tracer := chrome.New(&file, chrome.Payload(16))
	network, air := loopback.NewNetwork(), loopback.NewAir()
	near, far := loopback.New(network, air), loopback.New(network, air)
	t.Cleanup(func() { near.Close(); far.Close() })
	a, b := netdevtrace.Wrap(near.Net(), tracer), netdevtrace.Wrap(far.Net(), tracer)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ip, err := b.IP(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for range rounds {
				if err := talk(ctx, a, b, ip.String(), uint16(100+w)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := tracer.Close(); err != nil {
		t.Fatal(err)
	}
	tl := read(t, file.Bytes())
	if diff := cmp.Diff(map[int]string{1: "netdev.NetDev", 2: "netdev.NetDev 2"}, tl.processes); diff != "" {
		t.Error(diff)
	}
	sent, ended := 0, 0
	for _, e := range tl.events {
		switch {
		case e.Name == "send_to" && e.Category == "call":
			sent++
		case e.Phase == "e" && e.Category == "handle":
			ended++
		}
	}
	if sent != workers*rounds || ended != 2*workers*rounds {
		t.Errorf("%d datagrams and %d handles, want %d and %d", sent, ended, workers*rounds, 2*workers*rounds)
	}
}

// talk sends a datagram from a to b.
func talk(ctx context.Context, a, b netdev.NetDev, ip string, port uint16) error {
	from, err := a.Socket(ctx, netdev.DomainINET, netdev.ProtocolDgram)
	if err != nil {
		return err
	}
	to, err := b.Socket(ctx, netdev.DomainINET, netdev.ProtocolDgram)
	if err != nil {
		return err
	}
	if err := b.Bind(ctx, to, "", port); err != nil {
		return err
	}
	if err := a.SendTo(ctx, from, []byte("a datagram of some length"), ip, port); err != nil {
		return err
	}
	if _, _, err := b.Recv(ctx, to, make([]byte, 64)); err != nil {
		return err
	}
	return errors.Join(a.Close(ctx, from), b.Close(ctx, to))
}

func BenchmarkTracer(b *testing.B) {
	for _, test := range []struct {
		name string
		opts []chrome.Option
	}{{"length alone", nil}, {"64 bytes of payload", []chrome.Option{chrome.Payload(64)}}} {
		b.Run(test.name, func(b *testing.B) {
			tracer := chrome.New(io.Discard, test.opts...)
			trace := driver.NewTrace("netdev.NetDev", []driver.Tracer{tracer})
			data := bytes.Repeat([]byte("data"), 365)
			b.ReportAllocs()
			for b.Loop() {
				_, call := trace.Begin(context.Background(), "write", 3, driver.BytesAttr("data", data))
				call.End(nil)
				call.Release()
			}
			if err := tracer.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}
