package web

import (
	"context"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/rounds"
)

const (
	// attempts is how often a request is made whose connection is lost.
	attempts = 4
	// pause is how long the first connection that is lost is left alone; it is twice as long each further time.
	pause = 100 * time.Millisecond
)

// repeat tries something until it succeeds, fails with what may not be tried again, or has failed often enough.
func repeat(ctx context.Context, b *board.Board, may func(error) bool, try func() error) error {
	for n := 1; ; n++ {
		err := try()
		if err == nil || ctx.Err() != nil || n == attempts || !may(err) {
			return err
		}
		b.Step("again", "%v", err)
		if err := rounds.Pause(ctx, pause<<(n-1)); err != nil {
			return err
		}
	}
}
