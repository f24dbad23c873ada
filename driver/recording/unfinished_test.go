package recording_test

import (
	"bytes"
	"context"
	"sync"
	"testing"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// greedy is a tracer that asks for more of each payload than a recording does.
type greedy struct{}

func (greedy) PayloadLimit() int                                         { return 1460 }
func (greedy) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }
func (greedy) End(context.Context, *driver.Call)                         {}
func (greedy) Event(*driver.Event)                                       {}

func TestUnfinishedCallHasNoMoreOfPayloadsThanWasAskedFor(t *testing.T) {
	var out bytes.Buffer
	rec := recording.New(&out, recording.Payload(2))
	trace := driver.NewTrace("x.X", []driver.Tracer{greedy{}, rec, greedy{}})
	_, call := trace.Begin(t.Context(), "write", driver.NoHandle, driver.BytesAttr("data", []byte("secret")))
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	call.End(nil)
	call.Release()
	got, err := recording.Read(&out)
	if err != nil {
		t.Fatal(err)
	}
	if data := string(got.Entries[0].Args[0].Data); !got.Entries[0].Unfinished || data != "se" {
		t.Errorf("the recording has %q of the payload, want %q", data, "se")
	}
}

func TestCloseWhileCallsReturn(t *testing.T) {
	for range 100 {
		rec := recording.New(new(bytes.Buffer), recording.Payload(2))
		trace := driver.NewTrace("x.X", []driver.Tracer{rec, greedy{}})
		var wg sync.WaitGroup
		begun := make(chan struct{})
		wg.Go(func() {
			_, call := trace.Begin(t.Context(), "write", driver.NoHandle, driver.BytesAttr("data", []byte("secret")))
			close(begun)
			call.End(nil)
			call.Release()
		})
		<-begun
		if err := rec.Close(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
	}
}
