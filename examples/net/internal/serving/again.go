package serving

import (
	"context"
	"time"

	"drivergen/examples/net/internal/rounds"
)

const (
	tries     = 8
	firstWait = 50 * time.Millisecond
	longest   = 500 * time.Millisecond
)

// Again does a client's job until it succeeds, up to eight times with pauses that grow: a module that loses a connection, or
// restarts, has it back in a while. It returns the last error.
func Again(ctx context.Context, job func(ctx context.Context) error) error {
	return AgainIf(ctx, func(error) bool { return true }, job)
}

// AgainIf is Again where a job that failed is done again only after errors for which may holds.
func AgainIf(ctx context.Context, may func(error) bool, job func(ctx context.Context) error) error {
	wait := firstWait
	for try := 1; ; try++ {
		err := job(ctx)
		if err == nil || try == tries || !may(err) || rounds.Pause(ctx, wait) != nil {
			return err
		}
		wait = min(2*wait, longest)
	}
}
