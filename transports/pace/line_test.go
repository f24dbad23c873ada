package pace

import (
	"testing"
	"time"
)

var t0 = time.Unix(1_700_000_000, 0)

func TestLineArrivesAtBaud(t *testing.T) {
	tests := []struct {
		name  string
		baud  int
		send  int
		after time.Duration
		want  int
	}{
		{"all of 1152 at 115200 after 100 ms", 115200, 1152, 100 * time.Millisecond, 1152},
		{"the last byte is on the way a nanosecond before", 115200, 1152, 100*time.Millisecond - 1, 1151},
		{"half after half the time", 115200, 1152, 50 * time.Millisecond, 576},
		{"nothing at once", 9600, 10, 0, 0},
		{"nothing before the first byte's end", 9600, 10, 1041666 * time.Nanosecond, 0},
		{"one byte, rounded up to the nanosecond", 9600, 10, 1041667 * time.Nanosecond, 1},
		{"no more than was sent", 9600, 10, time.Hour, 10},
		{"no pace", 0, 10, 0, 10},
		{"a clock that went backwards", 9600, 10, -time.Second, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := NewLine(tt.baud)
			l.Send(t0, tt.send)
			if got := l.Arrived(t0.Add(tt.after)); got != tt.want {
				t.Errorf("Arrived after %v = %d, want %d", tt.after, got, tt.want)
			}
			if got := l.Flying(); got != tt.send-tt.want {
				t.Errorf("Flying = %d, want %d", got, tt.send-tt.want)
			}
		})
	}
}

func TestLineRoundingDoesNotAddUp(t *testing.T) {
	// Seven baud divide no power of ten: every step rounds. An hour of it, and
	// several moves of the burst's start, must still end on the exact time.
	l := NewLine(7)
	l.Send(t0, 2520) // 3600 s * 7 / 10
	now, steps := t0, 0
	for {
		due, ok := l.Next()
		if !ok {
			break
		}
		now, steps = due, steps+1
		if l.Arrived(now) != 1 {
			t.Fatalf("step %d: want one byte at %v", steps, now.Sub(t0))
		}
	}
	if got := now.Sub(t0); got != time.Hour || steps != 2520 {
		t.Errorf("2520 bytes took %v in %d steps, want 1h0m0s in 2520", got, steps)
	}
}

func TestLineSendWhileBusyQueuesUp(t *testing.T) {
	l := NewLine(1000) // 10 ms a byte
	l.Send(t0, 1)
	l.Send(t0.Add(5*time.Millisecond), 1)
	if got := l.Arrived(t0.Add(19 * time.Millisecond)); got != 1 {
		t.Errorf("after 19 ms %d arrived, want 1", got)
	}
	if got := l.Arrived(t0.Add(20 * time.Millisecond)); got != 1 {
		t.Errorf("after 20 ms %d more arrived, want 1", got)
	}
	// An idle line saves no time up.
	l.Send(t0.Add(time.Second), 1)
	if got := l.Arrived(t0.Add(time.Second + 9*time.Millisecond)); got != 0 {
		t.Errorf("9 ms into a byte %d arrived, want 0", got)
	}
}

func TestLineNextIsAChunkAway(t *testing.T) {
	for baud, want := range map[int]int{300: 1, 9600: 1, 57600: 5, 115200: 8, 460800: 11, 921600: 23} {
		l := NewLine(baud)
		l.Send(t0, 1000)
		due, ok := l.Next()
		if !ok {
			t.Fatal("Next on a busy line: false")
		}
		if d := due.Sub(t0); d > Chunk && want > 1 {
			t.Errorf("%d baud: next chunk after %v, want %v at the most", baud, d, Chunk)
		}
		if got := l.Arrived(due); got != want {
			t.Errorf("%d baud: chunk of %d bytes, want %d", baud, got, want)
		}
	}
	l := NewLine(115200)
	if _, ok := l.Next(); ok {
		t.Error("Next on an idle line: true")
	}
	l.Send(t0, 1)
	if due, _ := l.Next(); due.Sub(t0) != 86806*time.Nanosecond {
		t.Errorf("a byte alone is due after %v, want 86.806µs", due.Sub(t0))
	}
}

func TestLineSetBaudKeepsWhatArrived(t *testing.T) {
	l := NewLine(1000)
	l.Send(t0, 10)
	if got := l.SetBaud(t0.Add(25*time.Millisecond), 10_000); got != 2 {
		t.Fatalf("SetBaud after 25 ms at 10 ms a byte gave %d, want 2", got)
	}
	if got := l.Arrived(t0.Add(33 * time.Millisecond)); got != 8 {
		t.Errorf("8 ms later at 1 ms a byte %d arrived, want 8", got)
	}
}
