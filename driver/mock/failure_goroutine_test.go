package mock_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"drivergen/driver"
	"drivergen/driver/mock"
)

// inProcess is the environment variable that names the test that a process was started
// for: what a real test prints, and how it ends, is seen from outside only.
const inProcess = "DRIVERGEN_MOCK_TEST"

// failing runs inner as the test t in a process of its own, in which it must fail, and
// returns what that printed. In that process it runs inner and reports false.
func failing(t *testing.T, inner func(t *testing.T)) (out string, outside bool) {
	t.Helper()
	if os.Getenv(inProcess) == t.Name() {
		inner(t)
		return "", false
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inProcess+"="+t.Name())
	printed, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(printed), "--- FAIL: "+t.Name()) {
		t.Fatalf("the test ended with %v\n%s", err, printed)
	}
	for _, trouble := range []string{"panic", "DATA RACE", "fatal error"} {
		if strings.Contains(string(printed), trouble) {
			t.Fatalf("%s:\n%s", trouble, printed)
		}
	}
	return string(printed), true
}

func TestUnexpectedCallsOnSeveralGoroutinesFailATest(t *testing.T) {
	out, outside := failing(t, callOnSeveralGoroutines)
	if !outside {
		return
	}
	if n := strings.Count(out, "failure_goroutine_test.go:"); n != 8*8*2 || strings.Contains(out, "not marked") {
		t.Errorf("%d places, want two for each of 64 calls:\n%s", n, out)
	}
	for i := range 8 {
		want := fmt.Sprintf("unexpected call Set(\"key%d\", \"x\", [redacted])\n", i)
		if n := strings.Count(out, want); n != 8 {
			t.Errorf("%d of 8 times %s%s", n, want, out)
		}
	}
}

func callOnSeveralGoroutines(t *testing.T) {
	s := newSensor(t)
	s.EXPECT().Set("key", []byte("x"), "").AnyTimes()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for range 8 {
				if err := s.Set(ctx, fmt.Sprint("key", i), []byte("x"), ""); !errors.Is(err, mock.ErrUnexpected) || !errors.Is(err, driver.EIO) {
					t.Errorf("the call returns %v", err)
				}
				if !t.Failed() {
					t.Error("not marked")
				}
			}
		})
	}
	group.Wait()
}

// A goroutine that a test has left behind calls the mock while the next test runs: no panic
// and no failure of the wrong test.
func TestUnexpectedCallsAfterTheTestAreNotReported(t *testing.T) {
	out, outside := failing(t, callAfterTheTest)
	if outside && (strings.Contains(out, "unexpected call") || strings.Contains(out, "returns") ||
		!strings.Contains(out, "--- PASS: "+t.Name()+"/left")) {
		t.Errorf("the output is\n%s", out)
	}
}

func callAfterTheTest(t *testing.T) {
	var s *sensor
	ended, called := make(chan struct{}), make(chan error, 8)
	t.Run("left", func(t *testing.T) {
		s = newSensor(t)
		for range 8 {
			go func() {
				<-ended
				called <- s.Set(ctx, "late", nil, "")
			}()
		}
	})
	close(ended)
	for range 8 {
		if err := <-called; !errors.Is(err, mock.ErrUnexpected) {
			t.Errorf("a late call returns %v", err)
		}
	}
	t.Error("the end")
}

// Calls that come while the test ends are reported before its end, or not at all.
func TestUnexpectedCallsWhileTheTestEnds(t *testing.T) {
	failing(t, callWhileTheTestEnds)
}

func callWhileTheTestEnds(t *testing.T) {
	for range 200 {
		var group sync.WaitGroup
		start := make(chan struct{})
		t.Run("ending", func(t *testing.T) {
			ctl, _ := single[any](t)
			for range 4 {
				group.Go(func() {
					<-start
					late := newSession(nil)
					_ = mock.Results0(call[any](ctl, &late))
					late.ID, late.Peers[0].Name, late.Options["late"] = 1, "late", 1 // the caller's again
				})
			}
			close(start)
		})
		group.Wait()
	}
	t.Error("the end")
}

// calling calls the mock whose failure it is printed in.
type calling struct{ call func() }

func (c calling) String() string {
	c.call()
	return "calling"
}

// The text of a failure is made with no lock held.
func TestTextOfAnArgumentMayCallTheMock(t *testing.T) {
	var r recorder
	ctl, expect := single[any](&r)
	expect.M(1)
	inner := sync.OnceFunc(func() { _ = mock.Results0(call[any](ctl, 2)) })
	_ = mock.Results0(call[any](ctl, calling{inner}))
	want := []string{`
P: unexpected call M(2)
  nearest expectation (P): v: want 1, got 2`, `
P: unexpected call M(calling)
  nearest expectation (P): v: want int(1), got mock_test.calling(calling)`}
	for i, failure := range r.failures {
		if i < len(want) && placeless(failure) != want[i][1:] {
			t.Errorf("failure %d is\n%s", i, failure)
		}
	}
	if len(r.failures) != len(want) {
		t.Errorf("the failures are %q", r.failures)
	}
}
