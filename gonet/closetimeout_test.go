package gonet

import (
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// A stubbornDev does not answer what ends a socket or sets something of it.
type stubbornDev struct{ *fakeDev }

func (d stubbornDev) Close(ctx context.Context, fd netdev.FD) error {
	<-ctx.Done()
	if err := d.fakeDev.Close(ctx, fd); err != nil {
		return err
	}
	return driver.FromContext("close", ctx) // the descriptor is free all the same
}

func (stubbornDev) Shutdown(ctx context.Context, _ netdev.FD, _ netdev.How) error {
	<-ctx.Done()
	return driver.FromContext("shutdown", ctx)
}

func (stubbornDev) SetOption(ctx context.Context, _ netdev.FD, _ netdev.Option, _ int) error {
	<-ctx.Done()
	return driver.FromContext("set_option", ctx)
}

// What a device does not answer takes as long as CloseTimeout says, and five seconds without it.
func TestCloseTimeout(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts []Option
		want time.Duration
	}{
		{"without", nil, 5 * time.Second},
		{"shorter", []Option{CloseTimeout(70 * time.Millisecond)}, 70 * time.Millisecond},
		{"longer", []Option{CloseTimeout(time.Minute)}, time.Minute},
		{"none at all", []Option{CloseTimeout(0)}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dev := stubbornDev{newFakeDev()}
				stack := New(dev, tt.opts...)
				conn, err := stack.Dial("tcp", fakeRemote.String())
				if err != nil {
					t.Fatal(err)
				}
				packets, err := stack.ListenPacket("udp", ":7")
				if err != nil {
					t.Fatal(err)
				}
				dev.socket = netdev.Socket{State: netdev.StateListening, LAddr: fakeLocal.Addr(), LPort: 80}
				l, err := stack.Listen("tcp", ":80")
				if err != nil {
					t.Fatal(err)
				}
				stream := conn.(*TCPConn)
				for _, call := range []struct {
					name, op string
					do       func() error
				}{
					{"CloseWrite", "close", stream.CloseWrite},
					{"SetNoDelay", "set", func() error { return stream.SetNoDelay(true) }},
					{"Close of a connection", "close", stream.Close},
					{"Close of a packet connection", "close", packets.Close},
					{"Close of a listener", "close", l.Close},
				} {
					start := time.Now()
					err := call.do()
					if took := time.Since(start); took != tt.want {
						t.Errorf("%s took %v, want %v", call.name, took, tt.want)
					}
					var op *net.OpError
					if !errors.As(err, &op) || op.Op != call.op || !op.Timeout() || !errors.Is(err, os.ErrDeadlineExceeded) {
						t.Errorf("%s: %v, want a time-out", call.name, err)
					}
				}
				if dev.left() != 0 {
					t.Errorf("%d sockets were left open", dev.left())
				}
			})
		})
	}
}

// Close does not wait for an option that the device does not set: it ends that call.
func TestCloseEndsAnOptionThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, err := New(stubbornDev{newFakeDev()}, CloseTimeout(time.Second)).Dial("tcp", fakeRemote.String())
		if err != nil {
			t.Fatal(err)
		}
		set := make(chan error, 1)
		go func() { set <- conn.(*TCPConn).SetNoDelay(true) }()
		synctest.Wait()
		start := time.Now()
		if err := conn.Close(); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("Close: %v after %v", err, time.Since(start))
		}
		if err := <-set; !errors.Is(err, net.ErrClosed) {
			t.Errorf("SetNoDelay: %v, want net.ErrClosed", err)
		}
	})
}

// A dial that failed waits for the device to close its socket, but not longer than it may take.
func TestDialIsBoundedWhereItsSocketIsNotClosed(t *testing.T) {
	for name, tt := range map[string]struct{ timeout, want time.Duration }{
		"by CloseTimeout": {0, 2 * time.Second},
		"by its own time": {time.Second, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dev := stubbornDev{newFakeDev()}
				dev.connect = func(context.Context, string, uint16) error { return errRefused }
				d := &Dialer{Stack: New(dev, CloseTimeout(2*time.Second)), Timeout: tt.timeout}
				start := time.Now()
				if _, err := d.Dial("tcp", fakeRemote.String()); !errors.Is(err, driver.ECONNREFUSED) || time.Since(start) != tt.want {
					t.Errorf("Dial: %v after %v, want a refusal after %v", err, time.Since(start), tt.want)
				}
				time.Sleep(time.Minute) // what was left behind has ended
				if dev.left() != 0 {
					t.Errorf("%d sockets were left open", dev.left())
				}
			})
		})
	}
}
