package js_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/dop251/goja"

	"drivergen/driver/js"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevjs"
	"drivergen/generated/netdev/netdevmock"
)

// A handLoop is a loop that a test turns by hand.
type handLoop struct {
	vm *goja.Runtime

	mu    sync.Mutex
	jobs  []func(*goja.Runtime)
	ended bool
}

func (l *handLoop) RunOnLoop(f func(*goja.Runtime)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.jobs = append(l.jobs, f)
	}
	return !l.ended
}

// turn runs what was posted and returns what a job panicked with.
func (l *handLoop) turn() (thrown any) {
	synctest.Wait()
	for {
		l.mu.Lock()
		if len(l.jobs) == 0 {
			l.mu.Unlock()
			return thrown
		}
		job := l.jobs[0]
		l.jobs = l.jobs[1:]
		l.mu.Unlock()
		func() {
			defer func() {
				if p := recover(); p != nil {
					thrown = p
				}
			}()
			job(l.vm)
		}()
		synctest.Wait()
	}
}

// bound runs a test of a mock that is bound in a runtime whose loop the test turns.
func bound(t *testing.T, test func(l *handLoop, m *netdevmock.Mock, b *netdevjs.Binding), opts ...js.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &handLoop{vm: goja.New()}
		m := netdevmock.New(t)
		b := netdevjs.Install(l.vm, l, m, opts...)
		defer b.End()
		test(l, m, b)
	})
}

func (l *handLoop) eval(t *testing.T, script string) goja.Value {
	t.Helper()
	v, err := l.vm.RunString(script)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Where nobody asked for it, what a callback throws is a panic on the loop, when the device has gone on already.
func TestExceptionOfACallbackIsThrownOnTheLoop(t *testing.T) {
	bound(t, func(l *handLoop, m *netdevmock.Mock, _ *netdevjs.Binding) {
		m.ListenFunc = func(context.Context, netdev.FD, int) error { return nil }
		l.eval(t, `
			let answers = 0;
			__netdev.listen(0, () => {
				answers++;
				throw new Error('a mistake');
			});
			__netdev.listen(0, () => { answers++ });`)
		thrown := l.turn()
		err, ok := thrown.(error)
		if !ok || !strings.Contains(err.Error(), "a mistake") || !strings.Contains(err.Error(), ":5:") {
			t.Errorf("thrown %v", thrown)
		}
		if n := l.eval(t, `answers`).ToInteger(); n != 2 {
			t.Errorf("%d answers", n)
		}
	})
}

func TestInstallDefinesGlobal(t *testing.T) {
	bound(t, func(l *handLoop, _ *netdevmock.Mock, b *netdevjs.Binding) {
		if !l.eval(t, `global === globalThis && '__netdev' in global`).ToBoolean() || l.eval(t, `global.__netdev`) != b.Object() {
			t.Error("the object is not global")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		l := &handLoop{vm: goja.New()}
		l.eval(t, `var global = {mine: true}`)
		b := netdevjs.Install(l.vm, l, netdevmock.New(t))
		defer b.End()
		if !l.eval(t, `global.mine === true && global.__netdev === globalThis.__netdev`).ToBoolean() {
			t.Error("a global of the script's own does not have the device")
		}
	})
}

// The device's events wait for the loop, so that a script is never told more than it can take.
func TestEventsWaitForTheLoop(t *testing.T) {
	bound(t, func(l *handLoop, m *netdevmock.Mock, b *netdevjs.Binding) {
		first, second := make(chan struct{}), make(chan struct{})
		other := m.Subscribe(netdev.NetDevEvents{Connected: func(netdev.FD) { close(first) }, ShutDown: func(netdev.FD) { close(second) }})
		defer other.Cancel()
		m.Fire().Connected(1)
		m.Fire().ShutDown(1)
		synctest.Wait()
		select {
		case <-second:
			t.Error("the second event did not wait for the loop")
		default:
		}
		l.turn()
		<-first
		<-second
		m.Fire().Closed(1, nil)
		synctest.Wait()
		b.End() // the loop is turned no more
		synctest.Wait()
	})
}

func TestLoopThatTakesNothing(t *testing.T) {
	bound(t, func(l *handLoop, m *netdevmock.Mock, b *netdevjs.Binding) {
		l.ended = true
		m.ListenFunc = func(context.Context, netdev.FD, int) error { return nil }
		l.eval(t, `__netdev.listen(0, () => { throw 1 }); __netdev.connect(0, 'x', 70000, () => { throw 2 })`)
		m.Fire().Closed(1, nil)
		if thrown := l.turn(); thrown != nil {
			t.Error(thrown)
		}
		b.End()
	})
}

func TestAfterEach(t *testing.T) {
	each := 0
	bound(t, func(l *handLoop, m *netdevmock.Mock, b *netdevjs.Binding) {
		m.ListenFunc = func(context.Context, netdev.FD, int) error { return nil }
		l.eval(t, `__netdev.listen(0)`)
		if !b.Busy() {
			t.Error("not busy while a call is under way")
		}
		l.turn()
		if each != 1 || b.Busy() {
			t.Errorf("told %d times, busy %v", each, b.Busy())
		}
	}, js.AfterEach(func() { each++ }))
}
