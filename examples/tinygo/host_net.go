//go:build !tinygo

package main

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"drivergen/generated/tinygo"
)

// netdevNet is a stand-in for TinyGo's package net, as far as the program needs it: TCP connections over a Netdever.
type netdevNet struct{ dev tinygo.Netdever }

// dial makes of a Netdever's calls what TinyGo's net.Dial makes of them.
func (s *netdevNet) dial(network, address string) (net.Conn, error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil || network != "tcp" {
		return nil, fmt.Errorf("dial %s %s: this stand-in has TCP, and numbers as ports", network, address)
	}
	ip, err := s.dev.GetHostByName(host)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", host, err)
	}
	fd, err := s.dev.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	if err != nil {
		return nil, err
	}
	c := &netdevConn{dev: s.dev, fd: fd, peer: netip.AddrPortFrom(ip, uint16(port))}
	if err := s.dev.Connect(fd, "", c.peer); err != nil {
		c.Close()
		return nil, fmt.Errorf("connect to %s: %w", address, err)
	}
	return c, nil
}

// netdevConn is a TCP connection of a Netdever.
type netdevConn struct {
	dev         tinygo.Netdever
	fd          int
	peer        netip.AddrPort
	read, write deadline
}

// A deadline is one that may be set by any goroutine.
type deadline struct{ at atomic.Pointer[time.Time] }

func (d *deadline) set(t time.Time) { d.at.Store(&t) }

func (d *deadline) get() time.Time {
	if t := d.at.Load(); t != nil {
		return *t
	}
	return time.Time{}
}

func (c *netdevConn) Read(b []byte) (int, error)  { return c.dev.Recv(c.fd, b, 0, c.read.get()) }
func (c *netdevConn) Write(b []byte) (int, error) { return c.dev.Send(c.fd, b, 0, c.write.get()) }
func (c *netdevConn) Close() error                { return c.dev.Close(c.fd) }
func (c *netdevConn) LocalAddr() net.Addr         { return &net.TCPAddr{} }
func (c *netdevConn) RemoteAddr() net.Addr        { return net.TCPAddrFromAddrPort(c.peer) }

func (c *netdevConn) SetDeadline(t time.Time) error {
	c.read.set(t)
	c.write.set(t)
	return nil
}

func (c *netdevConn) SetReadDeadline(t time.Time) error {
	c.read.set(t)
	return nil
}

func (c *netdevConn) SetWriteDeadline(t time.Time) error {
	c.write.set(t)
	return nil
}
