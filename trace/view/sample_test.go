package view_test

import (
	"net/netip"
	"strconv"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/trace/view"
)

// of yields entries, and then err where it is not nil.
func of(err error, entries ...*recording.Entry) view.Entries {
	return func(yield func(*recording.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

func text(name, v string) recording.Value {
	return recording.Value{Name: name, Kind: driver.StringKind, Text: v}
}

func number(name string, v int) recording.Value {
	return recording.Value{Name: name, Kind: driver.IntKind, Text: strconv.Itoa(v)}
}

// payload is a payload of n bytes, of which data are recorded.
func payload(name string, n int, data string) recording.Value {
	return recording.Value{Name: name, Kind: driver.BytesKind, Len: n, Data: []byte(data)}
}

func values(v ...recording.Value) []recording.Value { return v }

// call is a call of netdev.NetDev that took from start for d microseconds.
func call(name string, handle int64, socket, start, d int) *recording.Entry {
	return &recording.Entry{
		Interface: "netdev.NetDev", Name: name, Handle: handle, Socket: socket,
		Creates: driver.NoHandle, Start: time.Duration(start) * time.Microsecond, Duration: time.Duration(d) * time.Microsecond,
	}
}

// conversation is a request over a socket: the receiving waits while a peer's answer is on its way, and
// a second socket is refused.
func conversation(tb testing.TB) []*recording.Entry {
	tb.Helper()
	from := recording.Value{Name: "from", Kind: driver.AddrPortKind, Text: netip.MustParseAddrPort("192.0.2.80:80").String()}
	resolve := call("resolve", driver.NoHandle, 0, 5, 1200)
	resolve.Args, resolve.Results = values(text("name", "example.org")), values(recording.Value{Name: "addr", Kind: driver.AddrKind, Text: "192.0.2.80"})
	socket := call("socket", 0, 1, 1300, 30)
	socket.Creates, socket.Created = 0, 1
	socket.Args, socket.Results = values(text("domain", "AF_INET"), text("protocol", "STREAM")), values(number("fd", 0))
	connect := call("connect", 0, 1, 1400, 10_500)
	connect.Args = values(text("addr", "192.0.2.80"), recording.Value{Name: "port", Kind: driver.UintKind, Text: "80"})
	connected := &recording.Entry{Kind: recording.Event, Interface: "netdev.NetDev", Name: "connect_cb", Handle: 0, Socket: 1, Creates: driver.NoHandle, Start: 11_950 * time.Microsecond}
	write := call("write", 0, 1, 12_100, 250)
	write.Args = values(payload("data", 64, "GET / HTTP/1.1\r\n"))
	refused := call("connect", 1, 2, 12_200, 4_000)
	refused.Args = values(text("addr", "192.0.2.81"), recording.Value{Name: "port", Kind: driver.UintKind, Text: "8883"})
	refused.Errno, refused.Error = driver.ECONNREFUSED, "netdev connect: ECONNREFUSED: connection refused"
	recv := call("recv", 0, 1, 12_050, 30_000)
	recv.Results = values(number("n", 1460), from, payload("buf", 1460, "HTTP/1.1 200 OK\r\n"))
	over := call("recv", 0, 1, 42_100, 5)
	over.EOF, over.Error = true, "EOF"
	over.Results = values(number("n", 0), recording.Value{Name: "from"}, payload("buf", 0, ""))
	closed := call("close", 0, 1, 42_200, 900)
	closed.Ends = true
	list := []*recording.Entry{resolve, socket, connect, connected, write, refused, recv, over, closed}
	for i, e := range list {
		e.Line = i + 2
	}
	return list
}
