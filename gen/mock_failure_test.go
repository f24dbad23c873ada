package gen_test

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"drivergen/driver/mock"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
)

var places = regexp.MustCompile(`\w+\.go:\d+`)

// What is missing because states refused it says so.
func TestMissingCallTellsThatStatesRefusedIt(t *testing.T) {
	ctx := t.Context()
	for name, tt := range map[string]struct {
		use  func(m *netdevmock.Mock)
		want string
	}{
		"not open": {func(m *netdevmock.Mock) { _ = m.Write(ctx, 3, []byte("x")) },
			"\n  Write(3, \"x\") at P was refused by the states: FD 3 is not open (EBADF)"},
		"in a state": {func(m *netdevmock.Mock) {
			m.SetState(3, netdev.StateClosed)
			_ = m.Write(ctx, 3, []byte("x"))
			m.SetState(3, netdev.StateConnected)
			_ = m.Close(ctx, 3)
			_ = m.Write(ctx, 3, []byte("x")) // the first one counts
		}, "\n  Write(3, \"x\") at P was refused by the states: FD 3 is in the state closed (ENOTCONN)"},
		"ended": {func(m *netdevmock.Mock) {
			m.SetState(3, netdev.StateConnected)
			m.Fire().ConnectionEnds(3, nil)
			_ = m.Write(ctx, 3, []byte("x"))
		}, "\n  Write(3, \"x\") at P was refused by the states: FD 3 was ended by the other side (EPIPE)"},
		"another call": {func(m *netdevmock.Mock) { _ = m.Write(ctx, 3, []byte("y")) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var f failing
			m := netdevmock.New(&f, mock.WithStates(), mock.Nice())
			m.EXPECT().Write(3, []byte("x"))
			tt.use(m)
			want := "missing call of Write(3, \"x\"): want 1, got 0 (P)" + tt.want
			if failures := f.end(); len(failures) != 1 || places.ReplaceAllString(failures[0], "P") != want {
				t.Errorf("failures\n%q\nwant\n%q", failures, want)
			}
		})
	}
}

func TestMissingCallThatTheStatesAnswered(t *testing.T) {
	var f failing
	m := netdevmock.New(&f, mock.WithStates(), mock.Nice())
	m.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(7, nil)
	if fd, err := m.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolDgram); fd != 0 || err != nil {
		t.Errorf("Socket gave %d, %v", fd, err)
	}
	f.wantFailure(t, "(answered by the mock's states): ")
}

func TestMockOfNothing(t *testing.T) {
	for want, use := range map[string]func(){
		"mock: a mock needs the test that it reports to": func() { netdevmock.New(nil) },
		"mock: a mock needs the test":                    func() { netdevmock.Over(nil, netdevmock.New(t)) },
		"mock: a partial fake needs a device":            func() { netdevmock.Over(t, nil) },
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.HasPrefix(text, want) {
					t.Errorf("panic %q, want %q", text, want)
				}
			}()
			use()
		}()
	}
}

func TestMisuseOfAGeneratedMockHasTheLineOfTheTest(t *testing.T) {
	for want, use := range map[string]func(*failing){
		"Times must not be given a negative number":     func(f *failing) { netdevmock.New(f).EXPECT().Close(3).Times(-1) },
		"an option gives the capability warp to a mock": func(f *failing) { netdevmock.New(f, mock.WithCapability("warp")) },
		"fired Read: FD 9 is not open": func(f *failing) {
			fire := netdevmock.New(f, mock.WithStates()).Fire().Read
			fire(9, nil)
		},
		"Recv was called with a buffer of 4 bytes and cannot return that 99 were filled, as Return says (": func(f *failing) {
			m := netdevmock.New(f)
			m.EXPECT().Recv(3).Return(99, netip.AddrPort{}, nil)
			_, _, _ = m.Recv(t.Context(), 3, make([]byte, 4))
		},
	} {
		t.Run(want, func(t *testing.T) {
			var f failing
			use(&f)
			if failures := f.end(); len(failures) != 1 || !strings.HasPrefix(failures[0], "mock_failure_test.go:") || !strings.Contains(failures[0], want) {
				t.Errorf("failures %q, want one with %q", failures, want)
			}
		})
	}
}
