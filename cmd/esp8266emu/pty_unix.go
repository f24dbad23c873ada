//go:build linux || darwin

package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// openPTY opens a pseudo-terminal whose other side hosts open as a serial port. This side keeps the other open, too:
// without that the system would report an end whenever a host closes it, and settings would not last.
func openPTY() (*door, error) {
	master, device, err := pty.Open()
	if err != nil {
		return nil, fmt.Errorf("cannot open a pseudo-terminal: %w", err)
	}
	if _, err := term.MakeRaw(int(device.Fd())); err != nil {
		master.Close()
		device.Close()
		return nil, fmt.Errorf("cannot put %s in raw mode: %w", device.Name(), err)
	}
	if master, err = pollable(master); err != nil {
		device.Close()
		return nil, fmt.Errorf("cannot wait for %s: %w", device.Name(), err)
	}
	served, closed := false, make(chan struct{})
	var once sync.Once
	return &door{
		address: "serial:" + device.Name(),
		accept: func() (io.ReadWriteCloser, error) {
			if served {
				<-closed
				return nil, io.EOF
			}
			served = true
			return master, nil
		},
		close: func() error {
			once.Do(func() {
				close(closed)
				device.Close()
				master.Close()
			})
			return nil
		},
	}, nil
}

// pollable gives a file whose Close ends a Read that waits, even while a host keeps the other side open. It closes f.
func pollable(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}
