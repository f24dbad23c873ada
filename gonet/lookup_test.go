package gonet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
)

// No host is no name that a resolver is asked for, and no Resolver stands for the device.
func TestLookupOfNothing(t *testing.T) {
	dev := newFakeDev()
	dev.resolve = func(_ context.Context, name string) (netip.Addr, error) {
		if name == "" {
			t.Error("the device was asked for no name")
		}
		return fakeRemote.Addr(), nil
	}
	stack := New(dev, WithResolver(nil))
	if got, err := stack.LookupHost(t.Context(), "server.test"); err != nil || !slices.Equal(got, []string{fakeRemote.Addr().String()}) {
		t.Errorf("LookupHost = %v, %v; want what the device answers", got, err)
	}
	for _, r := range []HostResolver{stack, NewResolver(dev)} {
		var unknown *net.DNSError
		if got, err := r.LookupNetIP(t.Context(), "ip", ""); !errors.As(err, &unknown) || !unknown.IsNotFound {
			t.Errorf("%T: LookupNetIP of no host = %v, %v", r, got, err)
		}
	}
}

// What bounds a dial bounds the question for its name.
func TestDialIsBoundedWhileItResolves(t *testing.T) {
	dial := func(ctx context.Context, d *Dialer) (took time.Duration, err error) {
		dev := newFakeDev()
		dev.resolve = func(ctx context.Context, _ string) (netip.Addr, error) {
			<-ctx.Done()
			return netip.Addr{}, driver.FromContext("resolve", ctx)
		}
		d.Stack = New(dev)
		start := time.Now()
		_, err = d.DialContext(ctx, "tcp", "slow.test:80")
		var op *net.OpError
		var name *net.DNSError
		if !errors.As(err, &op) || !errors.As(err, &name) || name.Name != "slow.test" || name.IsNotFound {
			t.Errorf("DialContext: %#v, want a *net.DNSError in a *net.OpError", err)
		}
		return time.Since(start), err
	}
	synctest.Test(t, func(t *testing.T) {
		took, err := dial(t.Context(), &Dialer{Timeout: time.Second, Deadline: time.Now().Add(time.Minute)})
		if !err.(net.Error).Timeout() || !errors.Is(err, os.ErrDeadlineExceeded) || took != time.Second {
			t.Errorf("with a time-out: %v after %v", err, took)
		}
		took, err = dial(t.Context(), &Dialer{Timeout: time.Minute, Deadline: time.Now().Add(2 * time.Second)})
		if !err.(net.Error).Timeout() || took != 2*time.Second {
			t.Errorf("with a deadline: %v after %v", err, took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		took, err = dial(ctx, &Dialer{Timeout: time.Minute})
		if err.(net.Error).Timeout() || !errors.Is(err, context.Canceled) || took != 3*time.Second {
			t.Errorf("cancelled: %v after %v", err, took)
		}
	})
}
