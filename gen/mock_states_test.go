package gen_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/driver/mock"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
)

// failing is a test that a mock reports to. Its failures are read by the test that holds it.
type failing struct {
	mu       sync.Mutex
	failures []string
	cleanups []func()
}

func (f *failing) Helper()            {}
func (f *failing) Cleanup(end func()) { f.cleanups = append(f.cleanups, end) }

func (f *failing) Errorf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}

// end ends the test and returns how it failed.
func (f *failing) end() []string {
	for _, end := range slices.Backward(f.cleanups) {
		end()
	}
	return f.failures
}

// wantFailure expects one failure, whose text holds what is wanted.
func (f *failing) wantFailure(t *testing.T, want string) {
	t.Helper()
	failures := f.end()
	if len(failures) != 1 || !strings.Contains(failures[0], want) {
		t.Errorf("failures %q, want one with %q", failures, want)
	}
}

// wantErrno expects an error of a call, with that number.
func wantErrno(t *testing.T, op string, err error, want driver.Errno) {
	t.Helper()
	if want == 0 {
		if err != nil {
			t.Errorf("%s: %v", op, err)
		}
		return
	}
	if wanted := driver.Fail(op, want, nil); err == nil || err.Error() != wanted.Error() {
		t.Errorf("got %v, want %v", err, wanted)
	}
}

func statesMock(t mock.TB, opts ...mock.Option) *netdevmock.Mock {
	return netdevmock.New(t, append([]mock.Option{mock.Nice()}, opts...)...)
}

func TestStatesOfHandles(t *testing.T) {
	ctx := t.Context()
	m := statesMock(t, mock.WithStates())
	_, err := m.Get(ctx, 0)
	wantErrno(t, "get", err, netdev.EBADF)
	wantErrno(t, "write", m.Write(ctx, 0, []byte("x")), netdev.EBADF)
	wantErrno(t, "set_option", m.SetOption(ctx, 0, netdev.OptionKeepalive, 1), netdev.EBADF)

	fd, err := m.Socket(ctx, netdev.DomainINET, netdev.ProtocolDgram)
	if fd != 0 || err != nil {
		t.Fatalf("Socket gave %d, %v", fd, err)
	}
	other, _ := m.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if other != 1 {
		t.Errorf("the next socket is %d", other)
	}
	if s, err := m.Get(ctx, fd); err != nil || s.FD != fd || s.State != netdev.StateClosed || s.Protocol != netdev.ProtocolDgram {
		t.Errorf("Get gave %+v, %v", s, err)
	}
	wantErrno(t, "write", m.Write(ctx, fd, []byte("x")), netdev.ENOTCONN)
	wantErrno(t, "accept", second(m.Accept(ctx, fd)), netdev.EINVAL)
	wantErrno(t, "connect", m.Connect(ctx, fd, "broker", 7), 0)
	wantErrno(t, "connect", m.Connect(ctx, fd, "broker", 7), netdev.EISCONN)
	wantErrno(t, "write", m.Write(ctx, fd, []byte("x")), 0)
	wantErrno(t, "shutdown", m.Shutdown(ctx, fd, netdev.ShutWR), 0)
	wantErrno(t, "write", m.Write(ctx, fd, []byte("x")), netdev.EPIPE)
	wantErrno(t, "shutdown", m.Shutdown(ctx, fd, netdev.ShutRD), 0)
	if _, _, err := m.Recv(ctx, fd, make([]byte, 8)); err != io.EOF {
		t.Errorf("after shutting the reading side Recv gave %v", err)
	}
	wantErrno(t, "close", m.Close(ctx, fd), 0)
	wantErrno(t, "close", m.Close(ctx, fd), netdev.EBADF)
	if again, _ := m.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream); again != fd {
		t.Errorf("the freed number is not given again, but %d", again)
	}
	if got := len(m.Calls().Write); got != 4 {
		t.Errorf("%d calls of Write are recorded, with those that were refused", got)
	}
}

func second[A, B any](_ A, _ B, err error) error { return err }

func TestStatesRefuseBeforeExpectations(t *testing.T) {
	ctx := t.Context()
	var f failing
	m := netdevmock.New(&f, mock.WithStates())
	m.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(5, nil)
	m.EXPECT().Write(5, []byte("x")).Return(nil)
	m.EXPECT().ConnectWhere(mock.Any[netdev.FD](), mock.Any[string](), mock.Any[uint16]()).
		ReturnErrno(netdev.ECONNREFUSED).Then().Return(nil)

	if fd, err := m.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream); fd != 5 || err != nil {
		t.Fatalf("Socket gave %d, %v", fd, err)
	}
	wantErrno(t, "write", m.Write(ctx, 5, []byte("x")), netdev.ENOTCONN)
	wantErrno(t, "connect", m.Connect(ctx, 5, "broker", 7), netdev.ECONNREFUSED)
	wantErrno(t, "write", m.Write(ctx, 5, []byte("x")), netdev.ENOTCONN)
	wantErrno(t, "connect", m.Connect(ctx, 5, "broker", 7), 0)
	wantErrno(t, "write", m.Write(ctx, 5, []byte("x")), 0)
	if failures := f.end(); len(failures) > 0 {
		t.Errorf("failures %q", failures)
	}
}

// Whatever answers a call changes the state: a stub function, Do, a real implementation.
func TestStatesFollowWhateverAnswers(t *testing.T) {
	ctx := t.Context()
	connect := func(context.Context, netdev.FD, string, uint16) error { return nil }
	for name, open := range map[string]func(*failing) *netdevmock.Mock{
		"stub": func(f *failing) *netdevmock.Mock {
			m := netdevmock.New(f, mock.WithStates())
			m.ConnectFunc = connect
			return m
		},
		"Do": func(f *failing) *netdevmock.Mock {
			m := netdevmock.New(f, mock.WithStates())
			m.EXPECT().Connect(3, "broker", 7).Do(connect)
			return m
		},
		"zero values": func(f *failing) *netdevmock.Mock {
			m := netdevmock.New(f, mock.WithStates())
			m.EXPECT().Connect(3, "broker", 7)
			return m
		},
		"real": func(f *failing) *netdevmock.Mock {
			return netdevmock.Over(f, netdevmock.New(f, mock.Nice()), mock.WithStates())
		},
	} {
		t.Run(name, func(t *testing.T) {
			var f failing
			m := open(&f)
			m.SetState(3, netdev.StateBound)
			wantErrno(t, "connect", m.Connect(ctx, 3, "broker", 7), 0)
			if state, open := m.CurrentState(3); state != netdev.StateConnected || !open {
				t.Errorf("the state is %v, open %v", state, open)
			}
			if failures := f.end(); len(failures) > 0 {
				t.Errorf("failures %q", failures)
			}
		})
	}
}

func TestStatesWithALimit(t *testing.T) {
	ctx := t.Context()
	m := statesMock(t, mock.WithStates(driver.MaxHandles(2)))
	for range 2 {
		if _, err := m.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream); err != nil {
			t.Fatal(err)
		}
	}
	_, err := m.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	wantErrno(t, "socket", err, netdev.EMFILE)
	wantErrno(t, "close", m.Close(ctx, 0), 0)
	if fd, err := m.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream); fd != 0 || err != nil {
		t.Errorf("Socket gave %d, %v", fd, err)
	}
}

// A call that changes the state is alone on its handle, and a close of the handle goes before.
func TestStatesWhileACallIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		m := statesMock(t, mock.WithStates())
		release := make(chan struct{})
		m.ConnectFunc = func(context.Context, netdev.FD, string, uint16) error {
			<-release
			return nil
		}
		m.SetState(3, netdev.StateBound)
		done := make(chan error, 1)
		go func() { done <- m.Connect(ctx, 3, "broker", 7) }()
		synctest.Wait()
		wantErrno(t, "connect", m.Connect(ctx, 3, "broker", 7), netdev.EALREADY)
		wantErrno(t, "write", m.Write(ctx, 3, nil), netdev.ENOTCONN)
		wantErrno(t, "close", m.Close(ctx, 3), 0)
		close(release)
		if err := <-done; err != nil {
			t.Error(err)
		}
		wantErrno(t, "write", m.Write(ctx, 3, nil), netdev.EBADF)
	})
}

// Who waits for data finds the end when the reading side is shut.
func TestStatesWakeAtTheEndOfAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := statesMock(t, mock.WithStates())
		m.SetState(3, netdev.StateConnected)
		done := make(chan error, 1)
		go func() {
			_, _, err := m.Recv(t.Context(), 3, make([]byte, 1))
			done <- err
		}()
		synctest.Wait()
		wantErrno(t, "shutdown", m.Shutdown(t.Context(), 3, netdev.ShutRD), 0)
		if err := <-done; err != io.EOF {
			t.Errorf("woken with %v", err)
		}
	})
}

// A call that panics, or whose matcher does, leaves the handle as it was.
func TestStatesAfterAPanic(t *testing.T) {
	ctx := t.Context()
	m := statesMock(t, mock.WithStates())
	m.SetState(3, netdev.StateClosed)
	connect := func() (err any) {
		defer func() { err = recover() }()
		_ = m.Connect(ctx, 3, "broker", 7)
		return nil
	}
	m.ConnectFunc = func(context.Context, netdev.FD, string, uint16) error { panic("stub") }
	if got := connect(); got != "stub" {
		t.Errorf("recovered %v", got)
	}
	m.ConnectFunc = nil
	broken := m.EXPECT().ConnectWhere(mock.Any[netdev.FD](), mock.Func("a broken matcher", func(string) bool { panic("matcher") }), mock.Any[uint16]())
	if got := connect(); got != "matcher" {
		t.Errorf("recovered %v", got)
	}
	broken.AnyTimes()
	if state, open := m.CurrentState(3); state != netdev.StateClosed || !open {
		t.Errorf("the state is %v, open %v", state, open)
	}
	wantErrno(t, "bind", m.Bind(ctx, 3, "", 7), 0)
}

func TestStatesNeedTheOption(t *testing.T) {
	var f failing
	m := statesMock(&f)
	if _, open := m.CurrentState(3); open {
		t.Error("a mock without states knows one")
	}
	m.SetState(3, netdev.StateBound)
	f.wantFailure(t, "make it with mock.WithStates()")

	var g failing
	m = statesMock(&g, mock.WithStates())
	m.SetState(3, netdev.State(9))
	g.wantFailure(t, "there is no state 9")
}

// A test need not walk to a state, nor out of the end of a connection.
func TestStatesThatATestSets(t *testing.T) {
	ctx := t.Context()
	m := statesMock(t, mock.WithStates())
	m.SetState(3, netdev.StateConnected)
	wantErrno(t, "shutdown", m.Shutdown(ctx, 3, netdev.ShutRDWR), 0)
	m.Fire().ConnectionEnds(3, nil)
	wantErrno(t, "connect", m.Connect(ctx, 3, "broker", 7), netdev.EPIPE)
	m.SetState(3, netdev.StateConnected)
	wantErrno(t, "write", m.Write(ctx, 3, nil), 0)
	m.Fire().Read(3, []byte("x"))
	receive(t, m, 9, "x", nil)
	m.Fire().ConnectionEnds(3, nil)
}

func TestStatesOfAHandleGivenTwice(t *testing.T) {
	ctx := t.Context()
	var f failing
	m := netdevmock.New(&f, mock.WithStates())
	m.SocketFunc = func(context.Context, netdev.Domain, netdev.Protocol) (netdev.FD, error) { return 3, nil }
	for range 2 {
		_, _ = m.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	}
	f.wantFailure(t, "mock_states_test.go")
	if !strings.Contains(f.failures[0], "Socket returned FD 3, which is open already") {
		t.Errorf("failure %q", f.failures[0])
	}
}

// Eight goroutines open, use and close sockets of their own.
func TestStatesFromManyGoroutines(t *testing.T) {
	ctx := t.Context()
	m := statesMock(t, mock.WithStates(driver.MaxHandles(8)))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				fd, err := m.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
				if err != nil {
					t.Error(err)
					return
				}
				_ = m.Connect(ctx, fd, "broker", 7)
				m.Fire().Read(fd, []byte("x"))
				_ = m.Write(ctx, fd, []byte("x"))
				_ = m.Close(ctx, fd)
			}
		})
	}
	wg.Wait()
}
