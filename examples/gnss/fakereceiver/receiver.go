// Package fakereceiver is a receiver with an MT3339 in memory, which stands in for hardware: an io.ReadWriteCloser that talks
// NMEA 0183 and takes commands. It shares no code with the driver.
package fakereceiver

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// Receiver is a receiver at the other end of a line. What it sends waits until it is read.
type Receiver struct {
	mu      sync.Mutex
	changed chan struct{} // holds a token when there is something new for a reader
	output  []byte        // what was sent and not read
	input   string        // of a command that is not complete
	period  time.Duration
	answers bool
	end     error // what Read fails with when output is empty; nil while the line stands

	closed chan struct{} // closed by Close
	replay sync.WaitGroup
}

// New returns a receiver that sends nothing yet.
func New() *Receiver {
	return &Receiver{changed: make(chan struct{}, 1), closed: make(chan struct{}), period: time.Second, answers: true}
}

// Send sends a sentence of which text is what stands between $ and *.
func (r *Receiver) Send(text string) { r.SendRaw(frame(text)) }

// SendRaw sends bytes as they are.
func (r *Receiver) SendRaw(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.send(text)
}

func (r *Receiver) send(text string) {
	if r.end == nil {
		r.output = append(r.output, text...)
		r.notify()
	}
}

// SetAnswers lets the receiver answer commands, or ignore them.
func (r *Receiver) SetAnswers(answers bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers = answers
}

// Period returns the time between two fixes.
func (r *Receiver) Period() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.period
}

// Unplug breaks the line: Read fails with err behind what was sent, io.EOF for an orderly end.
func (r *Receiver) Unplug(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.end == nil {
		r.end = err
		r.notify()
	}
}

// notify wakes the reader. The caller holds r.mu.
func (r *Receiver) notify() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// Read waits until something was sent.
func (r *Receiver) Read(p []byte) (int, error) {
	for {
		r.mu.Lock()
		n := copy(p, r.output)
		r.output = r.output[n:]
		end := r.end
		r.mu.Unlock()
		if n > 0 || len(p) == 0 {
			return n, nil
		}
		if end != nil {
			return 0, end
		}
		<-r.changed
	}
}

// Write takes what is sent to the receiver, and answers the commands in it.
func (r *Receiver) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.end != nil {
		return 0, r.end
	}
	r.input += string(p)
	for {
		command, rest, ok := strings.Cut(r.input, "\r\n")
		if !ok {
			return len(p), nil
		}
		r.input = rest
		r.command(command)
	}
}

// command answers a command with PMTK_ACK: 0 for one that is not valid, 1 for one that is not known, 3 for success.
func (r *Receiver) command(line string) {
	var number, period int
	if n, _ := fmt.Sscanf(line, "$PMTK%d,%d", &number, &period); n == 0 || !r.answers {
		return
	}
	answer := 1
	if number == 220 {
		answer = 0
		if line+"\r\n" == frame(fmt.Sprintf("PMTK220,%d", period)) && period >= 100 && period <= 10000 {
			answer = 3
			r.period = time.Duration(period) * time.Millisecond
		}
	}
	r.send(frame(fmt.Sprintf("PMTK001,%d,%d", number, answer)))
}

// Close closes the near end of the line, and waits for the end of a replay.
func (r *Receiver) Close() error {
	r.mu.Lock()
	if r.end == nil {
		r.end = io.ErrClosedPipe
		r.notify()
	}
	select {
	case <-r.closed:
	default:
		close(r.closed)
	}
	r.mu.Unlock()
	r.replay.Wait()
	return nil
}

func frame(text string) string {
	var sum rune
	for _, c := range text {
		sum ^= c
	}
	return fmt.Sprintf("$%s*%02X\r\n", text, sum)
}
