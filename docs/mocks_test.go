package docs_test

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"drivergen/driver/mock"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devmock"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/impl/loopback"
)

func TestMocksExpectations(t *testing.T) {
	ctx := t.Context()

	dev := netdevmock.New(t)
	dev.EXPECT().Connect(3, "broker", 1883).ReturnErrno(netdev.ECONNREFUSED).Then().Return(nil)
	dev.EXPECT().WriteWhere(mock.Eq[netdev.FD](3), mock.Prefix([]byte("\x10"))).Return(nil)

	err := dev.Connect(ctx, 3, "broker", 1883)        // connection refused
	again := dev.Connect(ctx, 3, "broker", 1883)      // nil
	written := dev.Write(ctx, 3, []byte("\x10CONNE")) // nil

	if !errors.Is(err, netdev.ECONNREFUSED) || again != nil || written != nil {
		t.Error(err, again, written)
	}
}

func TestMocksAnswers(t *testing.T) {
	ctx := t.Context()
	dev := netdevmock.New(t)
	release, done := make(chan struct{}), make(chan error)
	dropped := errors.New("dropped")
	from := netip.MustParseAddrPort("192.0.2.1:7")

	dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(3, nil)
	dev.EXPECT().Recv(3).ReturnData([]byte("hello"), from, nil).Then().ReturnErrno(netdev.ETIMEDOUT)
	dev.EXPECT().Resolve("host").Do(func(ctx context.Context, name string) (netip.Addr, error) {
		<-ctx.Done() // the call's context has ended, or the mock has failed
		return netip.Addr{}, context.Cause(ctx)
	})
	dev.EXPECT().Close(3).Block(release).Return(dropped)
	dev.EXPECT().Get(99).Panic("a driver's bug")

	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	buf := make([]byte, 16)
	n, sender, err2 := dev.Recv(ctx, fd, buf)
	if string(buf[:n]) != "hello" || sender != from || errors.Join(err, err2) != nil {
		t.Error(buf[:n], sender, err, err2)
	}
	if _, _, err := dev.Recv(ctx, fd, buf); !errors.Is(err, netdev.ETIMEDOUT) {
		t.Error(err)
	}
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if _, err := dev.Resolve(short, "host"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	go func() { done <- dev.Close(ctx, fd) }()
	close(release)
	if err := <-done; err != dropped {
		t.Error(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("Get did not panic")
		}
	}()
	_, _ = dev.Get(ctx, 99)
}

func TestMocksOrder(t *testing.T) {
	ctx := t.Context()

	dev, wifi := netdevmock.New(t), ieee80211devmock.New(t)
	mock.InOrder(
		wifi.EXPECT().Connect(ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"}),
		dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(3, nil),
		dev.EXPECT().Close(3),
	)

	_ = wifi.Connect(ctx, ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"})
	fd, _ := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	_ = dev.Close(ctx, fd)
}

func TestMocksStubFunctions(t *testing.T) {
	ctx := t.Context()

	dev := netdevmock.New(t)
	dev.WriteFunc = func(ctx context.Context, fd netdev.FD, data []byte) error { return nil }
	dev.EXPECT().Write(4, []byte("x")).Never()

	_ = dev.Write(ctx, 3, []byte("anything"))
	if calls := dev.Calls().Write; len(calls) != 1 || string(calls[0].Data) != "anything" {
		t.Error(calls)
	}
	dev.ResetCalls()

	if calls := dev.Calls().Write; len(calls) != 0 {
		t.Error(calls)
	}
}

func TestMocksPartialFake(t *testing.T) {
	ctx := t.Context()
	real := loopback.New(loopback.NewNetwork(), loopback.NewAir())
	defer real.Close()

	dev := netdevmock.Over(t, real.Net())
	dev.EXPECT().WriteWhere(mock.Any[netdev.FD](), mock.Any[[]byte]()).ReturnErrno(netdev.EPIPE).AnyTimes()

	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream) // the real device's
	broken := dev.Write(ctx, fd, []byte("x"))                            // EPIPE

	if err != nil || !errors.Is(broken, netdev.EPIPE) || dev.Close(ctx, fd) != nil || len(dev.Calls().Socket) != 1 {
		t.Error(err, broken)
	}
}

func TestMocksCapabilities(t *testing.T) {
	wifi := ieee80211devmock.New(t, mock.Nice(), ieee80211devmock.WithAPMode())
	_, had := ieee80211dev.APModeOf(wifi) // true
	wifi.SetAPMode(false)
	_, has := ieee80211dev.APModeOf(wifi) // false

	if !had || has {
		t.Error(had, has)
	}
}

func TestMocksWaiting(t *testing.T) {
	ctx := t.Context()
	start := func(dev netdev.NetDev) {
		dev.Subscribe(netdev.NetDevEvents{Closed: func(fd netdev.FD, _ error) { _ = dev.Close(ctx, fd) }})
		go func() {
			_ = dev.Connect(ctx, 3, "broker", 1883)
			_ = dev.Write(ctx, 3, []byte("first"))
			_ = dev.Write(ctx, 3, []byte("second"))
		}()
	}

	dev := netdevmock.New(t, mock.Nice())
	second := dev.EXPECT().Write(3, []byte("second")).Return(nil)
	start(dev) // what is tested connects and writes twice, on goroutines of its own

	dev.Wait(ctx, netdevmock.Connect, netdevmock.Write.Times(2), second)
	dev.Fire().Closed(3, nil)
	dev.Wait(ctx, netdevmock.ClosedEvent, netdevmock.Close)

	if len(dev.Calls().Close) != 1 {
		t.Error("it was not closed")
	}
}

func TestMocksCapture(t *testing.T) {
	ctx := t.Context()
	dev := netdevmock.New(t)

	var port uint16
	dev.EXPECT().BindWhere(mock.Any[netdev.FD](), mock.Eq(""), mock.AllOf(mock.InRange[uint16](1024, 65535), mock.Capture(&port)))

	if err := dev.Bind(ctx, 3, "", 4096); err != nil || port != 4096 {
		t.Error(err, port)
	}
}

// TestCodeOfTheMocksPage: each block of Go on the page stands above.
func TestCodeOfTheMocksPage(t *testing.T) {
	page, err := os.ReadFile("mocks.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("mocks_test.go")
	if err != nil {
		t.Fatal(err)
	}
	code := strings.ReplaceAll(string(source), "\n\t", "\n")
	blocks := strings.Split(string(page), "```go\n")[1:]
	for _, block := range blocks {
		block, _, _ = strings.Cut(block, "```\n")
		if !strings.Contains(code, "\n"+block) {
			t.Errorf("no test runs\n%s", block)
		}
	}
	if len(blocks) != 8 {
		t.Errorf("the page has %d blocks of Go", len(blocks))
	}
}

// TestMatchersOfTheMocksPage: the page tells of each function that returns a Matcher.
func TestMatchersOfTheMocksPage(t *testing.T) {
	page, err := os.ReadFile("mocks.md")
	if err != nil {
		t.Fatal(err)
	}
	sources, err := filepath.Glob("../driver/mock/matcher*.go")
	if err != nil || len(sources) == 0 {
		t.Fatal("no sources", err)
	}
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func ([A-Z]\w*)[[(].*\) Matcher\[`).FindAllSubmatch(text, -1) {
			if !strings.Contains(string(page), "`mock."+string(m[1])+"(") && !strings.Contains(string(page), "`mock."+string(m[1])+"[") {
				t.Errorf("the page does not tell of mock.%s", m[1])
			}
		}
	}
}
