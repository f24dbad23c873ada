package hostnet_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"drivergen/generated/netdev"
	"drivergen/impl/hostnet"
	"drivergen/impl/internal/hostworld"
)

// TestCloseEndsWriteAndConnect: closing the device ends a write that its peer does not read,
// and a connect that nobody answers, which only Linux has on loopback.
func TestCloseEndsWriteAndConnect(t *testing.T) {
	device := hostnet.New()
	dev, ended, calls := device.Net(), make(chan error, 2), 1
	if runtime.GOOS == "linux" {
		world := &hostworld.World{}
		defer world.Close()
		addr, port, err := world.NobodyAnswers(t.Context())
		check(t, err)
		fd := must(dev.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream))(t)
		go func() { ended <- dev.Connect(context.Background(), fd, addr, port) }()
		calls++
	}
	fd, peer := connected(t, dev)
	go func() {
		var err error
		for err == nil {
			err = dev.Write(context.Background(), fd, make([]byte, 1<<20))
		}
		ended <- err
	}()
	_, err := peer.Read(make([]byte, 1)) // the write is under way
	check(t, err)
	check(t, device.Close())
	for range calls {
		if err := <-ended; !errors.Is(err, netdev.ENODEV) {
			t.Errorf("got %v, want ENODEV", err)
		}
	}
}
