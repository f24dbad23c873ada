package tmc2209

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"drivergen/examples/stepper/fakemotor"
	"drivergen/examples/stepper/generated/stepper"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A bench is a motor and what it has told, in time that passes only while everybody waits.
type bench struct {
	t     *testing.T
	dev   stepper.Motor
	motor *fakemotor.Motor

	mu   sync.Mutex
	told []string
}

func inBubble(t *testing.T, slide int, f func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		motor := fakemotor.New(slide)
		b := &bench{t: t, dev: newMotor(motor), motor: motor}
		b.dev.Subscribe(stepper.MotorEvents{
			Homed:   func() { b.tell("homed") },
			Stepped: func(position int32) { b.tell(fmt.Sprint("at ", position)) },
			Arrived: func(position int32) { b.tell(fmt.Sprint("arrived at ", position)) },
			Stalled: func(position int32, cause error) {
				b.tell(fmt.Sprint("stalled at ", position))
				if cause != nil {
					b.tell(cause.Error())
				}
			},
		})
		f(b)
		b.check("release", b.dev.Release(t.Context()), nil)
	})
}

func (b *bench) tell(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = append(b.told, what)
}

func (b *bench) check(what string, err, want error) {
	b.t.Helper()
	if !errors.Is(err, want) {
		b.t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// after lets time pass, and compares what the motor has told until then.
func (b *bench) after(d time.Duration, state stepper.MotorState, told ...string) {
	b.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	if got := b.dev.State(b.t.Context()); got != state {
		b.t.Errorf("it is %v, want %v", got, state)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.Equal(b.told, told) {
		b.t.Errorf("told %q, want %q", b.told, told)
	}
	b.told = nil
}

// homed homes a motor whose slide was 4 steps away.
func (b *bench) homed() {
	b.t.Helper()
	b.check("home", b.dev.Home(b.t.Context()), nil)
	b.after(5*time.Second/homingSpeed, stepper.MotorStateIdle, "homed")
}

func TestMoveTakesItsTime(t *testing.T) {
	inBubble(t, 4, func(b *bench) {
		b.homed()
		b.check("move", b.dev.Move(t.Context(), 3, 10), nil)
		b.after(250*time.Millisecond, stepper.MotorStateMoving, "at 1", "at 2")
		b.after(50*time.Millisecond, stepper.MotorStateIdle, "at 3", "arrived at 3")
		b.check("move back", b.dev.Move(t.Context(), 1, 1000), nil)
		b.after(2*time.Millisecond, stepper.MotorStateIdle, "at 2", "at 1", "arrived at 1")
		if slide := b.motor.Slide(); slide != 1 {
			t.Errorf("the slide is at %d", slide)
		}
		b.check("move nowhere", b.dev.Move(t.Context(), 1, 1000), nil)
		b.after(0, stepper.MotorStateIdle, "arrived at 1")
	})
}

// A handler that is slow gets the newest position, not all of them.
func TestSlowHandlerGetsNewestPosition(t *testing.T) {
	inBubble(t, 4, func(b *bench) {
		b.homed()
		var seen []int32
		sub := b.dev.Subscribe(stepper.MotorEvents{Stepped: func(position int32) {
			seen = append(seen, position)
			time.Sleep(56 * time.Millisecond)
		}})
		defer sub.Cancel()
		b.check("move", b.dev.Move(t.Context(), 20, 100), nil)
		time.Sleep(time.Second)
		synctest.Wait()
		if want := []int32{1, 6, 12, 17, 20}; !slices.Equal(seen, want) {
			t.Errorf("positions %v, want %v", seen, want)
		}
	})
}

func TestStall(t *testing.T) {
	inBubble(t, 4, func(b *bench) {
		b.homed()
		b.check("move", b.dev.Move(t.Context(), 10, 100), nil)
		b.after(25*time.Millisecond, stepper.MotorStateMoving, "at 1", "at 2")
		b.motor.Block(true)
		b.after(time.Second, stepper.MotorStateStalled, "stalled at 2")
		b.check("move", b.dev.Move(t.Context(), 10, 100), stepper.ESTALLED)
		b.check("home while it is blocked", b.dev.Home(t.Context()), nil)
		b.after(time.Second, stepper.MotorStateStalled, "stalled at 2")
		b.motor.Block(false)
		b.homed()
	})
}

func TestSwitchThatIsNotThere(t *testing.T) {
	inBubble(t, 2*int(stepper.Travel), func(b *bench) {
		b.check("home", b.dev.Home(t.Context()), nil)
		b.after(time.Minute, stepper.MotorStateStalled, fmt.Sprint("stalled at ", -stepper.Travel-1), errNoSwitch.Error())
	})
	inBubble(t, 4, func(b *bench) { // the end of the rail stops the slide
		b.motor.BreakSwitch()
		b.check("home", b.dev.Home(t.Context()), nil)
		b.after(time.Minute, stepper.MotorStateStalled, "stalled at -4")
	})
}

func TestUnplugged(t *testing.T) {
	inBubble(t, 4, func(b *bench) {
		b.homed()
		b.check("move", b.dev.Move(t.Context(), 10, 100), nil)
		b.motor.Unplug(true)
		b.after(time.Second, stepper.MotorStateStalled, "stalled at 0", "step: input/output error: fakemotor: unplugged")
		b.check("home", b.dev.Home(t.Context()), stepper.EIO)
		b.after(0, stepper.MotorStateUnhomed)
		b.motor.Unplug(false)
		b.homed()
	})
}

func TestReleaseStopsAtOnce(t *testing.T) {
	inBubble(t, 4, func(b *bench) {
		b.homed()
		b.check("move", b.dev.Move(t.Context(), 10, 100), nil)
		b.after(25*time.Millisecond, stepper.MotorStateMoving, "at 1", "at 2")
		b.check("release", b.dev.Release(t.Context()), nil)
		b.after(time.Second, stepper.MotorStateUnhomed)
		b.check("move", b.dev.Move(t.Context(), 10, 100), stepper.EUNHOMED)
		if slide := b.motor.Slide(); slide != 2 {
			t.Errorf("the slide is at %d", slide)
		}
	})
}
