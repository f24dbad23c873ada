package gen_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/driver/mock"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/generated/tinygo"
	"drivergen/generated/tinygo/tinygomock"
)

// A log is what handlers noted, in order.
type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) add(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *log) want(t *testing.T, want ...string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Equal(l.lines, want) {
		t.Errorf("noted %q, want %q", l.lines, want)
	}
	l.lines = nil
}

func TestFiringWhatATriggerTells(t *testing.T) {
	m := netdevmock.New(t, mock.WithStates())
	m.SetState(3, netdev.StateConnected)
	var noted log
	m.Subscribe(netdev.NetDevEvents{
		ShutDown: func(fd netdev.FD) { noted.add("shut down %d", fd) },
		Closed:   func(fd netdev.FD, cause error) { noted.add("closed %d: %v", fd, cause) },
	})
	m.Fire().ConnectionEnds(3, netdev.ECONNRESET)
	if !m.Wait(t.Context(), netdevmock.ClosedEvent) {
		t.FailNow()
	}
	noted.want(t, "shut down 3", "closed 3: connection reset by peer")
	wantErrno(t, "write", m.Write(t.Context(), 3, nil), netdev.ECONNRESET)
	if state, open := m.CurrentState(3); state != netdev.StateClosed || !open {
		t.Errorf("the state is %v, open %v", state, open)
	}
}

func TestFiringWhatCannotHappen(t *testing.T) {
	for _, tt := range []struct {
		name string
		fire func(m *netdevmock.Mock)
		want string
	}{
		{"of a handle that is not open", func(m *netdevmock.Mock) { m.Fire().Readable(9) },
			"fired Readable of FD 9, which is not open"},
		{"of a closed handle", func(m *netdevmock.Mock) {
			_ = m.Close(context.Background(), 3)
			m.Fire().Readable(3)
		}, "fired Readable of FD 3, which is closed"},
		{"in a state", func(m *netdevmock.Mock) { m.Fire().Acceptable(3) },
			"fired Acceptable of FD 3 in the state connected: it can happen in listening"},
		{"before a method's success", func(m *netdevmock.Mock) {
			m.SetState(3, netdev.StateBound)
			m.Fire().Connected(3)
		}, "fired Connected of FD 3 in the state bound: it can happen in connected"},
		{"out of order", func(m *netdevmock.Mock) { m.Fire().Closed(3, nil) },
			`fired Closed of FD 3 without ShutDown before: "the connection ends" triggers ShutDown, then Closed`},
		{"twice", func(m *netdevmock.Mock) {
			m.Fire().ConnectionEnds(3, nil)
			m.Fire().ConnectionEnds(3, nil)
		}, `fired ConnectionEnds: ShutDown of FD 3 after Closed: nothing that "the connection ends" triggers comes behind that`},
		{"data for a handle that is not open", func(m *netdevmock.Mock) { m.Fire().Read(9, []byte("x")) },
			"fired Read: FD 9 is not open"},
		{"data in a state", func(m *netdevmock.Mock) {
			m.SetState(3, netdev.StateListening)
			m.Fire().Read(3, []byte("x"))
		}, "fired Read: Readable of FD 3 in the state listening: it can happen in bound, connected"},
		{"a connection of a number that is open", func(m *netdevmock.Mock) {
			m.SetState(4, netdev.StateListening)
			m.Fire().Accept(4, 3, netip.AddrPort{})
		}, "fired Accept: FD 3 is open already"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f failing
			m := netdevmock.New(&f, mock.Nice(), mock.WithStates())
			m.SetState(3, netdev.StateConnected)
			var noted log
			m.Subscribe(netdev.NetDevEvents{
				Readable:   func(netdev.FD) { noted.add("readable") },
				Acceptable: func(netdev.FD) { noted.add("acceptable") },
				Connected:  func(netdev.FD) { noted.add("connected") },
			})
			tt.fire(m)
			f.wantFailure(t, tt.want)
			if len(f.failures) == 1 && !strings.HasPrefix(f.failures[0], "mock_fire_test.go:") {
				t.Errorf("the failure does not begin with its place: %q", f.failures[0])
			}
			noted.want(t)
		})
	}
}

func TestFiringBeyondTheLimit(t *testing.T) {
	var f failing
	m := netdevmock.New(&f, mock.WithStates(driver.MaxHandles(1)))
	m.SetState(3, netdev.StateListening)
	m.Fire().Accept(3, 4, netip.AddrPort{})
	f.wantFailure(t, "no more than 1 FD may be open")
}

// Events that a method tells may be fired while it is called, and those of an end after it.
func TestFiringWhileACallIsUnderWay(t *testing.T) {
	m := netdevmock.New(t, mock.Nice(), mock.WithStates())
	m.SetState(3, netdev.StateBound)
	m.ConnectFunc = func(_ context.Context, fd netdev.FD, _ string, _ uint16) error {
		m.Fire().Connected(fd)
		m.Fire().ConnectionEnds(fd, nil)
		if state, _ := m.CurrentState(fd); state != netdev.StateBound {
			t.Errorf("during the call the state is %v", state)
		}
		return nil
	}
	wantErrno(t, "connect", m.Connect(t.Context(), 3, "broker", 7), 0)
	if state, _ := m.CurrentState(3); state != netdev.StateClosed {
		t.Errorf("after the call the state is %v", state)
	}

	m.SetState(4, netdev.StateConnected)
	wantErrno(t, "close", m.Close(t.Context(), 4), 0)
	m.Fire().ConnectionEnds(4, nil)
	if _, open := m.CurrentState(4); open {
		t.Error("a closed handle is open")
	}
}

func TestFiredDataIsReceived(t *testing.T) {
	for name, opts := range map[string][]mock.Option{"with states": {mock.WithStates()}, "without": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				m := netdevmock.New(t, opts...)
				if opts != nil {
					m.SetState(3, netdev.StateConnected)
				}
				fire := m.Fire()
				data := []byte("hello, ")
				fire.Read(3, data)
				clear(data) // the mock has a copy
				fire.Read(3, []byte("world"))
				receive(t, m, 5, "hello", nil)
				receive(t, m, 99, ", world", nil)

				short, cancel := context.WithTimeout(ctx, time.Second)
				defer cancel()
				_, _, err := m.Recv(short, 3, make([]byte, 9))
				if !errors.Is(err, netdev.ETIMEDOUT) || !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("a wait that is over: %v", err)
				}
				go func() {
					time.Sleep(time.Second) // in the bubble's time
					fire.Read(3, []byte("later"))
				}()
				receive(t, m, 99, "later", nil)

				fire.Read(3, []byte("last"))
				fire.ConnectionEnds(3, nil)
				receive(t, m, 99, "last", nil)
				receive(t, m, 99, "", io.EOF)
				fire.Readable(3) // which tells of the end
				receive(t, m, 99, "", io.EOF)
			})
		})
	}
}

// receive receives from socket 3.
func receive(t *testing.T, m *netdevmock.Mock, size int, want string, wantErr error) {
	t.Helper()
	buf := make([]byte, size)
	n, _, err := m.Recv(t.Context(), 3, buf)
	if string(buf[:n]) != want || !errors.Is(err, wantErr) {
		t.Errorf("Recv gave %q, %v, want %q, %v", buf[:n], err, want, wantErr)
	}
}

func TestFiredDatagramsStayWhole(t *testing.T) {
	m := netdevmock.New(t)
	one, two := netip.MustParseAddrPort("192.0.2.1:7"), netip.MustParseAddrPort("192.0.2.2:7")
	m.Fire().ReadFrom(3, []byte("0123456789"), one)
	m.Fire().ReadFrom(3, nil, two)
	m.Fire().ReadFrom(3, []byte("next"), two)
	for _, want := range []struct {
		data string
		from netip.AddrPort
	}{{"0123", one}, {"", two}, {"next", two}} {
		buf := make([]byte, 4)
		n, from, err := m.Recv(t.Context(), 3, buf)
		if string(buf[:n]) != want.data || from != want.from || err != nil {
			t.Errorf("got %q of %v, %v, want %q of %v", buf[:n], from, err, want.data, want.from)
		}
	}
}

// An expectation and a stub function go before what was fired.
func TestExpectationsGoBeforeFiredData(t *testing.T) {
	m := netdevmock.New(t, mock.WithStates())
	m.SetState(3, netdev.StateConnected)
	m.Fire().Read(3, []byte("fired"))
	m.EXPECT().Recv(3).ReturnData([]byte("expected"), netip.AddrPort{}, nil)
	receive(t, m, 99, "expected", nil)
	receive(t, m, 99, "fired", nil)
}

func TestWhoWaitsForFiredDataIsWoken(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(t *testing.T, m *netdevmock.Mock)
		want error
	}{
		{"by Close", func(t *testing.T, m *netdevmock.Mock) { wantErrno(t, "close", m.Close(t.Context(), 3), 0) }, netdev.ECONNABORTED},
		{"by a failure", func(t *testing.T, m *netdevmock.Mock) { _, _ = m.MAC(t.Context()) }, mock.ErrUnexpected},
		{"by the peer", func(t *testing.T, m *netdevmock.Mock) { m.Fire().ConnectionEnds(3, netdev.ECONNRESET) }, netdev.ECONNRESET},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var f failing
				m := netdevmock.New(&f)
				m.CloseFunc = func(context.Context, netdev.FD) error { return nil }
				m.Fire().Read(3, []byte("x"))
				receive(t, m, 1, "x", nil)
				done := make(chan error, 1)
				go func() {
					_, _, err := m.Recv(t.Context(), 3, make([]byte, 1))
					done <- err
				}()
				synctest.Wait()
				tt.end(t, m)
				if err := <-done; !errors.Is(err, tt.want) {
					t.Errorf("woken with %v, want %v", err, tt.want)
				}
				f.end()
			})
		})
	}
}

// Without states nothing is checked; still an end has the cause that was told first.
func TestFiredEndsWithoutStates(t *testing.T) {
	m := netdevmock.New(t)
	m.Fire().Read(3, []byte("x"))
	m.Fire().Closed(3, netdev.ECONNRESET)
	m.Fire().ConnectionEnds(3, nil)
	m.Fire().Connected(9)
	receive(t, m, 9, "x", nil)
	receive(t, m, 9, "", netdev.ECONNRESET)
}

// A socket that is made anew under a number receives nothing of the old one.
func TestFiredDataEndsWithItsHandle(t *testing.T) {
	var f failing
	m := netdevmock.New(&f)
	m.CloseFunc = func(context.Context, netdev.FD) error { return nil }
	m.Fire().Read(3, []byte("old"))
	wantErrno(t, "close", m.Close(t.Context(), 3), 0)
	m.Fire().Read(3, []byte("new"))
	receive(t, m, 99, "new", nil)
	wantErrno(t, "close", m.Close(t.Context(), 3), 0)
	receive(t, m, 99, "", mock.ErrUnexpected)
	f.wantFailure(t, "unexpected call Recv(3)")
}

func TestFiredConnectionsAreAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		m := netdevmock.New(t, mock.Nice(), mock.WithStates())
		peer := netip.MustParseAddrPort("192.0.2.1:50000")
		m.SetState(3, netdev.StateListening)
		var noted log
		m.Subscribe(netdev.NetDevEvents{
			Acceptable: func(fd netdev.FD) { noted.add("acceptable %d", fd) },
			Readable:   func(fd netdev.FD) { noted.add("readable %d", fd) },
		})
		m.Fire().Accept(3, 7, peer)
		m.Fire().Read(7, []byte("first")) // told when it is accepted
		m.WaitForEvents(ctx)
		noted.want(t, "acceptable 3")
		wantErrno(t, "write", m.Write(ctx, 7, nil), netdev.EBADF)
		conn, from, err := m.Accept(ctx, 3)
		if conn != 7 || from != peer || err != nil {
			t.Errorf("Accept gave %d, %v, %v", conn, from, err)
		}
		m.WaitForEvents(ctx)
		noted.want(t, "readable 7")
		if state, open := m.CurrentState(7); state != netdev.StateConnected || !open {
			t.Errorf("the state is %v, open %v", state, open)
		}

		// A listener that is lost still gives what has come before.
		m.SetState(4, netdev.StateListening)
		m.Fire().Accept(4, 8, peer)
		m.Fire().ConnectionEnds(4, netdev.ENETRESET)
		if conn, _, err := m.Accept(ctx, 4); conn != 8 || err != nil {
			t.Errorf("Accept gave %d, %v", conn, err)
		}
		wantErrno(t, "accept", second(m.Accept(ctx, 4)), netdev.ENETRESET)

		done := make(chan error, 1)
		go func() { _, _, err := m.Accept(ctx, 3); done <- err }()
		synctest.Wait()
		wantErrno(t, "close", m.Close(ctx, 3), 0)
		wantErrno(t, "accept", <-done, netdev.ECONNABORTED)
	})
}

// A function that a method was given is fired like an event.
func TestFiringOfFunctions(t *testing.T) {
	m := tinygomock.NewNetlinker(t)
	m.NetNotifyFunc = func(func(tinygo.Event)) {}
	var noted log
	m.NetNotify(func(e tinygo.Event) { noted.add("old %v", e) })
	m.NetNotify(func(e tinygo.Event) { noted.add("new %v", e) })
	m.ResetCalls()
	m.Fire().NetNotify(tinygo.EventNetUp)
	m.Fire().NetNotify(tinygo.EventNetDown)
	if !m.Wait(t.Context(), tinygomock.NetlinkerNetNotifyEvent.Times(2)) {
		t.FailNow()
	}
	noted.want(t, fmt.Sprint("new ", tinygo.EventNetUp), fmt.Sprint("new ", tinygo.EventNetDown))
	m.NetNotify(nil)
	m.Fire().NetNotify(tinygo.EventNetUp)
	if !m.WaitForEvents(t.Context()) {
		t.FailNow()
	}
	noted.want(t)

	var f failing
	tinygomock.NewNetlinker(&f).Fire().NetNotify(tinygo.EventNetUp)
	f.wantFailure(t, "mock_fire_test.go")
}

// An application that is written for callbacks is tested over a mock.
func TestFiringReachesTheCallbackForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := netdevmock.New(t, mock.Nice(), mock.WithStates())
		m.ConnectFunc = func(_ context.Context, fd netdev.FD, _ string, _ uint16) error {
			m.Fire().Connected(fd)
			return nil
		}
		ctx, end := context.WithCancel(t.Context())
		defer end()
		c := netdev.NewNetDevCallbacks(ctx, m)
		var noted log
		fd := netdev.FD(c.Socket(netdev.DomainINET, netdev.ProtocolStream))
		s := c.Get(fd)
		s.SetConnectCB(func() { noted.add("connect_cb") })
		s.SetReadCB(func(data []byte) { noted.add("read_cb %q", data) })
		s.SetShutdownCB(func() { noted.add("shutdown_cb") })
		s.SetCloseCB(func() { noted.add("close_cb, state %v", s.State()) })
		c.Connect(fd, "broker", 7, func(err int) { noted.add("connected %d", err) })
		synctest.Wait()
		noted.want(t, "connect_cb", "connected 0")
		m.Fire().Read(fd, []byte("hello"))
		synctest.Wait()
		m.Fire().Read(fd, []byte("world"))
		synctest.Wait()
		noted.want(t, `read_cb "hello"`, `read_cb "world"`)
		m.Fire().ConnectionEnds(fd, nil)
		synctest.Wait()
		noted.want(t, "shutdown_cb", "close_cb, state closed")
		c.Write(fd, []byte("x"), func(err int) { noted.add("write %d, errno %d", err, c.Errno()) })
		synctest.Wait()
		noted.want(t, "write -1, errno 32")
		c.Close(fd, func(err int) { noted.add("close %d", err) })
		synctest.Wait()
		noted.want(t, "close 0")
		end()
		synctest.Wait()
	})
}
