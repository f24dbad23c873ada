package runtime

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/dop251/goja"
)

// timers are those of the script that are set. A timer keeps the program running.
type timers struct {
	loop  *Loop
	last  int64    // the number given last
	queue []*timer // the next one first
	alarm *time.Timer
}

type timer struct {
	number int64
	due    time.Time
	every  time.Duration // 0: once
	run    goja.Callable
	args   []goja.Value
}

// before orders timers: of two that are due at once the one that was set first goes first.
func (t *timer) before(other *timer) int {
	return cmp.Or(t.due.Compare(other.due), cmp.Compare(t.number, other.number))
}

func (t *timers) count() int { return len(t.queue) }

// install sets the global functions.
func (t *timers) install(vm *goja.Runtime) {
	vm.Set("setTimeout", func(call goja.FunctionCall) goja.Value {
		return t.set(call, 2, duration(call.Argument(1).ToFloat(), time.Millisecond), 0)
	})
	vm.Set("setInterval", func(call goja.FunctionCall) goja.Value {
		every := max(duration(call.Argument(1).ToFloat(), time.Millisecond), time.Millisecond)
		return t.set(call, 2, every, every)
	})
	vm.Set("setImmediate", func(call goja.FunctionCall) goja.Value { return t.set(call, 1, 0, 0) })
	for _, name := range []string{"clearTimeout", "clearInterval", "clearImmediate"} {
		vm.Set(name, t.clear)
	}
	vm.Set("delay", func(ms float64) { t.wait(duration(ms, time.Millisecond)) })
	vm.Set("delayMicroseconds", func(us float64) { t.wait(duration(us, time.Microsecond)) })
	began := time.Now()
	vm.Set("millis", func() int64 { return time.Now().UnixMilli() })
	vm.Set("micros", func() int64 { return time.Since(began).Microseconds() })
}

// duration returns a script's number of units; what is no time is none.
func duration(n float64, unit time.Duration) time.Duration {
	const most = math.MaxInt64 / 4
	if math.IsNaN(n) || n <= 0 {
		return 0
	}
	return time.Duration(min(n*float64(unit), most))
}

// set sets a timer of a call whose arguments from the skipped ones on are the function's.
func (t *timers) set(call goja.FunctionCall, skip int, after, every time.Duration) goja.Value {
	run, ok := goja.AssertFunction(call.Argument(0))
	if !ok {
		panic(t.loop.vm.NewTypeError("a timer needs a function to call, not %s", call.Argument(0)))
	}
	args := slices.Clone(call.Arguments[min(skip, len(call.Arguments)):]) // goja uses the slice again
	t.last++
	t.insert(&timer{t.last, time.Now().Add(after), every, run, args})
	t.arm()
	return t.loop.vm.ToValue(t.last)
}

func (t *timers) insert(next *timer) {
	i, _ := slices.BinarySearchFunc(t.queue, next, (*timer).before)
	t.queue = slices.Insert(t.queue, i, next)
}

// arm sets the alarm to the next timer.
func (t *timers) arm() {
	if len(t.queue) == 0 {
		return
	}
	after := time.Until(t.queue[0].due)
	if t.alarm == nil {
		t.alarm = time.AfterFunc(after, func() { t.loop.RunOnLoop(func(*goja.Runtime) { t.fire() }) })
	} else {
		t.alarm.Reset(after)
	}
}

// fire calls what is due. What is set meanwhile waits for the next time.
func (t *timers) fire() {
	now, last := time.Now(), t.last
	for len(t.queue) > 0 && !t.loop.over.Load() {
		next := t.queue[0]
		if next.due.After(now) || next.number > last {
			break
		}
		t.queue = slices.Delete(t.queue, 0, 1)
		if next.every > 0 {
			next.due = time.Now().Add(next.every)
			t.insert(next)
		}
		if !t.loop.call(next.run, next.args...) {
			t.remove(next.number) // as Kaluma does: an interval would throw again and again
		}
	}
	t.arm()
}

func (t *timers) clear(call goja.FunctionCall) goja.Value {
	t.remove(call.Argument(0).ToInteger())
	return goja.Undefined()
}

func (t *timers) remove(number int64) {
	t.queue = slices.DeleteFunc(t.queue, func(other *timer) bool { return other.number == number })
}

// stop stops the alarm.
func (t *timers) stop() {
	if t.alarm != nil {
		t.alarm.Stop()
	}
}

// wait holds the whole program, as Kaluma does; the end of the run ends it.
func (t *timers) wait(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-t.loop.ctx.Done():
	}
}
