package gonet_test

import (
	"io"
	"net"
	"testing"
	"time"

	"drivergen/gonet"
	"drivergen/impl/hostnet"
)

// hostPair returns both ends of a connection of one device to itself.
func hostPair(tb testing.TB) (near, far net.Conn) {
	tb.Helper()
	dev := hostnet.New()
	tb.Cleanup(func() { dev.Close() })
	stack := gonet.New(dev.Net())
	l, err := stack.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		defer l.Close()
		near, err = stack.Dial("tcp", l.Addr().String())
	}
	if err == nil {
		far, err = l.Accept()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return near, far
}

// A Read and a Write with a deadline set allocate at most once each, device included.
func TestAllocations(t *testing.T) {
	near, far := hostPair(t)
	check(t, near.SetDeadline(time.Now().Add(time.Hour)))
	check(t, far.SetDeadline(time.Now().Add(time.Hour)))
	out, in := make([]byte, 100), make([]byte, 100)
	allocs := testing.AllocsPerRun(1000, func() {
		if _, err := near.Write(out); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(far, in); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 2 {
		t.Errorf("a Write and a Read allocate %v times, want 2 at the most", allocs)
	}
}

func BenchmarkWriteAndRead(b *testing.B) {
	near, far := hostPair(b)
	near.SetDeadline(time.Now().Add(time.Hour))
	far.SetDeadline(time.Now().Add(time.Hour))
	out, in := make([]byte, 1000), make([]byte, 1000)
	b.SetBytes(1000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := near.Write(out); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(far, in); err != nil {
			b.Fatal(err)
		}
	}
}
