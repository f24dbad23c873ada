package conform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
)

var dial = Call{Name: "dial", Errnos: []driver.Errno{driver.EIO, driver.ECANCELED}}

// bench is a suite with a test for every way to end.
var bench = Suite[int]{
	Name:   "bench.Bench",
	Limits: []string{"dials"},
	Groups: []Group[int]{
		{Name: "sound", Tests: []Test[int]{
			{Name: "passes", Run: func(_ int, t *T) { t.Succeeds(&dial, nil) }},
			{Name: "limited", Needs: []string{"dials"}, Run: func(_ int, t *T) { t.Fatalf("it ran") }},
			{Name: "lacking", Run: func(_ int, t *T) { t.Did("a_peer", Lacks("a_peer")) }},
		}},
		{Name: "dial", Calls: []string{"Hardware.Open", "Hardware.Dial"}, Tests: []Test[int]{
			{Name: "waits", Run: func(_ int, t *T) {
				t.Succeeds(&dial, driver.Wrap("dial", driver.NotFilledIn{Call: "Hardware.Open"}))
			}},
			{Name: "waits_too", Run: func(_ int, t *T) {
				t.Fails(&dial, driver.NotFilledIn{Call: "Hardware.Open"}, driver.ENOSYS)
			}},
		}},
		{Name: "broken", Tests: []Test[int]{
			{Name: "errno", Run: func(_ int, t *T) { t.Fails(&dial, driver.EPERM, driver.EIO) }},
			{Name: "succeeds", Run: func(_ int, t *T) { t.Fails(&dial, nil, driver.EIO) }},
			{Name: "unlisted", Run: func(_ int, t *T) { t.Listed(&dial, driver.EPERM) }},
			{Name: "no_errno", Run: func(_ int, t *T) { t.Listed(&dial, errors.New("it broke")) }},
			{Name: "panics", Run: func(_ int, _ *T) { panic("a wrong index") }},
			{Name: "world", Run: func(_ int, t *T) { t.Did("a_peer", errors.New("no route")) }},
			{Name: "pieces", Run: func(_ int, t *T) {
				_, err := Full(make([]byte, 4), 2, func([]byte) (int, error) { return 0, nil })
				t.Succeeds(&dial, err)
			}},
			{Name: "overrun", Run: func(_ int, t *T) {
				_, err := Full(make([]byte, 4), 2, func([]byte) (int, error) { return 9, nil })
				t.Succeeds(&dial, err)
			}},
			{Name: "value", Run: func(_ int, t *T) { Equal(t, "dial: n", 3, 4) }},
			{Name: "data", Run: func(_ int, t *T) { t.Data("dial: data", []byte("a\x00"), []byte("ab")) }},
			{Name: "names", Run: func(_ int, t *T) { t.FailsNaming(&dial, driver.EIO, driver.EIO, "port") }},
			{Name: "early", Run: func(_ int, t *T) { t.Deadline(&dial, time.Minute, func(context.Context) error { return nil }) }},
			{Name: "late", Run: func(_ int, t *T) { t.Promptly(&dial, func() { <-t.Within(40 * time.Millisecond).Done() }) }},
			{Name: "cause", Run: func(_ int, t *T) { t.Cause("closed: cause", driver.EIO, 0) }},
		}},
	},
}

// says is a part of what each test of the group broken says.
var says = map[string]string{
	"errno": "want EIO, got EPERM", "succeeds": "want EIO, got success", "unlisted": "not one of its errors",
	"no_errno": "carries no errno", "panics": "panic: a wrong index", "world": "the world failed at a_peer: no route",
	"pieces": "no bytes without an error", "overrun": "9 bytes into a buffer of 4", "value": "want 4, got 3",
	"data": `want "ab", got "a\x00"`, "names": "names the parameter port", "early": "before its deadline",
	"late": "after its context had ended", "cause": "want none, got EIO",
}

func openBench(*testing.T) (int, Options) {
	return 0, Options{Cannot: Limits{"dials": "it has no dial"}, Prompt: 20 * time.Millisecond}
}

func TestCheck(t *testing.T) {
	report := Check(t, bench, openBench)
	want := "1 of 19 pass, 14 fail, 2 wait for 1 hardware call, 2 not applicable"
	if got := report.Summary(); got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
	for _, o := range report.Outcomes {
		group, name, _ := strings.Cut(o.Test, "/")
		if group == "broken" && (o.Status != Failed || !strings.Contains(o.Reason, says[name])) {
			t.Errorf("%s: %v (%s), want it to say %q", o.Test, o.Status, o.Reason, says[name])
		}
	}
	reasons := []string{"1 test not applicable: dials: it has no dial", "1 test not applicable: the world has no a_peer"}
	if got := report.Reasons(); !slices.Equal(got, reasons) {
		t.Errorf("reasons %q, want %q", got, reasons)
	}
	if report := Check(t, bench, openBench, "sound/passes", "broken/value"); len(report.Outcomes) != 2 {
		t.Errorf("%d tests ran, want the two that are named", len(report.Outcomes))
	}
}

func TestLeftGoroutine(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	report := Check(t, Suite[int]{Groups: []Group[int]{{Name: "g", Tests: []Test[int]{
		{Name: "leaves", Run: func(int, *T) { go func() { <-end }() }},
		{Name: "ends", Run: func(int, *T) { go func() {}() }},
	}}}}, func(*testing.T) (int, Options) { return 0, Options{} })
	if o := report.Outcomes[0]; o.Status != Failed || !strings.Contains(o.Reason, "1 goroutine left") || !strings.Contains(o.Reason, "TestLeftGoroutine") {
		t.Errorf("%v (%s)", o.Status, o.Reason)
	}
	if o := report.Outcomes[1]; o.Status != Passed {
		t.Errorf("%v (%s)", o.Status, o.Reason)
	}
}

func TestStuckCall(t *testing.T) {
	end := make(chan struct{})
	defer close(end)
	opts := Options{Timeout: 10 * time.Millisecond, Prompt: 10 * time.Millisecond}
	out, stuck := body(opts, func(*T) { <-end })
	if !stuck || out.Status != Failed || !strings.Contains(out.Reason, "TestStuckCall") {
		t.Errorf("%v, stuck %v (%s); want where it is stuck", out.Status, stuck, out.Reason)
	}
	out, stuck = body(opts, func(t *T) { t.Start(&dial, func() { <-end }) })
	if !stuck || !strings.Contains(out.Reason, "dial did not return") {
		t.Errorf("%v, stuck %v (%s)", out.Status, stuck, out.Reason)
	}
}

// TestStart: what was started waits already when Start returns, whatever it waits on.
func TestStart(t *testing.T) {
	for range 50 {
		events := make(chan int)
		out, _ := body(Options{}.withDefaults(), func(t *T) {
			call := t.Start(&dial, func() { <-events })
			select {
			case events <- 1:
			default:
				t.Fatalf("nobody waits")
			}
			t.Join(call)
		})
		if out.Status != Passed {
			t.Fatal(out.Reason)
		}
	}
}

// runBench is set in the process that TestRunOutput starts.
const runBench = "CONFORM_RUN_BENCH"

func TestBench(t *testing.T) {
	if os.Getenv(runBench) == "" {
		return // it fails, for TestRunOutput
	}
	Run(t, bench, openBench)
}

// TestRunOutput: what the reader of a failing run sees.
func TestRunOutput(t *testing.T) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestBench$")
	cmd.Env = append(os.Environ(), runBench+"=1")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Error("the run passes")
	}
	for _, want := range []string{
		"--- FAIL: TestBench/dial (",
		"        not filled in: Hardware.Open (dial needs Hardware.Open, Hardware.Dial)\n",
		"--- FAIL: TestBench/broken/errno (",
		"            conform/run_test.go:",
		"    1 test not applicable: dials: it has no dial\n",
		"    1 of 19 pass, 14 fail, 2 wait for 1 hardware call, 2 not applicable\n",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	for _, unwanted := range []string{"TestBench/sound", "runtime/asm"} {
		if strings.Contains(string(out), unwanted) {
			t.Errorf("the output has %q:\n%s", unwanted, out)
		}
	}
}

func TestFull(t *testing.T) {
	pieces := []string{"he", "l", "lo"}
	buf := make([]byte, 8)
	n, err := Full(buf, 5, func(buf []byte) (int, error) {
		n := copy(buf, pieces[0])
		pieces = pieces[1:]
		return n, nil
	})
	if got := fmt.Sprint(string(buf[:n]), err); got != "hello<nil>" {
		t.Error(got)
	}
}
