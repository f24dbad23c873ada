package tinynet_test

import (
	"context"
	"math"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/generated/tinygo"
	"drivergen/tinynet"
)

const (
	solSocket, keepAlive = tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE
	solTCP, interval     = tinygo.SOL_TCP, tinygo.TCP_KEEPINTVL
	linger               = tinygo.SO_LINGER
)

// A setting is one call of SetSockOpt.
type setting struct {
	level, opt int
	value      any
}

func TestSocketOptions(t *testing.T) {
	type told struct {
		option netdev.Option
		value  int
	}
	tests := []struct {
		name string
		set  []setting
		want []told
	}{
		{"keep-alive", []setting{{solSocket, keepAlive, true}}, []told{{netdev.OptionKeepalive, 60}}},
		{"off", []setting{{solSocket, keepAlive, false}}, []told{{netdev.OptionKeepalive, 0}}},
		{"on, then an interval", []setting{{solSocket, keepAlive, true}, {solTCP, interval, 2 * 30.0}}, []told{{netdev.OptionKeepalive, 60}, {netdev.OptionKeepalive, 30}}},
		{"an interval, then on", []setting{{solTCP, interval, 2 * 30.0}, {solSocket, keepAlive, true}}, []told{{netdev.OptionKeepalive, 30}}},
		{"off keeps the interval", []setting{{solTCP, interval, 20}, {solSocket, keepAlive, false}, {solSocket, keepAlive, true}}, []told{{netdev.OptionKeepalive, 0}, {netdev.OptionKeepalive, 10}}},
		{"half a second is one", []setting{{solTCP, interval, 1.0}, {solSocket, keepAlive, true}}, []told{{netdev.OptionKeepalive, 1}}},
		{"linger", []setting{{solSocket, linger, 5}, {solSocket, linger, -3}}, []told{{netdev.OptionLinger, 5}, {netdev.OptionLinger, -1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dev := netdevmock.New(t)
			dev.GetFunc = func(context.Context, netdev.FD) (netdev.Socket, error) { return netdev.Socket{}, nil }
			for _, w := range tt.want {
				dev.EXPECT().SetOption(3, w.option, w.value).Return(nil)
			}
			n := tinynet.NewNetdever(dev)
			for _, s := range tt.set {
				check(t, n.SetSockOpt(3, s.level, s.opt, s.value))
			}
		})
	}
}

func TestSocketOptionsThatCannotBe(t *testing.T) {
	n, _ := netdevers(t)
	fd := socket(t, n, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	for _, s := range []setting{
		{solSocket, keepAlive, 1}, {solSocket, keepAlive, nil}, {solSocket, linger, "5"}, {solTCP, interval, true},
		{solTCP, interval, 0.0}, {solTCP, interval, -2}, {solTCP, interval, math.NaN()}, {solTCP, interval, math.Inf(1)},
	} {
		if err := n.SetSockOpt(fd, s.level, s.opt, s.value); driver.ErrnoOf(err) != driver.EINVAL {
			t.Errorf("SetSockOpt(%d, %d, %v): %v, want EINVAL", s.level, s.opt, s.value, err)
		}
	}
	for _, s := range []setting{{solSocket, 99, 1}, {solTCP, keepAlive, true}} {
		if err := n.SetSockOpt(fd, s.level, s.opt, s.value); err != tinygo.ErrNotSupported {
			t.Errorf("SetSockOpt(%d, %d): %v, want ErrNotSupported", s.level, s.opt, err)
		}
	}
}

// A number's next socket starts without what the last one had set.
func TestAReusedDescriptorHasNoOptions(t *testing.T) {
	dev := netdevmock.New(t)
	dev.GetFunc = func(context.Context, netdev.FD) (netdev.Socket, error) { return netdev.Socket{}, nil }
	dev.EXPECT().Close(3).Return(nil)
	dev.EXPECT().SetOption(3, netdev.OptionKeepalive, 60).Return(nil)
	n := tinynet.NewNetdever(dev)
	check(t, n.SetSockOpt(3, solTCP, interval, 2*5.0))
	check(t, n.Close(3))
	check(t, n.SetSockOpt(3, solSocket, keepAlive, true))
}
