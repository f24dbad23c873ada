package pcapng_test

import (
	"context"
	"io"
	"testing"

	"drivergen/driver"
	"drivergen/trace/pcapng"
)

// A write of one segment: the segment, its acknowledgement, and the place between.
func BenchmarkWrite(b *testing.B) {
	for _, test := range []struct {
		name    string
		payload int
		opts    []pcapng.Option
	}{
		{"64 bytes", 64, nil},
		{"1460 bytes", 1460, nil},
		{"1460 bytes, headers alone", 1460, []pcapng.Option{pcapng.PayloadLimit(0)}},
		{"64 KiB", 64 << 10, nil},
	} {
		b.Run(test.name, func(b *testing.B) {
			tracer := pcapng.New(io.Discard, test.opts...)
			trace := driver.NewTrace("netdev.NetDev", []driver.Tracer{tracer})
			data := make([]byte, test.payload)
			b.SetBytes(int64(test.payload))
			b.ReportAllocs()
			for b.Loop() {
				_, call := trace.Begin(context.Background(), "write", 1, driver.BytesAttr("data", data))
				call.End(nil)
				call.Release()
			}
			if err := tracer.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// A receive of a datagram, which is one frame.
func BenchmarkDatagram(b *testing.B) {
	tracer := pcapng.New(io.Discard)
	trace := driver.NewTrace("netdev.NetDev", []driver.Tracer{tracer})
	data := make([]byte, 64)
	end := func(method string, args, results []driver.Attr) {
		_, call := trace.Begin(context.Background(), method, 1, args...)
		call.End(nil, results...)
		call.Release()
	}
	end("send_to", attrs(driver.BytesAttr("data", data), driver.StringAttr("addr", "192.0.2.7"), driver.UintAttr("port", 7)), nil)
	b.ReportAllocs()
	results := attrs(driver.BytesAttr("buf", data))
	for b.Loop() {
		end("recv", nil, results)
	}
}

// Eight goroutines write at once, each on a socket of its own.
func BenchmarkParallel(b *testing.B) {
	tracer := pcapng.New(io.Discard)
	trace := driver.NewTrace("netdev.NetDev", []driver.Tracer{tracer})
	data := make([]byte, 1460)
	b.ReportAllocs()
	b.SetParallelism(8)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			_, call := trace.Begin(context.Background(), "write", 1, driver.BytesAttr("data", data))
			call.End(nil)
			call.Release()
		}
	})
}
