package at

import (
	"context"
	"testing"
	"time"
)

// ready returns a dialogue with an orderly module that gives endless data.
func ready(tb testing.TB, nonOS bool) (*Dialogue, *fake) {
	m := newFake(nonOS)
	d := New(m, Handler{}, Limits{})
	tb.Cleanup(func() { d.Close() })
	if err := d.Sync(context.Background()); err != nil {
		tb.Fatal(err)
	}
	return d, m
}

// TestNoAllocations: in the steady state Send, Receive and Command cost no memory. What the fake module itself allocates is
// measured apart.
func TestNoAllocations(t *testing.T) {
	d, m := ready(t, false)
	m.quick = true
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	var line [maxCommand]byte
	payload, buf := make([]byte, MaxPayload), make([]byte, 2048)
	for i := range payload {
		payload[i] = 0x80 // what the fake knows for payload
	}
	check := func() error { return nil }
	after := func(error) {}
	for name, call := range map[string]func() error{
		"Send": func() error {
			return d.Send(ctx, SetIn(line[:], "CIPSEND").Int(0).Int(len(payload)).When(check).After(after), payload)
		},
		"Send within a limit": func() error {
			return d.Send(context.Background(), SetIn(line[:], "CIPSEND").Int(0).Int(len(payload)).Within(time.Minute), payload)
		},
		"Receive": func() error {
			_, _, err := d.Receive(ctx, SetIn(line[:], "CIPRECVDATA").Int(0).Int(len(buf)).When(check), buf)
			return err
		},
		"Command": func() error { return d.Command(ctx, SetIn(line[:], "CIPMUX").Int(1).Within(time.Minute), nil) },
	} {
		if n := testing.AllocsPerRun(200, func() {
			if err := call(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkSend(b *testing.B) {
	d, m := ready(b, false)
	m.quick = true
	var line [maxCommand]byte
	payload := make([]byte, MaxPayload)
	payload[0] = 0x80
	b.SetBytes(int64(len(payload)))
	b.ReportAllocs()
	for b.Loop() {
		if err := d.Send(context.Background(), SetIn(line[:], "CIPSEND").Int(0).Int(len(payload)), payload); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReceive(b *testing.B) {
	d, m := ready(b, false)
	m.quick = true
	var line [maxCommand]byte
	buf := make([]byte, 2048)
	b.SetBytes(int64(len(buf)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := d.Receive(context.Background(), SetIn(line[:], "CIPRECVDATA").Int(0).Int(len(buf)), buf); err != nil {
			b.Fatal(err)
		}
	}
}
