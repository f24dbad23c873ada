package jsdriver_test

import (
	"context"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"
	"go.uber.org/goleak"

	"drivergen/driver/conform"
	"drivergen/generated/ieee80211dev/ieee80211devjs"
	"drivergen/generated/ieee80211dev/ieee80211devtest"
	"drivergen/generated/netdev/netdevjs"
	"drivergen/generated/netdev/netdevtest"
	"drivergen/impl/jsdriver"
	"drivergen/impl/loopback"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// onLoop runs f on the loop of a new machine, which runs until the test's end.
func onLoop(t *testing.T, f func(vm *goja.Runtime, loop *eventloop.EventLoop)) *eventloop.EventLoop {
	t.Helper()
	loop := eventloop.NewEventLoop()
	loop.Start()
	done := make(chan struct{})
	loop.RunOnLoop(func(vm *goja.Runtime) {
		defer close(done)
		f(vm, loop)
	})
	<-done
	return loop
}

// roundTrip returns a device in memory that is bound into JavaScript and taken back.
func roundTrip(t *testing.T, opts ...jsdriver.Option) (dev *jsdriver.Device, inner *loopback.Device) {
	t.Helper()
	inner = loopback.New(loopback.NewNetwork(), loopback.NewAir())
	var sockets *netdevjs.Binding
	var radio *ieee80211devjs.Binding
	var err error
	loop := onLoop(t, func(vm *goja.Runtime, loop *eventloop.EventLoop) {
		sockets = netdevjs.Bind(vm, loop, inner.Net())
		radio = ieee80211devjs.Bind(vm, loop, inner.WiFi())
		dev, err = jsdriver.New(vm, loop, jsdriver.Objects{Net: sockets.Object(), WiFi: radio.Object()}, opts...)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := dev.Close(); err != nil {
			t.Error(err)
		}
		sockets.End()
		radio.End()
		loop.Terminate()
		inner.Close()
	})
	return dev, inner
}

func TestNetDevConformance(t *testing.T) {
	report := netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
		dev, inner := roundTrip(t)
		return netdevtest.Device{Dev: dev.Net(), World: world{inner.NetWorld()}, Close: dev.Close, Cannot: conform.Limits{
			netdevtest.Resets: "close_cb has no cause: a reset and an orderly close are alike",
		}}
	})
	report.Keep(t, "README.md", "netdev")
}

// world is that of a device whose driver keeps at a name until it is resolved: Kaluma's interface has no way to give a call up.
type world struct{ *loopback.NetWorld }

// NameUnanswered is lacking: the name after it would wait.
func (world) NameUnanswered(context.Context) (string, error) {
	return "", conform.Lacks("name_unanswered that can be given up")
}

func TestWiFiDevConformance(t *testing.T) {
	report := ieee80211devtest.Run(t, func(t *testing.T) ieee80211devtest.Device {
		dev, inner := roundTrip(t)
		return ieee80211devtest.Device{Dev: dev.WiFi(), World: inner.WiFiWorld(), Close: dev.Close}
	})
	report.Keep(t, "README.md", "ieee80211dev")
}
