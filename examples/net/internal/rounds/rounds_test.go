package rounds_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/rounds"
)

func parse(t *testing.T, args ...string) *rounds.Rounds {
	t.Helper()
	var r rounds.Rounds
	fs := flag.NewFlagSet("tryout", flag.ContinueOnError)
	r.Flags(fs, 10*time.Second)
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	return &r
}

func TestDo(t *testing.T) {
	failure := errors.New("it\nfailed")
	for _, tt := range []struct {
		args     string
		failing  int // the round that fails
		jobs     int
		took     time.Duration
		out, log string
		err      error
	}{
		{args: "", jobs: 1},
		{args: "--count 3", jobs: 3, took: 20 * time.Second, out: "\n-------- 1 --------\n\n-------- 2 --------\n\n-------- 3 --------\n"},
		{args: "--count 2 --interval 1h", jobs: 2, took: time.Hour, out: "\n-------- 1 --------\n\n-------- 2 --------\n"},
		{args: "--count 3", failing: 2, jobs: 2, took: 10 * time.Second, out: "\n-------- 1 --------\n\n-------- 2 --------\n", err: failure},
		{args: "--count 0", failing: 2, jobs: 3, took: 25 * time.Second, log: "it failed\n", err: context.DeadlineExceeded,
			out: "\n-------- 1 --------\n\n-------- 2 --------\n\n-------- 3 --------\n"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := parse(t, strings.Fields(tt.args)...)
			if r.Endless(true) != (tt.args == "--count 0") {
				t.Errorf("%s: Endless is %v", tt.args, r.Endless(true))
			}
			ctx := t.Context()
			if r.Endless(true) {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, tt.took)
				defer cancel()
			}
			var out, log bytes.Buffer
			began, jobs := time.Now(), 0
			err := r.Do(ctx, &board.Board{Out: &out, Log: &log}, func(context.Context) error {
				if jobs++; jobs == tt.failing {
					return failure
				}
				return nil
			})
			if took := time.Since(began); took != tt.took || jobs != tt.jobs || err != tt.err || out.String() != tt.out || log.String() != tt.log {
				t.Errorf("%s: %d jobs in %v, %v, printed %q and %q", tt.args, jobs, took, err, out.String(), log.String())
			}
		})
	}
}
