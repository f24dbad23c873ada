package gonet_test

import (
	"io"
	"math"
	"net"
	"testing"
	"time"

	"drivergen/gonet"
	"drivergen/impl/hostnet"
	"drivergen/impl/loopback"
)

// A bareDevice is one without the counting of sockets, at which a listener can be bound.
type bareDevice struct {
	name string
	make func(tb testing.TB) (stack *gonet.Stack, host string)
}

var bareDevices = []bareDevice{
	{"hostnet", func(tb testing.TB) (*gonet.Stack, string) {
		dev := hostnet.New()
		tb.Cleanup(func() { dev.Close() })
		return gonet.New(dev.Net()), "127.0.0.1"
	}},
	{"loopback", func(tb testing.TB) (*gonet.Stack, string) {
		dev := loopback.New(loopback.NewNetwork(), loopback.NewAir())
		tb.Cleanup(func() { dev.Close() })
		ip, err := dev.Net().IP(tb.Context())
		if err != nil {
			tb.Fatal(err)
		}
		return gonet.New(dev.Net()), ip.String()
	}},
}

// streamPair returns both ends of a connection of a device to itself, with a deadline.
func (d bareDevice) streamPair(tb testing.TB) (near, far net.Conn) {
	tb.Helper()
	stack, host := d.make(tb)
	l, err := stack.Listen("tcp", net.JoinHostPort(host, "0"))
	if err == nil {
		defer l.Close()
		near, err = stack.Dial("tcp", l.Addr().String())
	}
	if err == nil {
		far, err = l.Accept()
	}
	return withDeadline(tb, err, near, far)
}

// datagramPair returns two sockets of a device, of which the first sends to the second.
func (d bareDevice) datagramPair(tb testing.TB) (near, far net.Conn) {
	tb.Helper()
	stack, host := d.make(tb)
	packets, err := stack.ListenPacket("udp", net.JoinHostPort(host, "0"))
	if err == nil {
		far = packets.(*gonet.UDPConn)
		near, err = stack.Dial("udp", packets.LocalAddr().String())
	}
	return withDeadline(tb, err, near, far)
}

func withDeadline(tb testing.TB, err error, near, far net.Conn) (net.Conn, net.Conn) {
	tb.Helper()
	for _, c := range []net.Conn{near, far} {
		if err == nil {
			tb.Cleanup(func() { c.Close() })
			err = c.SetDeadline(time.Now().Add(time.Hour))
		}
	}
	if err != nil {
		tb.Fatal(err)
	}
	return near, far
}

// A Read and a Write with a deadline set allocate at most once each, device included. The
// ESP8266's share of this is shown where its line can be played without allocating.
func TestAllocations(t *testing.T) {
	const size, runs = 100, 30 // twice as much as every device keeps that nobody has read
	for _, d := range bareDevices {
		for kind, pair := range map[string]func(testing.TB) (net.Conn, net.Conn){"TCP": d.streamPair, "UDP": d.datagramPair} {
			t.Run(d.name+"/"+kind, func(t *testing.T) {
				near, far := pair(t)
				out, in := make([]byte, size), make([]byte, size)
				write := func() {
					if n, err := near.Write(out); n != size || err != nil {
						t.Fatalf("Write = %d, %v", n, err)
					}
				}
				read := func() {
					if n, err := io.ReadFull(far, in); n != size || err != nil {
						t.Fatalf("Read = %d, %v", n, err)
					}
				}
				repeat(2*runs, write) // the buffers grow to their size
				repeat(2*runs, read)
				writes, reads := math.MaxInt, math.MaxInt
				for range 5 { // what something else allocates meanwhile only adds to a count
					writes = min(writes, allocations(func() { repeat(runs, write) }))
					reads = min(reads, allocations(func() { repeat(runs, read) }))
				}
				if writes > runs || reads > runs {
					t.Errorf("%d calls of Write allocate %d times, of Read %d times", runs, writes, reads)
				}
			})
		}
	}
}

// allocations returns how often a call allocates. It is made once: testing.AllocsPerRun, which
// makes one before it counts, would count what the device still does for that one.
func allocations(call func()) int {
	first := true
	return int(testing.AllocsPerRun(1, func() {
		if !first {
			call()
		}
		first = false
	}))
}

func repeat(n int, call func()) {
	for range n {
		call()
	}
}

func BenchmarkWriteAndRead(b *testing.B) {
	for _, d := range bareDevices {
		b.Run(d.name, func(b *testing.B) {
			near, far := d.streamPair(b)
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
		})
	}
}
