package driver_test

import (
	"context"
	"errors"
	"net/netip"
	"syscall"
	"testing"

	"drivergen/driver"
)

func BenchmarkReceive(b *testing.B) {
	table := newTable(1)
	h, err := table.Open(connected, props{})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Free()
	buf := make([]byte, 64)
	read := driver.ReadFunc(func(_ context.Context, _ driver.Link, buf []byte) (int, netip.AddrPort, error) {
		return len(buf), netip.AddrPort{}, nil
	})
	ctx := b.Context()
	b.ReportAllocs()
	b.SetBytes(int64(len(buf)))
	for b.Loop() {
		if _, _, err := h.Receive(ctx, &recvRule, buf, read); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHandleContext(b *testing.B) {
	table := newTable(1)
	h, err := table.Open(connected, props{})
	if err != nil {
		b.Fatal(err)
	}
	defer h.Free()
	b.ReportAllocs()
	for b.Loop() {
		_, release := h.Context(b.Context())
		release()
	}
}

func BenchmarkEventsPut(b *testing.B) {
	b.Run("every", func(b *testing.B) {
		var events driver.Events[driver.Link]
		defer events.Subscribe(func(driver.Link) {}).Cancel()
		b.ReportAllocs()
		for b.Loop() {
			events.Put(driver.MakeLink(1, 1))
		}
		<-events.Idle()
		b.ReportMetric(float64(events.Dropped())/float64(b.N), "dropped/op")
	})
	b.Run("latest", func(b *testing.B) {
		var events driver.Events[driver.Link]
		defer events.Subscribe(func(driver.Link) {}).Cancel()
		b.ReportAllocs()
		for b.Loop() {
			events.PutLatest(1, driver.MakeLink(1, 1))
		}
		<-events.Idle()
	})
	b.Run("delivered", func(b *testing.B) {
		var events driver.Events[driver.Link]
		defer events.Subscribe(func(driver.Link) {}).Cancel()
		b.ReportAllocs()
		for b.Loop() {
			events.Put(driver.MakeLink(1, 1))
			<-events.Idle()
		}
	})
}

func BenchmarkErrnoIs(b *testing.B) {
	err := driver.Fail("connect", driver.ECONNREFUSED, nil)
	for name, target := range map[string]error{"errno": driver.ECONNREFUSED, "syscall": syscall.ECONNREFUSED} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !errors.Is(err, target) {
					b.Fatal("not found")
				}
			}
		})
	}
}
