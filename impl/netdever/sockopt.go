package netdever

import (
	"context"
	"math"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
)

// setOption sets an option of a stream. What TinyGo's net package has a call for is passed
// on with the values that it passes.
func (s *socket) setOption(ctx context.Context, option netdev.Option, value int) error {
	if s.protocol == netdev.ProtocolDgram {
		return driver.ENOPROTOOPT
	}
	switch option {
	case netdev.OptionKeepalive:
		if value < 0 || value > math.MaxInt32/2 {
			return driver.EINVAL
		}
		return s.setKeepAlive(ctx, value)
	case netdev.OptionLinger:
		if value < -1 {
			return driver.EINVAL
		}
		return s.setSockOpt(ctx, tinygo.SOL_SOCKET, tinygo.SO_LINGER, value)
	}
	return driver.ENOPROTOOPT
}

// setKeepAlive sets the interval before it turns keep-alive on, since some modules take
// both when they connect.
func (s *socket) setKeepAlive(ctx context.Context, seconds int) error {
	if seconds > 0 {
		halves := 2 * float64(seconds)
		if err := s.setSockOpt(ctx, tinygo.SOL_TCP, tinygo.TCP_KEEPINTVL, halves); err != nil {
			return err
		}
	}
	return s.setSockOpt(ctx, tinygo.SOL_SOCKET, tinygo.SO_KEEPALIVE, seconds > 0)
}

func (s *socket) setSockOpt(ctx context.Context, level, opt int, value any) error {
	err := s.do(ctx, "set_option", func(fd int) error { return s.hw.dev.SetSockOpt(fd, level, opt, value) })
	if driver.ErrnoOf(err) == driver.EOPNOTSUPP {
		return driver.Fail("set_option", driver.ENOPROTOOPT, err)
	}
	return err
}
