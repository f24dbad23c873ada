package tinynet

import (
	"context"
	"math"
	"sync"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
)

// defaultKeepAlive is the keep-alive interval of a socket for which none was set, in seconds.
const defaultKeepAlive = 60

// A keepAlive is what TinyGo sets in two calls, and our devices in one.
type keepAlive struct {
	on      bool
	seconds int // 0: none was set
}

// keepAlives holds the keep-alive of sockets for which one was set. A descriptor's is
// dropped before its number can belong to another socket.
type keepAlives struct {
	mu   sync.Mutex
	byFD map[netdev.FD]keepAlive
}

func (k *keepAlives) get(fd netdev.FD) keepAlive {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.byFD[fd]
}

func (k *keepAlives) set(fd netdev.FD, to keepAlive) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byFD == nil {
		k.byFD = make(map[netdev.FD]keepAlive)
	}
	k.byFD[fd] = to
}

func (k *keepAlives) drop(fd netdev.FD) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.byFD, fd)
}

// SetSockOpt sets a socket option, with the values that TinyGo's net package passes:
//
//   - SOL_SOCKET, SO_KEEPALIVE: a bool
//   - SOL_TCP, TCP_KEEPINTVL: a float64 or an int, in half seconds; more than the whole second is rounded up
//   - SOL_SOCKET, SO_LINGER: an int, in seconds; below 0 turns lingering off
//
// The interval alone turns nothing on. Any other option, and one that the device cannot set now, is
// ErrNotSupported; a value of another type or out of range fails with EINVAL.
func (n *Netdever) SetSockOpt(sockfd, level, opt int, value any) error {
	err := n.bounded(func(ctx context.Context) error {
		fd := netdev.FD(sockfd)
		switch {
		case level == tinygo.SOL_SOCKET && opt == tinygo.SO_KEEPALIVE:
			return n.setKeepAlive(ctx, fd, value)
		case level == tinygo.SOL_TCP && opt == tinygo.TCP_KEEPINTVL:
			return n.setKeepAliveInterval(ctx, fd, value)
		case level == tinygo.SOL_SOCKET && opt == tinygo.SO_LINGER:
			seconds, ok := value.(int)
			if !ok {
				return badValue("SO_LINGER takes an int, in seconds")
			}
			return n.dev.SetOption(ctx, fd, netdev.OptionLinger, max(seconds, -1))
		}
		return tinygo.ErrNotSupported
	})
	return n.config.errors.of(socketError(err))
}

func badValue(text string) error {
	return driver.Fail("set_sock_opt", driver.EINVAL, driver.Sentinel(text))
}

func (n *Netdever) setKeepAlive(ctx context.Context, fd netdev.FD, value any) error {
	on, ok := value.(bool)
	if !ok {
		return badValue("SO_KEEPALIVE takes a bool")
	}
	to := n.options.get(fd)
	to.on = on
	return n.applyKeepAlive(ctx, fd, to)
}

func (n *Netdever) setKeepAliveInterval(ctx context.Context, fd netdev.FD, value any) error {
	seconds, err := keepAliveSeconds(value)
	if err != nil {
		return err
	}
	to := n.options.get(fd)
	to.seconds = seconds
	if to.on {
		return n.applyKeepAlive(ctx, fd, to)
	}
	if _, err := n.dev.Get(ctx, fd); err != nil { // nothing else asks whether it is open
		return err
	}
	n.options.set(fd, to)
	return nil
}

// keepAliveSeconds returns an interval that is given in half seconds.
func keepAliveSeconds(value any) (int, error) {
	var halves float64
	switch v := value.(type) {
	case float64:
		halves = v
	case int:
		halves = float64(v)
	default:
		return 0, badValue("TCP_KEEPINTVL takes a float64 or an int, in half seconds")
	}
	const most = float64(math.MaxInt32)
	if !(halves > 0 && halves <= most) { // also what is no number
		return 0, badValue("TCP_KEEPINTVL is more than 0 half seconds and at most 2147483647")
	}
	return int(math.Ceil(halves / 2)), nil
}

// applyKeepAlive tells the device, and keeps what the device took.
func (n *Netdever) applyKeepAlive(ctx context.Context, fd netdev.FD, to keepAlive) error {
	seconds := 0
	if to.on {
		if seconds = to.seconds; seconds == 0 {
			seconds = defaultKeepAlive
		}
	}
	if err := n.dev.SetOption(ctx, fd, netdev.OptionKeepalive, seconds); err != nil {
		return err
	}
	n.options.set(fd, to)
	return nil
}
