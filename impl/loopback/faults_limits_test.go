package loopback_test

import (
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var limitFaults = []fault[*faulty]{
	{what: "port 0 is not refused", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			return d.NetDev.Connect(ctx, fd, addr, max(port, 1))
		}
	}, tests: []string{"connect/port_below_min"}, says: "connect: want EINVAL"},

	{what: "a limit does not name its parameter", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if err := d.NetDev.Connect(ctx, fd, addr, port); err != nil {
				return driver.Fail("connect", driver.ErrnoOf(err), nil)
			}
			return nil
		}
	}, tests: []string{"connect/addr_too_short", "connect/addr_too_long", "connect/port_below_min"}, says: "names the parameter"},

	{what: "the highest port is refused", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if port == 65535 {
				return driver.Fail("connect", driver.EINVAL, errors.New("port is 65535"))
			}
			return d.NetDev.Connect(ctx, fd, addr, port)
		}
	}, tests: []string{"connect/port_at_limits"}, says: "port is at its limit and must be allowed"},

	{what: "the highest port is refused without a word", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if port == 65535 {
				return driver.Fail("connect", driver.EINVAL, nil)
			}
			return d.NetDev.Connect(ctx, fd, addr, port)
		}
	}, tests: []string{"connect/port_at_limits"}, says: "further inside its limits it is not refused"},

	{what: "the longest name is refused without a word", spoil: func(d *faulty) {
		d.resolve = func(ctx context.Context, name string) (netip.Addr, error) {
			if len(name) == 253 {
				return netip.Addr{}, driver.Fail("resolve", driver.EINVAL, nil)
			}
			return d.NetDev.Resolve(ctx, name)
		}
	}, tests: []string{"resolve/name_at_limits"}, says: "further inside its limits it is not refused"},

	{what: "the longest name is refused", spoil: func(d *faulty) {
		d.resolve = func(ctx context.Context, name string) (netip.Addr, error) {
			if len(name) == 253 {
				return netip.Addr{}, driver.Fail("resolve", driver.EINVAL, errors.New("name is too long"))
			}
			return d.NetDev.Resolve(ctx, name)
		}
	}, tests: []string{"resolve/name_at_limits"}, says: "name is at its limit and must be allowed"},

	{what: "a name that is too long is cut", spoil: func(d *faulty) {
		d.resolve = func(ctx context.Context, name string) (netip.Addr, error) {
			return d.NetDev.Resolve(ctx, name[:min(len(name), 253)])
		}
	}, tests: []string{"resolve/name_too_long"}, says: "resolve: want EINVAL, got ENOENT"},

	{what: "a backlog below 0 stands for the default", spoil: func(d *faulty) {
		d.listen = func(ctx context.Context, fd netdev.FD, backlog int) error {
			return d.NetDev.Listen(ctx, fd, max(backlog, 0))
		}
	}, tests: []string{"listen/backlog_below_min"}, says: "listen: want EINVAL, got success"},

	{what: "an unknown direction shuts both", spoil: func(d *faulty) {
		d.shutdown = func(ctx context.Context, fd netdev.FD, how netdev.How) error {
			if !how.Valid() {
				how = netdev.ShutRDWR
			}
			return d.NetDev.Shutdown(ctx, fd, how)
		}
	}, tests: []string{"shutdown/how_not_listed"}, says: "shutdown: want EINVAL, got success"},

	{what: "an option takes any value", spoil: func(d *faulty) {
		d.setOption = func(ctx context.Context, fd netdev.FD, option netdev.Option, value int) error {
			return forgive(d.NetDev.SetOption(ctx, fd, option, value), driver.EINVAL)
		}
	}, tests: []string{"scenario/option_value"}, says: "set_option: want EINVAL, got success"},

	{what: "a bad argument has the errno of a bad descriptor", spoil: func(d *faulty) {
		d.sendTo = func(ctx context.Context, fd netdev.FD, data []byte, addr string, port uint16) error {
			err := d.NetDev.SendTo(ctx, fd, data, addr, port)
			if errors.Is(err, driver.EINVAL) {
				return driver.Fail("send_to", driver.EBADF, err)
			}
			return err
		}
	}, tests: []string{"send_to/addr_too_short", "send_to/addr_too_long", "send_to/port_below_min"}, says: "send_to: want EINVAL, got EBADF"},
}
