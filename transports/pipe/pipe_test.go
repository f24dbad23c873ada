package pipe_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/transports/pipe"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestBytesGoBothWays(t *testing.T) {
	a, b := pipe.New()
	defer a.Close()
	defer b.Close()
	for _, way := range []struct{ from, to *pipe.End }{{a, b}, {b, a}} {
		if n, err := way.from.Write([]byte("AT\r\n")); n != 4 || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
		got := make([]byte, 10)
		if n, err := way.to.Read(got); string(got[:n]) != "AT\r\n" || err != nil {
			t.Fatalf("Read = %q, %v", got[:n], err)
		}
	}
}

// The ring is odd and small, so that writes wrap, wait and are cut in pieces.
func TestStreamIsIntactThroughASmallBuffer(t *testing.T) {
	for _, baud := range []int{0, 115200} {
		t.Run(fmt.Sprintf("baud %d", baud), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := pipe.New(pipe.Buffer(7), pipe.Baud(baud))
				var sent []byte
				for i := range 5000 {
					sent = append(sent, byte(i*7), byte(i>>8))
				}
				go func() {
					for rest := sent; len(rest) > 0; {
						n := min(len(rest), 1+len(rest)%13)
						a.Write(rest[:n])
						rest = rest[n:]
					}
					a.Close()
				}()
				got, err := io.ReadAll(b)
				if err != nil || !bytes.Equal(got, sent) {
					t.Errorf("got %d bytes, %v; want the %d sent", len(got), err, len(sent))
				}
				b.Close()
			})
		})
	}
}

func TestWriteWaitsWhileTheBufferIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe.New(pipe.Buffer(4))
		defer b.Close()
		defer a.Close()
		done := make(chan int, 1)
		go func() { n, _ := a.Write([]byte("123456")); done <- n }()
		synctest.Wait()
		select {
		case n := <-done:
			t.Fatalf("Write of 6 bytes into a buffer of 4 returned %d", n)
		default:
		}
		got := make([]byte, 2)
		if _, err := io.ReadFull(b, got); err != nil {
			t.Fatal(err)
		}
		if n := <-done; n != 6 {
			t.Errorf("Write = %d, want 6", n)
		}
	})
}

func TestBaudIsExact(t *testing.T) {
	tests := []struct {
		baud, bytes, buffer int
		want                time.Duration
	}{
		{115200, 1152, 0, 100 * time.Millisecond},
		{9600, 960, 0, time.Second},
		{300, 3, 0, 100 * time.Millisecond},
		{921600, 92160, 1 << 17, time.Second},
		{115200, 1, 0, 86806 * time.Nanosecond},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%d bytes at %d", tt.bytes, tt.baud), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := pipe.New(pipe.Baud(tt.baud), pipe.Buffer(tt.buffer))
				defer b.Close()
				start := time.Now()
				a.Write(make([]byte, tt.bytes))
				if d := time.Since(start); d != 0 {
					t.Errorf("Write took %v, want none: the buffer had room", d)
				}
				a.Close() // what was written still arrives
				n, err := io.Copy(io.Discard, b)
				if d := time.Since(start); n != int64(tt.bytes) || err != nil || d != tt.want {
					t.Errorf("%d bytes, %v after %v; want %d after %v", n, err, d, tt.bytes, tt.want)
				}
			})
		})
	}
}

func TestBaudWakesReadersAChunkAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe.New(pipe.Baud(115200))
		defer b.Close()
		a.Write(make([]byte, 1152))
		a.Close()
		reads := 0
		buf := make([]byte, 4096)
		for {
			n, err := b.Read(buf)
			if err == io.EOF {
				break
			}
			if reads++; n == 0 || err != nil {
				t.Fatalf("Read = %d, %v", n, err)
			}
		}
		if reads != 144 { // 1152 bytes in chunks of 8
			t.Errorf("%d reads, want 144", reads)
		}
	})
}

func TestBothDirectionsAreIndependent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe.New(pipe.Baud(9600))
		defer a.Close()
		defer b.Close()
		start := time.Now()
		a.Write(make([]byte, 960))
		b.Write(make([]byte, 96))
		var wg sync.WaitGroup
		wg.Go(func() {
			io.ReadFull(a, make([]byte, 96))
			if d := time.Since(start); d != 100*time.Millisecond {
				t.Errorf("96 bytes took %v, want 100ms", d)
			}
		})
		wg.Go(func() {
			io.ReadFull(b, make([]byte, 960))
			if d := time.Since(start); d != time.Second {
				t.Errorf("960 bytes took %v, want 1s", d)
			}
		})
		wg.Wait()
	})
}

func TestSetBaudChangesTheSendersPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe.New(pipe.Baud(1000)) // 10 ms a byte
		defer a.Close()
		defer b.Close()
		start := time.Now()
		a.Write(make([]byte, 20))
		time.Sleep(100 * time.Millisecond)
		if err := a.SetBaud(10_000); err != nil { // 1 ms a byte
			t.Fatal(err)
		}
		if _, err := io.ReadFull(b, make([]byte, 20)); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d != 110*time.Millisecond {
			t.Errorf("20 bytes took %v, want 110ms", d)
		}
	})
}

func TestSetBaudWithoutPaceDoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe.New()
		defer a.Close()
		defer b.Close()
		if err := a.SetBaud(300); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		a.Write(make([]byte, 300))
		io.ReadFull(b, make([]byte, 300))
		if d := time.Since(start); d != 0 {
			t.Errorf("took %v, want none", d)
		}
		if err := a.SetBaud(0); err == nil {
			t.Error("SetBaud(0): no error")
		}
	})
}

func TestCloseOfOneEnd(t *testing.T) {
	tests := []struct {
		name string
		wait func(a, b *pipe.End) error // waits until a is closed
		want error
	}{
		{"own read", func(a, _ *pipe.End) error { _, err := a.Read(make([]byte, 1)); return err }, fs.ErrClosed},
		{"own write", func(a, _ *pipe.End) error { _, err := a.Write(make([]byte, 9)); return err }, fs.ErrClosed},
		{"other's read", func(_, b *pipe.End) error { _, err := b.Read(make([]byte, 1)); return err }, io.EOF},
		{"other's write", func(_, b *pipe.End) error { _, err := b.Write(make([]byte, 9)); return err }, pipe.ErrPeerClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := pipe.New(pipe.Buffer(8))
				defer b.Close()
				waiting := make(chan error, 1)
				go func() { waiting <- tt.wait(a, b) }()
				synctest.Wait()
				select {
				case err := <-waiting:
					t.Fatalf("did not wait: %v", err)
				default:
				}
				a.Close()
				if err := <-waiting; !errors.Is(err, tt.want) {
					t.Errorf("released with %v, want %v", err, tt.want)
				}
				if tt.name == "own write" {
					return // its eight bytes are there for b to drain
				}
				if err := tt.wait(a, b); !errors.Is(err, tt.want) {
					t.Errorf("after Close: %v, want %v", err, tt.want)
				}
			})
		})
	}
}

func TestWriteTellsHowMuchWentIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe.New(pipe.Buffer(8))
		got := make(chan int, 1)
		go func() { n, _ := a.Write(make([]byte, 20)); got <- n }()
		synctest.Wait()
		b.Close()
		if n := <-got; n != 8 {
			t.Errorf("Write cut off by Close = %d, want 8", n)
		}
		a.Close()
	})
}

func TestOtherEndDrainsAfterClose(t *testing.T) {
	a, b := pipe.New()
	defer b.Close()
	a.Write([]byte("bye"))
	a.Close()
	if err := a.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	got := make([]byte, 2)
	for _, want := range []string{"by", "e"} {
		if n, err := b.Read(got); string(got[:n]) != want || err != nil {
			t.Errorf("Read = %q, %v; want %q", got[:n], err, want)
		}
	}
	// io.EOF itself, for those who compare.
	if n, err := b.Read(got); n != 0 || err != io.EOF {
		t.Errorf("Read at the end = %d, %v; want 0, io.EOF", n, err)
	}
}

func TestResetInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := pipe.New(pipe.Baud(1000)) // 10 ms a byte
		defer a.Close()
		a.Write([]byte("abcd"))
		time.Sleep(25 * time.Millisecond)
		if err := b.ResetInput(); err != nil { // drops a and b
			t.Fatal(err)
		}
		got := make([]byte, 2)
		if _, err := io.ReadFull(b, got); string(got) != "cd" || err != nil {
			t.Errorf("after ResetInput %q, %v; want cd", got, err)
		}
		b.Close()
		if err := b.ResetInput(); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("ResetInput after Close = %v, want fs.ErrClosed", err)
		}
	})
}

func BenchmarkPipe(b *testing.B) {
	for _, size := range []int{1, 64, 2048} {
		b.Run(fmt.Sprintf("%d", size), func(b *testing.B) {
			near, far := pipe.New()
			defer near.Close()
			defer far.Close()
			out, in := make([]byte, size), make([]byte, size)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := near.Write(out); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(far, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPaced runs a paced pipe against the clock: the time is the line's,
// the allocations are ours.
func BenchmarkPaced(b *testing.B) {
	near, far := pipe.New(pipe.Baud(50_000_000))
	defer near.Close()
	defer far.Close()
	out, in := make([]byte, 1024), make([]byte, 1024)
	b.SetBytes(int64(len(out)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := near.Write(out); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(far, in); err != nil {
			b.Fatal(err)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	a, b := pipe.New()
	defer a.Close()
	defer b.Close()
	buf := make([]byte, 64)
	if n := testing.AllocsPerRun(100, func() {
		a.Write(buf)
		b.Read(buf)
	}); n != 0 {
		t.Errorf("%v allocations for a Write and a Read, want 0", n)
	}
}
