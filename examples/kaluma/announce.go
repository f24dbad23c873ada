package main

import (
	"context"
	"io"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/port"
	"drivergen/generated/netdev"
)

// announced tells where this machine reaches what the emulated module listens at.
type announced struct {
	netdev.NetDev
	line io.ReadWriteCloser
	out  io.Writer
}

// Listen listens and prints the address.
func (a *announced) Listen(ctx context.Context, fd netdev.FD, backlog int) error {
	if err := a.NetDev.Listen(ctx, fd, backlog); err != nil {
		return err
	}
	socket, err := a.Get(ctx, fd)
	if err != nil {
		return nil // it was closed meanwhile
	}
	if at, err := port.Reach(a.line, socket.LPort); err == nil {
		console.Step(a.out, "reach", "port %d of the module at %s", socket.LPort, at)
	}
	return nil
}
