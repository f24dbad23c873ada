package gen_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"testing/synctest"

	"drivergen/driver/mock"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
)

// The callback form takes from a queue until that fails. A mock that answers it at once,
// with nothing, would keep it busy for ever.
func TestNiceMockWaitsForWhatIsFired(t *testing.T) {
	for name, opts := range map[string][]mock.Option{
		"without states": {mock.Nice()},
		"with states":    {mock.Nice(), mock.WithStates()},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { testNiceCallbackForm(t, netdevmock.New(t, opts...)) })
		})
	}
}

func testNiceCallbackForm(t *testing.T, m *netdevmock.Mock) {
	ctx, end := context.WithCancel(t.Context())
	defer synctest.Wait()
	defer end()
	c := netdev.NewNetDevCallbacks(ctx, m)
	var noted log
	fd := netdev.FD(c.Socket(netdev.DomainINET, netdev.ProtocolStream))
	s := c.Get(fd)
	s.SetReadCB(func(data []byte) {
		noted.add("read_cb %q", data)
		if len(data) == 0 {
			s.SetReadCB(nil)
		}
	})
	c.Connect(fd, "broker", 7, func(int) {})
	synctest.Wait()
	m.Fire().Readable(fd)
	synctest.Wait()
	noted.want(t)
	m.Fire().Read(fd, []byte("hello"))
	synctest.Wait()
	noted.want(t, `read_cb "hello"`)
	c.Close(fd, func(err int) { noted.add("close %d", err) })
	synctest.Wait()
	noted.want(t, "close 0")

	fd = netdev.FD(c.Socket(netdev.DomainINET, netdev.ProtocolStream))
	c.Get(fd).SetAcceptCB(func(conn netdev.FD) { noted.add("accept_cb %d", conn) })
	c.Bind(fd, "", 80, func(int) {})
	c.Listen(fd, func(int) {})
	synctest.Wait()
	noted.want(t)
	m.Fire().Accept(fd, 7, netip.AddrPort{})
	synctest.Wait()
	noted.want(t, "accept_cb 7")
	c.Close(fd, func(err int) { noted.add("close %d", err) })
	synctest.Wait()
	noted.want(t, "close 0")
}

func TestWhoWaitsInANiceMockIsWoken(t *testing.T) {
	receive := func(ctx context.Context, m *netdevmock.Mock) error {
		_, _, err := m.Recv(ctx, 3, make([]byte, 1))
		return err
	}
	for _, tt := range []struct {
		name string
		end  func(m *netdevmock.Mock, f *failing, cancel func())
		want error
	}{
		{"by Close", func(m *netdevmock.Mock, _ *failing, _ func()) { _ = m.Close(context.Background(), 3) }, netdev.ECONNABORTED},
		{"by its context", func(_ *netdevmock.Mock, _ *failing, cancel func()) { cancel() }, context.Canceled},
		{"by the end of the test", func(_ *netdevmock.Mock, f *failing, _ func()) { f.end() }, netdev.EIO},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var f failing
				m := netdevmock.New(&f, mock.Nice())
				wantErrno(t, "close", m.Close(t.Context(), 3), 0) // an earlier socket of that number
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				done := make(chan error, 1)
				go func() { done <- receive(ctx, m) }()
				synctest.Wait()
				tt.end(m, &f, cancel)
				if err := <-done; !errors.Is(err, tt.want) {
					t.Errorf("woken with %v, want %v", err, tt.want)
				}
			})
		})
	}
}

// What the test says goes before.
func TestStubFunctionOfWhatANiceMockWaitsFor(t *testing.T) {
	m := netdevmock.New(t, mock.Nice())
	m.RecvFunc = func(_ context.Context, _ netdev.FD, buf []byte) (int, netip.AddrPort, error) {
		return copy(buf, "stub"), netip.AddrPort{}, nil
	}
	m.EXPECT().Recv(3).ReturnData([]byte("expected"), netip.AddrPort{}, nil)
	receive(t, m, 99, "expected", nil)
	receive(t, m, 99, "stub", nil)
}

// Without states a number may be given again, whatever was called with it.
func TestNiceMockGivesANumberAgain(t *testing.T) {
	m := netdevmock.New(t, mock.Nice())
	for range 2 {
		m.Fire().Accept(3, 7, netip.AddrPort{})
		if fd, _, err := m.Accept(t.Context(), 3); fd != 7 || err != nil {
			t.Errorf("Accept gave %d, %v", fd, err)
		}
		m.Fire().Read(7, []byte("data"))
		buf := make([]byte, 99)
		if n, _, err := m.Recv(t.Context(), 7, buf); string(buf[:n]) != "data" || err != nil {
			t.Errorf("Recv gave %q, %v", buf[:n], err)
		}
		wantErrno(t, "close", m.Close(t.Context(), 7), 0)
		late, end := context.WithCancel(t.Context())
		end()
		if _, _, err := m.Recv(late, 7, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("Recv gave %v", err)
		}
	}
}
