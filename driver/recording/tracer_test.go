package recording_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// begin begins a call without a context of its own.
func begin(trace *driver.Trace, method string, handle int64, args ...driver.Attr) *driver.Call {
	_, call := trace.Begin(context.Background(), method, handle, args...)
	return call
}

// open returns a tracer that records in a buffer, and the trace of an interface that it serves.
func open(opts ...recording.Option) (*bytes.Buffer, *recording.Tracer, *driver.Trace) {
	var out bytes.Buffer
	rec := recording.New(&out, opts...)
	return &out, rec, driver.NewTrace("x.X", []driver.Tracer{rec})
}

// read closes the tracer and reads what it recorded.
func read(t *testing.T, out *bytes.Buffer, rec *recording.Tracer) *recording.Recording {
	t.Helper()
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if !json.Valid([]byte(line)) || !strings.HasSuffix(line, "\n") {
			t.Errorf("not a line of JSON: %q", line)
		}
	}
	read, err := recording.Read(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	return read
}

func TestOutcomes(t *testing.T) {
	own := driver.NameErrno(4321, "EJAM", "the paper is stuck")
	out, rec, trace := open()
	for _, err := range []error{nil, io.EOF, driver.Fail("connect", driver.ECONNREFUSED, errors.New("CLOSED")), own, driver.Errno(4999), errors.New("Host unknown")} {
		begin(trace, "do", driver.NoHandle).End(err)
	}
	waiting := begin(trace, "wait", 7, driver.IntAttr("n", 1))
	read := read(t, out, rec)
	waiting.End(nil)
	for i, want := range []struct {
		outcome, name, text string
		errno               driver.Errno
	}{
		{"ok", "", "", 0},
		{"EOF", "", "", 0},
		{"ECONNREFUSED", "ECONNREFUSED", "connect: connection refused: CLOSED", driver.ECONNREFUSED},
		{"EJAM", "EJAM", "the paper is stuck", 4321},
		{"errno 4999", "", "errno 4999", 4999},
		{"EIO", "EIO", "Host unknown", driver.EIO},
		{"unfinished", "", "", 0},
	} {
		e := read.Entries[i]
		if e.Outcome() != want.outcome || e.ErrnoName != want.name || e.Error != want.text || e.Errno != want.errno {
			t.Errorf("%q, %q, %q, %d; want %v", e.Outcome(), e.ErrnoName, e.Error, e.Errno, want)
		}
	}
	if last := read.Entries[6]; last.Name != "wait" || last.Arguments() != "n=1" || last.Socket != 1 || len(read.Entries) != 7 {
		t.Errorf("%+v", last)
	}
}

func TestTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, rec, trace := open()
		began := time.Now()
		time.Sleep(time.Second)
		call := begin(trace, "slow", driver.NoHandle)
		time.Sleep(3 * time.Second)
		trace.Event("told", driver.NoHandle)
		call.End(nil)
		read := read(t, out, rec)
		event, slow := read.Entries[0], read.Entries[1]
		if event.Start != 4*time.Second || slow.Start != time.Second || slow.Duration != 3*time.Second || slow.End() != 4*time.Second || !read.Start.Equal(began) {
			t.Errorf("%+v, %+v", event, slow)
		}
	})
}

// TestTimesOfAnotherClock: a device of a test's own clock may tell a tracer of the system's.
func TestTimesOfAnotherClock(t *testing.T) {
	out, rec, trace := open()
	var waiting *driver.Call
	synctest.Test(t, func(t *testing.T) {
		begin(trace, "do", driver.NoHandle).End(nil)
		trace.Event("told", driver.NoHandle)
		waiting = begin(trace, "wait", driver.NoHandle)
	})
	if n := len(read(t, out, rec).Entries); n != 3 {
		t.Errorf("%d entries", n)
	}
	waiting.End(nil)
}

// TestSockets: a number that is made again is another socket, for whatever still waits on the old one too.
func TestSockets(t *testing.T) {
	out, rec, trace := open()
	create := func(method string, on, made int64) {
		call := begin(trace, method, on)
		call.Created(made, nil)
		call.End(nil)
	}
	create("socket", driver.NoHandle, 3)
	waiting := begin(trace, "recv", 3)
	begin(trace, "close", 3).End(nil)
	trace.Event("closed", 3)
	create("socket", driver.NoHandle, 3)
	waiting.End(driver.ECONNABORTED)
	trace.Event("readable", 4) // the connection that accept is about to return
	create("accept", 3, 4)
	begin(trace, "recv", 4).End(nil)
	begin(trace, "recv", 9).End(nil) // open since before the recording
	begin(trace, "mac", driver.NoHandle).End(nil)
	begin(trace, "socket", driver.NoHandle).End(driver.EMFILE)
	other := driver.NewTrace("y.Y", []driver.Tracer{rec})
	begin(other, "recv", 3).End(nil)

	type socket struct {
		name            string
		handle, creates int64
		socket, created int
		makes           bool
	}
	const none = driver.NoHandle
	var got []socket
	for _, e := range read(t, out, rec).Entries {
		got = append(got, socket{e.Name, e.Handle, e.Creates, e.Socket, e.Created, e.Makes()})
	}
	want := []socket{
		{"socket", 3, 3, 1, 1, true},
		{"close", 3, none, 1, 0, false},
		{"closed", 3, none, 1, 0, false},
		{"socket", 3, 3, 2, 2, true},
		{"recv", 3, none, 1, 0, false},
		{"readable", 4, none, 3, 0, false},
		{"accept", 3, 4, 2, 3, false},
		{"recv", 4, none, 3, 0, false},
		{"recv", 9, none, 4, 0, false},
		{"mac", none, none, 0, 0, false},
		{"socket", none, none, 0, 0, false},
		{"recv", 3, none, 5, 0, false},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(socket{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// writes keeps what is written, each write on its own.
type writes struct {
	mu   sync.Mutex
	list []string
	err  error
}

func (w *writes) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return 0, w.err
	}
	w.list = append(w.list, string(b))
	return len(b), nil
}

func (w *writes) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.list)
}

func TestLinesAreWrittenAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &writes{}
		rec := recording.New(w, recording.FlushAfter(time.Second))
		trace := driver.NewTrace("x.X", []driver.Tracer{rec})
		begin(trace, "one", driver.NoHandle).End(nil)
		time.Sleep(999 * time.Millisecond)
		synctest.Wait()
		if w.count() != 0 {
			t.Errorf("written before it was time: %q", w.list)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if w.count() != 1 || strings.Count(w.list[0], "\n") != 2 {
			t.Errorf("written %q", w.list)
		}
		begin(trace, "two", driver.NoHandle).End(nil)
		time.Sleep(time.Second)
		synctest.Wait()
		if w.count() != 2 {
			t.Errorf("written %q", w.list)
		}
		begin(trace, "three", driver.NoHandle).End(nil)
		if err := rec.Flush(); err != nil || w.count() != 3 {
			t.Errorf("flushed %q, %v", w.list, err)
		}
		if err := rec.Close(); err != nil || w.count() != 3 {
			t.Errorf("closed %q, %v", w.list, err)
		}
		begin(trace, "four", driver.NoHandle).End(nil)
		trace.Event("five", driver.NoHandle)
		if err := rec.Close(); err != nil || w.count() != 3 {
			t.Errorf("recorded after the end: %q, %v", w.list, err)
		}
	})
}

func TestLinesAreWrittenAtOnceAndWhole(t *testing.T) {
	w := &writes{}
	rec := recording.New(w, recording.FlushAfter(0))
	trace := driver.NewTrace("x.X", []driver.Tracer{rec})
	begin(trace, "one", driver.NoHandle).End(nil)
	if w.count() != 2 {
		t.Errorf("written %q", w.list)
	}
	if err := rec.Close(); err != nil {
		t.Error(err)
	}

	w = &writes{}
	rec = recording.New(w, recording.Payload(1000))
	trace = driver.NewTrace("x.X", []driver.Tracer{rec})
	for range 200 {
		begin(trace, "write", driver.NoHandle, driver.BytesAttr("data", make([]byte, 1000))).End(nil)
	}
	if err := rec.Close(); err != nil || w.count() < 3 {
		t.Errorf("%d writes, %v", w.count(), err)
	}
	for _, text := range w.list {
		if !strings.HasSuffix(text, "}\n") {
			t.Errorf("a write ends within a line: %q", text[len(text)-20:])
		}
	}
}

func TestFirstFailureToWriteIsTold(t *testing.T) {
	full := errors.New("no space left on device")
	w := &writes{err: full}
	rec := recording.New(w, recording.FlushAfter(0))
	trace := driver.NewTrace("x.X", []driver.Tracer{rec})
	begin(trace, "one", driver.NoHandle).End(nil)
	w.err = nil
	begin(trace, "two", driver.NoHandle).End(nil)
	if err := rec.Flush(); err != full {
		t.Errorf("flush: %v", err)
	}
	if err := rec.Close(); err != full || w.count() != 0 {
		t.Errorf("%v, written %q", err, w.list)
	}
}

func TestCallsAtTheSameTime(t *testing.T) {
	out, rec, trace := open(recording.Payload(8))
	const goroutines, calls = 8, 200
	var group sync.WaitGroup
	for g := range goroutines {
		group.Go(func() {
			for i := range calls {
				call := begin(trace, "write", int64(g), driver.BytesAttr("data", []byte("hello")))
				trace.Event("told", int64(g))
				call.End(nil, driver.IntAttr("n", int64(i)))
			}
		})
	}
	group.Wait()
	next := map[int64]int{}
	entries := read(t, out, rec).Entries
	for _, e := range entries {
		if e.Kind == recording.Event {
			continue
		}
		if want := driver.IntAttr("", int64(next[e.Handle])).String(); e.Results[0].Text != want {
			t.Fatalf("handle %d, line %d: result %s, want %s", e.Handle, e.Line, e.Results[0].Text, want)
		}
		next[e.Handle]++
	}
	if len(entries) != 2*goroutines*calls {
		t.Errorf("%d entries", len(entries))
	}
}

// TestCloseWhileCallsRun: a call is recorded once, as finished or as unfinished.
func TestCloseWhileCallsRun(t *testing.T) {
	out, rec, trace := open()
	var group sync.WaitGroup
	started := make(chan struct{}, 8)
	for range 8 {
		group.Go(func() {
			for i := range 100 {
				call := begin(trace, "do", 1, driver.IntAttr("n", int64(i)))
				if i == 0 {
					started <- struct{}{}
				}
				call.End(nil)
			}
		})
	}
	for range 8 {
		<-started
	}
	entries := read(t, out, rec).Entries
	group.Wait()
	if len(entries) < 8 || len(entries) > 800 {
		t.Errorf("%d entries", len(entries))
	}
}

func BenchmarkTracer(b *testing.B) {
	data := make([]byte, 64)
	for _, bench := range []struct {
		name string
		opts []recording.Option
	}{{"length", nil}, {"payload", []recording.Option{recording.Payload(64)}}} {
		b.Run(bench.name, func(b *testing.B) {
			rec := recording.New(io.Discard, bench.opts...)
			trace := driver.NewTrace("netdev.NetDev", []driver.Tracer{rec})
			b.ReportAllocs()
			for b.Loop() {
				begin(trace, "write", 3, driver.BytesAttr("data", data)).End(nil)
			}
			if err := rec.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}
