package emulator

import (
	"fmt"
	"io"
	"strings"
	"time"
)

const traceCut = 160 // bytes of one piece that a trace shows

// tracer writes the dialogue, one line a piece: what the host sent after >, what the module said after <, and after !
// why a link did not come up, which the firmware does not say.
type tracer struct{ w io.Writer }

func newTracer(w io.Writer) *tracer {
	if w == nil {
		return nil
	}
	return &tracer{w}
}

func (t *tracer) in(p []byte)              { t.line('>', p, nil) }
func (t *tracer) out(head, payload []byte) { t.line('<', head, payload) }

func (t *tracer) line(mark byte, head, payload []byte) {
	if t == nil || len(head)+len(payload) == 0 {
		return
	}
	fmt.Fprintf(t.w, "%s %c %s%s\n", now(), mark, cut(head, traceCut), payloadText(payload))
}

func (t *tracer) note(text string) {
	if t != nil {
		fmt.Fprintf(t.w, "%s ! %s\n", now(), strings.ReplaceAll(text, "emulator: ", ""))
	}
}

func now() string { return time.Now().Format("15:04:05.000") }

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
