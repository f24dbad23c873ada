package trace_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/impl/loopback"
	"drivergen/trace"
)

// story keeps a line for each call and event.
type story struct {
	limit int
	mu    sync.Mutex
	lines []string
}

func (s *story) PayloadLimit() int { return s.limit }

func (s *story) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }

func (s *story) End(_ context.Context, call *driver.Call) {
	line := fmt.Sprintf("%s %d %s", call.Method, call.Handle, call.Outcome())
	if call.Creates != driver.NoHandle {
		line += fmt.Sprintf(" creates %d", call.Creates)
	}
	if call.Ends {
		line += " ends"
	}
	s.add(line, slices.Concat(call.Args, call.Results), call)
}

func (s *story) Event(e *driver.Event) { s.add(fmt.Sprintf("%s %d", e.Name, e.Handle), e.Values, e) }

func (s *story) add(line string, attrs []driver.Attr, from interface{ Payload(driver.Attr) []byte }) {
	for _, a := range attrs {
		if p := from.Payload(a); len(p) > 0 {
			line += fmt.Sprintf(" %q", p)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, line)
}

func (s *story) want(t *testing.T, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.lines, want) {
		t.Errorf("the trace:\n%s\nwant:\n%s", strings.Join(s.lines, "\n"), strings.Join(want, "\n"))
	}
}

// listening returns a device with a socket that listens on port 7, and its address.
func listening(t *testing.T, network *loopback.Network) (dev netdev.NetDev, fd netdev.FD, addr string) {
	t.Helper()
	d := loopback.New(network, loopback.NewAir())
	t.Cleanup(func() { _ = d.Close() })
	dev = d.Net()
	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	for _, step := range []func() error{
		func() error { return err },
		func() error { return dev.Bind(ctx, fd, "0.0.0.0", 7) },
		func() error { return dev.Listen(ctx, fd, 4) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	ip, err := dev.IP(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return dev, fd, ip.String()
}

func TestCallbackFormIsTraced(t *testing.T) {
	network := loopback.NewNetwork()
	server, listener, addr := listening(t, network)
	client := loopback.New(network, loopback.NewAir())
	t.Cleanup(func() { _ = client.Close() })
	s := &story{limit: 16}
	dev := netdev.NewNetDevCallbacks(ctx, netdevtrace.Wrap(client.Net(), s))
	defer dev.End()

	connected, read, closed := make(chan int, 1), make(chan string, 8), make(chan int, 1)
	fd := netdev.FD(dev.Socket(netdev.DomainINET, netdev.ProtocolStream))
	dev.Get(fd).SetReadCB(func(data []byte) { read <- string(data) })
	dev.Connect(fd, addr, 7, func(status int) { connected <- status })
	if status := <-connected; status != 0 {
		t.Fatalf("connect answers %d", status)
	}
	conn, _, err := server.Accept(ctx, listener)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Write(ctx, conn, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "hello" {
		t.Errorf("read_cb gets %q", got)
	}
	dev.Close(fd, func(status int) { closed <- status })
	<-closed

	s.mu.Lock()
	defer s.mu.Unlock()
	for _, want := range []string{
		fmt.Sprintf("socket %d ok creates %d", fd, fd), fmt.Sprintf("connect_cb %d", fd), fmt.Sprintf("connect %d ok", fd), fmt.Sprintf("read_cb %d", fd),
		fmt.Sprintf("recv %d ok %q", fd, "hello"), fmt.Sprintf("close_cb %d", fd), fmt.Sprintf("close %d ok ends", fd),
	} {
		if !slices.Contains(s.lines, want) {
			t.Errorf("the trace does not hold %s:\n%s", want, strings.Join(s.lines, "\n"))
		}
	}
}

func TestSeveralSinksEachWithItsPayload(t *testing.T) {
	none, some, all := &story{}, &story{limit: 3}, &story{limit: 1 << 20}
	var log bytes.Buffer
	dev := netdevtrace.Wrap(discard{}, none, some, trace.Slog(slog.New(slog.NewTextHandler(&log, nil))), all)
	if err := dev.Write(ctx, 3, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	none.want(t, "write 3 ok")
	some.want(t, `write 3 ok "hel"`)
	all.want(t, `write 3 ok "hello"`)
	if !strings.Contains(log.String(), "args.data=5 ") {
		t.Errorf("log:\n%s", log.String())
	}
}

func TestAcceptNamesListenerAndConnection(t *testing.T) {
	network := loopback.NewNetwork()
	server, listener, addr := listening(t, network)
	s := &story{}
	server = netdevtrace.Wrap(server, s)
	client := loopback.New(network, loopback.NewAir())
	t.Cleanup(func() { _ = client.Close() })
	fd, err := client.Net().Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Net().Connect(ctx, fd, addr, 7); err != nil {
		t.Fatal(err)
	}
	conn, _, err := server.Accept(ctx, listener)
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if want := fmt.Sprintf("accept %d ok creates %d", listener, conn); !slices.Contains(s.lines, want) {
		t.Errorf("the trace does not hold %s:\n%s", want, strings.Join(s.lines, "\n"))
	}
}
