// Package gonet gives Go programs the network of any netdev.NetDev: connections,
// listeners and packet connections that behave as those of package net do, and a
// resolver. net/http, crypto/tls and whatever else takes a net.Conn, a net.Listener
// or a DialContext function runs on it:
//
//	stack := gonet.New(dev)
//	client := http.Client{Transport: &http.Transport{DialContext: stack.DialContext}}
//
// Errors are *net.OpError. Their cause is what the device answered, so that both
// errors.Is(err, netdev.ECONNREFUSED) and errors.Is(err, syscall.ECONNREFUSED) hold;
// a deadline that passed is os.ErrDeadlineExceeded and a Timeout; a call on what was
// closed on this side is net.ErrClosed; the end of a stream is io.EOF itself. Addresses
// are *net.TCPAddr and *net.UDPAddr.
package gonet
