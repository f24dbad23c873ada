package esp8266_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
)

// logged is the driver on a module that answers as a log does.
type logged struct {
	*testing.T
	ctx    context.Context
	module *loggedModule
	dev    *esp8266.Device
	net    netdev.NetDev
	steps  []logStep   // of the log, from its first command on
	first  []byte      // what the module said before
	taken  []netdev.FD // the sockets whose links are taken only so that others have their numbers
}

// play has the module answer as the log does from its next command of a name on. What stands before it is left out.
func (l *logged) play(name string) {
	l.Helper()
	i := slices.IndexFunc(l.steps, func(s logStep) bool { return commandName(s.command) == name })
	if i < 0 {
		l.Fatalf("the log has no %s", name)
	}
	l.steps = l.steps[i:]
	l.module.follow(l.steps)
}

// busyLines gives what a module says that is still sending, to whatever the host asks, up to the end of that send.
func busyLines(steps []logStep) []logStep {
	var busy []logStep
	for _, s := range steps {
		const end = "SEND OK\r\n"
		said, _, ended := strings.Cut(string(s.said), end)
		if ended {
			said += end
		}
		busy = append(busy, logStep{any: true, said: []byte(said), orderly: ended})
	}
	return busy
}

func (l *logged) check(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

func (l *logged) firmware(want string) {
	l.Helper()
	if got := l.dev.Firmware(); got != want {
		l.Errorf("firmware %q, want %q", got, want)
	}
}

func (l *logged) socket(protocol netdev.Protocol) netdev.FD {
	l.Helper()
	fd, err := l.net.Socket(l.ctx, netdev.DomainINET, protocol)
	l.check(err)
	return fd
}

func (l *logged) connect() netdev.FD {
	l.Helper()
	fd := l.socket(netdev.ProtocolStream)
	l.check(l.net.Connect(l.ctx, fd, "10.0.0.2", 80))
	return fd
}

// occupy takes links, the highest first, so that the next one has the number that it has in the log.
func (l *logged) occupy(n int) {
	l.Helper()
	l.module.follow(nil)
	for range n {
		l.taken = append(l.taken, l.connect())
	}
}

func (l *logged) listen() netdev.FD {
	l.Helper()
	fd := l.socket(netdev.ProtocolStream)
	l.check(l.net.Bind(l.ctx, fd, "", 80))
	l.check(l.net.Listen(l.ctx, fd, 4))
	return fd
}

func (l *logged) accept(listener netdev.FD, from string) netdev.FD {
	l.Helper()
	ctx, cancel := context.WithTimeout(l.ctx, 10*time.Second)
	defer cancel()
	fd, peer, err := l.net.Accept(ctx, listener)
	l.check(err)
	if peer.String() != from {
		l.Errorf("accepted %v, want %s", peer, from)
	}
	return fd
}

// reads checks what comes on a socket: what the log shows, and filler up to size.
func (l *logged) reads(fd netdev.FD, shown string, size int) {
	l.Helper()
	ctx, cancel := context.WithTimeout(l.ctx, time.Minute)
	defer cancel()
	var got []byte
	for buf := make([]byte, 200); len(got) < size; {
		n, _, err := l.net.Recv(ctx, fd, buf)
		if err != nil {
			l.Fatalf("after %q (%d bytes): %v", got, len(got), err)
		}
		got = append(got, buf[:n]...)
	}
	if want := shown + strings.Repeat(string(filler), size-len(shown)); string(got) != want {
		l.Errorf("received %q, want %q", got, want)
	}
}

// ends checks how a socket ends: in order, or with an errno.
func (l *logged) ends(fd netdev.FD, want error) {
	l.Helper()
	ctx, cancel := context.WithTimeout(l.ctx, time.Minute)
	defer cancel()
	n, _, err := l.net.Recv(ctx, fd, make([]byte, 10))
	if n != 0 || want == nil && err != io.EOF || want != nil && !errors.Is(err, want) {
		l.Errorf("received %d bytes, %v; want the end, %v", n, err, want)
	}
}

// wroteOn checks how many bytes the module took on a link.
func (l *logged) wroteOn(id, want int) {
	l.Helper()
	l.module.mu.Lock()
	defer l.module.mu.Unlock()
	if got := len(l.module.sent[id]); got != want {
		l.Errorf("%d bytes were sent on link %d, want %d", got, id, want)
	}
}

// usable checks that the device works: a connection opens, and takes data.
func (l *logged) usable() {
	l.Helper()
	l.module.follow(nil)
	for _, fd := range l.taken {
		l.check(l.net.Close(l.ctx, fd))
	}
	fd := l.connect()
	l.check(l.net.Write(l.ctx, fd, []byte("hello")))
	l.check(l.net.Close(l.ctx, fd))
}
