package main

import (
	"context"
	"errors"
	"net"
	"strconv"
	"time"

	"drivergen/examples/net/internal/batch"
	"drivergen/generated/netdev"
)

// closeLimit is how long closing a socket may take where its program is over.
const closeLimit = 5 * time.Second

// socket is a connected socket of a device.
type socket struct {
	dev netdev.NetDev
	fd  netdev.FD
}

// dial makes a socket and connects it to a server, HOST:PORT. The device resolves the host's name.
func dial(ctx context.Context, dev netdev.NetDev, server string) (batch.Link, error) {
	host, service, err := net.SplitHostPort(server)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, err
	}
	addr, err := dev.Resolve(ctx, host)
	if err != nil {
		return nil, unresolved(host, err)
	}
	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		return nil, err
	}
	s := &socket{dev, fd}
	if err := dev.Connect(ctx, fd, addr.String(), uint16(port)); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// unresolved is the error of package net for a name that the device could not resolve.
func unresolved(host string, err error) error {
	return &net.DNSError{Err: err.Error(), UnwrapErr: err, Name: host, IsNotFound: errors.Is(err, netdev.ENOENT)}
}

// Write sends all of data.
func (s *socket) Write(ctx context.Context, data []byte) error { return s.dev.Write(ctx, s.fd, data) }

// Read receives what is there, or waits for it.
func (s *socket) Read(ctx context.Context, buf []byte) (int, error) {
	n, _, err := s.dev.Recv(ctx, s.fd, buf)
	return n, err
}

// Close closes the socket, also where the program's own context has ended.
func (s *socket) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	return s.dev.Close(ctx, s.fd)
}
