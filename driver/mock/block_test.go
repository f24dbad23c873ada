package mock_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/driver/mock"
)

// A key of values in contexts.
type key struct{}

func TestBlockedCallIsReleased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSensor(t)
		release := make(chan struct{})
		s.EXPECT().Set("a", nil, "").Block(release).Return(io.EOF).Then()
		done := make(chan error, 1)
		go func() { done <- s.Set(ctx, "a", nil, "") }()
		synctest.Wait()
		if len(done) > 0 {
			t.Fatalf("the call returned %v before it was released", <-done)
		}
		close(release)
		if err := <-done; err != io.EOF {
			t.Errorf("the released call returned %v", err)
		}
		if err := s.Set(ctx, "a", nil, ""); err != nil {
			t.Errorf("the next step: %v", err)
		}
	})
}

func TestBlockedCallEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSensor(t)
		s.EXPECT().Read().Block(nil).Times(2)
		expired, cancel := context.WithTimeout(ctx, time.Hour)
		defer cancel()
		if _, _, err := s.Read(expired, nil); !errors.Is(err, driver.ETIMEDOUT) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after its deadline: %v", err)
		}
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		if _, _, err := s.Read(cancelled, nil); !errors.Is(err, driver.ECANCELED) {
			t.Errorf("after it was cancelled: %v", err)
		}
	})
}

func TestUnexpectedCallReleasesWhoeverBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		s := newSensor(&r)
		s.EXPECT().Set("block", nil, "").Block(nil)
		s.EXPECT().Set("do", nil, "").Do(func(ctx context.Context, _ string, _ []byte, _ string) error {
			<-ctx.Done()
			return context.Cause(ctx)
		})
		s.ReadFunc = func(context.Context, []byte) (int, string, error) {
			<-s.ctl.Failed()
			return 0, "", mock.ErrUnexpected
		}
		done := make(chan error)
		go func() { done <- s.Set(ctx, "block", nil, "") }()
		go func() { done <- s.Set(ctx, "do", nil, "") }()
		go func() { _, _, err := s.Read(ctx, nil); done <- err }()
		waited := make(chan bool)
		go func() { waited <- s.wait(ctx, set.Times(9)) }()
		go func() { waited <- s.ctl.Idle(ctx, nil) }()
		synctest.Wait()
		_ = s.Set(ctx, "unexpected", nil, "")
		for range 3 {
			if err := <-done; !errors.Is(err, mock.ErrUnexpected) {
				t.Errorf("a blocked call returned %v", err)
			}
		}
		for range 2 {
			if <-waited {
				t.Error("a wait says that what it waits for came")
			}
		}
		wantFailures(t, r.failures, "unexpected call Set")
	})
}

func TestTheEndOfTheTestReleasesWhoeverBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r recorder
		s := newSensor(&r)
		s.EXPECT().Set("a", nil, "").Block(nil)
		done := make(chan error)
		go func() { done <- s.Set(ctx, "a", nil, "") }()
		synctest.Wait()
		wantFailures(t, r.end())
		if err := <-done; !errors.Is(err, driver.EIO) {
			t.Errorf("the blocked call returned %v", err)
		}
	})
}

func TestContextOfADoFunction(t *testing.T) {
	s := newSensor(t)
	var kept context.Context
	s.EXPECT().Set("a", nil, "").Times(2).Do(func(ctx context.Context, _ string, _ []byte, _ string) error {
		kept = ctx
		if v, _ := ctx.Value(key{}).(string); v != "value" {
			t.Errorf("the context holds %q", v)
		}
		return ctx.Err()
	})
	parent, cancel := context.WithCancel(context.WithValue(ctx, key{}, "value"))
	if err := s.Set(parent, "a", nil, ""); err != nil || kept.Err() == nil {
		t.Errorf("the call returned %v; afterwards its context says %v", err, kept.Err())
	}
	cancel()
	if err := s.Set(parent, "a", nil, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
}

func TestDoFunctionOfACallWithoutAContext(t *testing.T) {
	s := newSensor(t)
	s.EXPECT().Set("a", nil, "").Do(func(ctx context.Context, _ string, _ []byte, _ string) error {
		if ctx != nil {
			t.Errorf("the context is %v", ctx)
		}
		return io.EOF
	})
	var none context.Context
	if err := s.Set(none, "a", nil, ""); err != io.EOF {
		t.Error(err)
	}
}

func TestNilDoFunction(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	s.EXPECT().Set("a", nil, "").Do(nil)
	_ = s.Set(ctx, "a", nil, "")
	wantFailures(t, r.end(), ": Do must not be given a nil function")
}

func TestPanic(t *testing.T) {
	s := newSensor(t)
	s.EXPECT().Set("a", nil, "").Panic("firmware").Then().Return(io.EOF)
	func() {
		defer func() {
			if v := recover(); v != "firmware" {
				t.Errorf("the call panicked with %v", v)
			}
		}()
		_ = s.Set(ctx, "a", nil, "")
	}()
	if err := s.Set(ctx, "a", nil, ""); err != io.EOF {
		t.Errorf("after the panic: %v", err)
	}
}
