package wifi

import (
	"context"
	"errors"
)

// errEnded ends a Stay or a Keep without an error of its own.
var errEnded = errors.New("ended by its owner")

// keepers are the calls that keep something up. The lock of their station guards them.
type keepers map[*keeper]struct{}

// A keeper is one Stay or Keep.
type keeper struct {
	cancel  context.CancelCauseFunc
	changed chan struct{} // has a value where the keeper is to look what is left
}

// poke has every keeper look.
func (k keepers) poke() {
	for one := range k {
		one.poke()
	}
}

// end ends every keeper.
func (k keepers) end() {
	for one := range k {
		one.cancel(errEnded)
	}
}

func (k *keeper) poke() {
	select {
	case k.changed <- struct{}{}:
	default: // one is enough
	}
}

// keep registers a keeper until done is called. Its context ends with ctx, and by end.
func (s *Station) keep(ctx context.Context, among *keepers) (inner context.Context, k *keeper, done func()) {
	inner, cancel := context.WithCancelCause(ctx)
	k = &keeper{cancel, make(chan struct{}, 1)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if *among == nil {
		*among = keepers{}
	}
	(*among)[k] = struct{}{}
	return inner, k, func() {
		cancel(nil)
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(*among, k)
	}
}

// whyEnded returns what a keeper returns when err ended it, or its context.
func whyEnded(inner context.Context, err error) error {
	switch cause := context.Cause(inner); cause {
	case nil:
		return err
	case errEnded:
		return nil
	default:
		return cause
	}
}
