// Package gonet gives Go programs the network of any netdev.NetDev: connections, listeners
// and packet connections that behave as those of package net do, and resolvers. net/http,
// crypto/tls and whatever else takes a net.Conn, a net.Listener or a DialContext function
// runs on it:
//
//	stack := gonet.New(dev)
//	client := http.Client{Transport: &http.Transport{DialContext: stack.DialContext}}
//
// A Stack has the functions of package net as methods; a Dialer and a ListenConfig have
// settings beside. What they give are a *TCPConn, a *UDPConn and a *TCPListener, whose
// addresses are *net.TCPAddr and *net.UDPAddr.
//
// # Names
//
// A device has one address for a name. WithResolver, or a Dialer's Resolver, sets who knows
// more: any *net.Resolver, such as NetResolver, which asks name servers through the device.
// A name with several addresses is dialled as RFC 8305 has it.
//
// # TLS
//
// tls.Client and tls.Server run on a connection as they do on package net's: the program
// then holds the keys and checks certificates. DialTLSContext has the device do it instead,
// where it can; a program that takes either sets a Dialer's HostTLS.
//
// # Errors
//
// Errors are *net.OpError with package net's words. Their cause is what the device answered,
// so that both errors.Is(err, netdev.ECONNREFUSED) and errors.Is(err, syscall.ECONNREFUSED)
// hold. A deadline that passed is os.ErrDeadlineExceeded and a Timeout, a context that was
// cancelled is context.Canceled, a call on what was closed on this side is net.ErrClosed, and
// the end of a stream is io.EOF itself. A name that is not known is a *net.DNSError within.
//
// # Deadlines and Close
//
// A deadline that is set wakes the calls that wait, Close does too. Close waits until no call is
// under way on the device, and for as long as CloseTimeout says for the device's answer.
package gonet
