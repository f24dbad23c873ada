package hostnet_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"

	"drivergen/driver"
	"drivergen/impl/hostnet"
)

// TestCloseEndsResolve: closing the device ends the question for a name that is not answered.
func TestCloseEndsResolve(t *testing.T) {
	asked := make(chan struct{})
	resolver := startDNS(t)
	dial := resolver.Dial
	var first sync.Once
	resolver.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		first.Do(func() { close(asked) })
		return dial(ctx, network, address)
	}
	dev := hostnet.New(hostnet.Resolver(resolver))
	failed := make(chan error, 1)
	go func() {
		_, err := dev.Net().Resolve(t.Context(), silentName)
		failed <- err
	}()
	<-asked
	check(t, dev.Close())
	if err := <-failed; !errors.Is(err, driver.ENODEV) {
		t.Errorf("got %v, want ENODEV", err)
	}
}
