package at

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// told collects what After is told.
type told chan error

func (c told) after(err error) { c <- err }

// A caller that did not wait is told how its command ended, before the next one goes out.
func TestAfter(t *testing.T) {
	for name, test := range map[string]struct {
		reply string
		check func(error) bool
	}{
		"carried out": {`"\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"`, func(err error) bool { return err == nil }},
		"failed":      {`"\r\nRecv 4 bytes\r\n\r\nSEND FAIL\r\n"`, func(err error) bool { return errors.Is(err, ErrDoubt) }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := start(t, `
					> "AT+CIPSEND=0,4\r\n"
					< "\r\nOK\r\n> "
					> "data"
					~ 500ms
					< `+test.reply)
				outcome := make(told, 1)
				err := b.Send(within(t, 100*time.Millisecond), four.After(outcome.after), []byte("data"))
				if !expired(err) {
					t.Error(err)
				}
				// The condition of a command that waits its turn sees what was told.
				seen := false
				err = b.Command(context.Background(), Exec("GMR").When(func() error {
					seen = len(outcome) == 1
					return errBusy
				}), nil)
				if err != errBusy || !seen {
					t.Errorf("%v, told before the next command: %v", err, seen)
				}
				if err := <-outcome; !test.check(err) {
					t.Errorf("told %v", err)
				}
				b.end()
			})
		})
	}
}

// After is not called for a command that was not written, nor for one whose outcome its caller got.
func TestAfterIsNotCalled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CWLAP\r\n"
			~ 1s
			< "\r\nOK\r\n"`)
		outcome := make(told, 2)
		done := make(chan error)
		go func() { done <- b.Command(context.Background(), Exec("CWLAP").After(outcome.after), nil) }()
		synctest.Wait()
		if err := b.Command(within(t, time.Millisecond), Exec("GMR").After(outcome.after), nil); err != context.DeadlineExceeded {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if len(outcome) > 0 {
			t.Errorf("told %v", <-outcome)
		}
		b.end()
	})
}

// What a Receive took from the module is gone where its caller did not wait.
func TestAfterReceive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPRECVDATA=0,4\r\n"
			~ 500ms
			< "\r\n+CIPRECVDATA,4:data\r\nOK\r\n"`)
		outcome := make(told, 1)
		_, _, err := b.Receive(within(t, time.Millisecond), Set("CIPRECVDATA").Int(0).Int(4).After(outcome.after), make([]byte, 4))
		if !expired(err) {
			t.Error(err)
		}
		if err := <-outcome; !errors.Is(err, ErrDoubt) {
			t.Errorf("told %v", err)
		}
		b.end()
	})
}

// A command's own limit counts where the context has none, also in the queue.
func TestWithin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CWLAP\r\n"
			~ 2s
			< "\r\nOK\r\n"
			> "AT+GMR\r\n"
			< "\r\nOK\r\n"`)
		begin := time.Now()
		if err := b.Command(context.Background(), Exec("CWLAP").Within(time.Second), nil); !expired(err) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if err := b.Command(context.Background(), Exec("GMR").Within(500*time.Millisecond), nil); err != context.DeadlineExceeded {
			t.Error(err)
		}
		if err := b.Command(within(t, time.Minute), Exec("GMR").Within(time.Millisecond), nil); err != nil {
			t.Error(err)
		}
		b.end()
	})
}

// stuck is a port whose line does not move: writes block until it is closed.
type stuck struct {
	hostEnd
	hold chan struct{}
}

func (s stuck) Write(p []byte) (int, error) {
	<-s.hold
	return s.hostEnd.Write(p)
}

func (s stuck) Close() error {
	close(s.hold)
	return s.hostEnd.Close()
}

// A call returns with its context also while the port blocks.
func TestCancelledWhilePortBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := New(stuck{hostEnd{newWire()}, make(chan struct{})}, Handler{}, Limits{})
		begin := time.Now()
		for range 2 {
			if err := d.Send(within(t, time.Second), four, []byte("data")); err != context.DeadlineExceeded {
				t.Error(err)
			}
		}
		if time.Since(begin) != 2*time.Second {
			t.Errorf("took %v", time.Since(begin))
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
	})
}
