package trace_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/trace"
)

// pieces keeps each write.
type pieces struct {
	mu    sync.Mutex
	all   [][]byte
	fails error
}

func (w *pieces) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fails != nil {
		return 0, w.fails
	}
	w.all = append(w.all, bytes.Clone(p))
	return len(p), nil
}

func (w *pieces) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(bytes.Join(w.all, nil))
}

func TestBufferWritesAfterASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &pieces{}
		b := trace.NewBuffer(w)
		for _, want := range []string{"one two ", "one two one two "} {
			fmt.Fprint(b, "one ")
			time.Sleep(900 * time.Millisecond)
			fmt.Fprint(b, "two ")
			if before := w.text(); before == want {
				t.Errorf("%q is written at once", before)
			}
			time.Sleep(200 * time.Millisecond)
			synctest.Wait()
			if w.text() != want {
				t.Errorf("%q is written after a second, want %q", w.text(), want)
			}
		}
		if err := b.Close(); err != nil || len(w.all) != 2 {
			t.Errorf("%d writes, %v; want 2", len(w.all), err)
		}
	})
}

func TestBufferKeepsOrderAndLines(t *testing.T) {
	w := &pieces{}
	b := trace.NewBuffer(w)
	var wg sync.WaitGroup
	const lines, writers = 2000, 8
	for i := range writers {
		wg.Go(func() {
			for n := range lines {
				if _, err := fmt.Fprintf(b, "%d %05d %s\n", i, n, strings.Repeat("x", 100)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	next := [writers]int{}
	for line := range strings.Lines(w.text()) {
		var i, n int
		if _, err := fmt.Sscanf(line, "%d %d", &i, &n); err != nil || next[i] != n {
			t.Fatalf("line %q (%v), want number %d", line, err, next[i])
		}
		next[i]++
	}
	if len(w.all) < 2 || next != [writers]int{lines, lines, lines, lines, lines, lines, lines, lines} {
		t.Errorf("%d pieces, lines %v", len(w.all), next)
	}
	for _, piece := range w.all {
		if piece[len(piece)-1] != '\n' {
			t.Fatal("a piece ends within a line")
		}
	}
	if _, err := b.Write([]byte("late")); err != io.ErrClosedPipe {
		t.Errorf("a write after Close: %v", err)
	}
}

func TestBufferTakesWhatIsLargerThanItself(t *testing.T) {
	w := &pieces{}
	b, large := trace.NewBuffer(w), strings.Repeat("x", 200<<10)
	fmt.Fprint(b, "small ")
	fmt.Fprint(b, large)
	if err := b.Close(); err != nil || w.text() != "small "+large {
		t.Errorf("%d bytes, %v", len(w.text()), err)
	}
}

func TestBufferTellsTheWritersError(t *testing.T) {
	full := errors.New("no space left on device")
	b := trace.NewBuffer(&pieces{fails: full})
	if _, err := fmt.Fprint(b, "one"); err != nil {
		t.Fatal(err)
	}
	if err := b.Flush(); err != full {
		t.Errorf("Flush: %v", err)
	}
	if _, err := fmt.Fprint(b, "two"); err != full {
		t.Errorf("Write: %v", err)
	}
	if err := b.Close(); err != full {
		t.Errorf("Close: %v", err)
	}
}
