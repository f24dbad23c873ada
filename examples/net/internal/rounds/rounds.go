// Package rounds has a program do its job again and again, as those that it is the counterpart of do for ever.
package rounds

import (
	"context"
	"flag"
	"fmt"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
)

// Rounds is how often a job is done.
type Rounds struct {
	count    int
	interval time.Duration
}

// Flags adds the flags --count and --interval, which is as long as the counterpart pauses unless it is given.
func (r *Rounds) Flags(fs *flag.FlagSet, interval time.Duration) {
	fs.IntVar(&r.count, "count", 1, "`TIMES` that it is done, 0: until Control-C")
	fs.DurationVar(&r.interval, "interval", interval, "`DURATION` between two times")
}

// Check looks for mistakes of usage.
func (r *Rounds) Check() error {
	switch {
	case r.count < 0:
		return fmt.Errorf("--count %d: want 1 or more, or 0 for until Control-C", r.count)
	case r.interval < 0:
		return fmt.Errorf("--interval %v: want a duration such as 10s", r.interval)
	}
	return nil
}

// Endless reports whether the job is done until the program is interrupted. It is for Program.Serves.
func (r *Rounds) Endless(bool) bool { return r.count == 0 }

// Do does a job as often as the flags say. It ends with the first error; an endless program tells of it, and goes on.
func (r *Rounds) Do(ctx context.Context, b *board.Board, job func(ctx context.Context) error) error {
	for n := 1; ; n++ {
		if r.count != 1 {
			fmt.Fprintf(b.Out, "\n-------- %d --------\n", n)
		}
		err := job(ctx)
		switch {
		case err != nil && (r.count != 0 || ctx.Err() != nil):
			return err
		case err != nil:
			fmt.Fprintln(b.Log, console.OneLine(err))
		case n == r.count:
			return nil
		}
		if err := Pause(ctx, r.interval); err != nil {
			return err
		}
	}
}

// Pause waits for a time, or until the context ends, whose error it returns then.
func Pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
