package mocktest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"drivergen/driver/mock"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
)

// start runs a Reporter over dev until the test ends. In a synctest bubble its pauses
// take no time.
func start(t *testing.T, dev netdev.NetDev) *Reporter {
	ctx, cancel := context.WithCancel(t.Context())
	r := New(dev, "collector", 7777)
	done := make(chan error)
	go func() { done <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run returned %v", err)
		}
	})
	return r
}

// The first attempt is refused, the second succeeds; then the peer closes, and the third
// succeeds.
func TestReconnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := netdevmock.New(t)
		dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(3, nil).Times(3)
		dev.EXPECT().Connect(3, "collector", 7777).ReturnErrno(netdev.ECONNREFUSED).Then().Return(nil).Times(2)
		dev.EXPECT().Close(3).Times(3)

		start(t, dev)
		dev.WaitFor(t.Context(), netdevmock.Connect).Times(2)
		dev.Fire().Closed(3, nil)
		dev.WaitFor(t.Context(), netdevmock.Connect).Times(3)
	})
}

// Another socket's end is none of the Reporter's business.
func TestIgnoresOtherSockets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := netdevmock.New(t)
		mock.InOrder(
			dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(3, nil),
			dev.EXPECT().Connect(3, "collector", 7777),
			dev.EXPECT().Close(3),
		)
		start(t, dev)
		dev.WaitFor(t.Context(), netdevmock.Connect).Once()
		dev.Fire().Closed(4, netdev.ECONNRESET)
		dev.WaitForEvents(t.Context())
	})
}

// Stub functions do where the order and the number of calls do not matter.
func TestReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := netdevmock.New(t)
		dev.SocketFunc = func(context.Context, netdev.Domain, netdev.Protocol) (netdev.FD, error) { return 5, nil }
		dev.ConnectFunc = func(context.Context, netdev.FD, string, uint16) error { return nil }
		dev.CloseFunc = func(context.Context, netdev.FD) error { return nil }
		dev.EXPECT().WriteWhere(mock.Eq(netdev.FD(5)), mock.Any[[]byte]()).Return(nil).Then().ReturnErrno(netdev.EPIPE)

		if err := New(dev, "collector", 7777).Report(t.Context(), "too early"); !errors.Is(err, ErrNotConnected) {
			t.Errorf("Report without a connection: %v", err)
		}
		r := start(t, dev)
		synctest.Wait() // until the Reporter waits for something to happen
		if err := r.Report(t.Context(), "21.5"); err != nil {
			t.Error(err)
		}
		if err := r.Report(t.Context(), "21.6"); !errors.Is(err, netdev.EPIPE) {
			t.Errorf("Report on a broken connection: %v", err)
		}
		if writes := dev.Calls().Write; len(writes) != 2 || string(writes[0].Data) != "21.5\n" {
			t.Errorf("written: %q", writes)
		}
	})
}
