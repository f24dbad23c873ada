package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// door is where hosts come in.
type door struct {
	address string // as the transports write it
	accept  func() (io.ReadWriteCloser, error)
	close   func() error
}

type opener func() (*door, error)

// parseListen reads --listen. Opening the door is for later, when all flags are known to be right.
func parseListen(s string) (opener, error) {
	scheme, target, _ := strings.Cut(s, ":")
	switch scheme {
	case "tcp":
		if _, _, err := net.SplitHostPort(target); err != nil {
			return nil, fmt.Errorf("--listen %s: want tcp:HOST:PORT, such as tcp:127.0.0.1:2323, with port 0 for any", s)
		}
		return func() (*door, error) { return listen("tcp", target) }, nil
	case "unix":
		if target == "" {
			return nil, fmt.Errorf("--listen %s: want unix:PATH, such as unix:/tmp/esp", s)
		}
		return func() (*door, error) { return listenUnix(target) }, nil
	case "pty":
		if target != "" {
			return nil, fmt.Errorf("--listen %s: write pty: alone; the system chooses the name", s)
		}
		return openPTY, nil
	}
	return nil, fmt.Errorf("--listen %s: want tcp:HOST:PORT, pty: or unix:PATH", s)
}

func listen(network, target string) (*door, error) {
	ln, err := net.Listen(network, target)
	if err != nil {
		return nil, fmt.Errorf("cannot listen: %w", err)
	}
	return &door{
		address: network + ":" + ln.Addr().String(),
		accept:  func() (io.ReadWriteCloser, error) { return ln.Accept() },
		close:   ln.Close,
	}, nil
}

// listenUnix also takes the place of a socket that a program which is gone has left.
func listenUnix(path string) (*door, error) {
	d, err := listen("unix", path)
	if !errors.Is(err, syscall.EADDRINUSE) {
		return d, err
	}
	if conn, dialErr := net.Dial("unix", path); dialErr == nil {
		conn.Close()
		return nil, fmt.Errorf("%w: another program listens there", err)
	}
	if info, statErr := os.Lstat(path); statErr != nil || info.Mode()&os.ModeSocket == 0 {
		return nil, fmt.Errorf("%w: the file there is no socket; name another", err)
	}
	if err := os.Remove(path); err != nil {
		return nil, err
	}
	return listen("unix", path)
}
