package emulator

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

const (
	traceCut  = 160 // bytes of one piece that a trace shows
	traceTime = "15:04:05.000"
)

// tracer writes the dialogue, one line a piece: after > what the module heard of the host, after < what the module
// said, and after ! what neither side says: why a link did not come up, and each fault. It has a lock of its own, since
// the line has faults while the emulator's lock is free.
type tracer struct {
	mu sync.Mutex
	w  io.Writer
}

func newTracer(w io.Writer) *tracer {
	if w == nil {
		return nil
	}
	return &tracer{w: w}
}

func (t *tracer) in(p []byte)              { t.data('>', p, nil) }
func (t *tracer) out(head, payload []byte) { t.data('<', head, payload) }

func (t *tracer) data(mark byte, head, payload []byte) {
	if t == nil || len(head)+len(payload) == 0 {
		return
	}
	t.line(mark, cut(head, traceCut)+payloadText(payload))
}

func (t *tracer) note(text string) {
	if t != nil {
		t.line('!', strings.ReplaceAll(text, "emulator: ", ""))
	}
}

func (t *tracer) line(mark byte, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.w, "%s %c %s\n", time.Now().Format(traceTime), mark, text)
}

func payloadText(p []byte) string {
	if len(p) == 0 {
		return ""
	}
	return " + " + cut(p, 32)
}

func cut(p []byte, most int) string {
	if len(p) <= most {
		return fmt.Sprintf("%q", p)
	}
	return fmt.Sprintf("%q… (%d bytes)", p[:most], len(p))
}
