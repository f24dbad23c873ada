package recording

import "time"

// An Option sets how a Tracer records.
type Option func(*Tracer)

// Payload sets how many bytes of each payload are recorded. Without it only their number is, and a call
// that receives cannot be replayed.
func Payload(limit int) Option { return func(t *Tracer) { t.payload = max(0, limit) } }

// FlushAfter sets how long a line waits at the most before it is written; 0 writes each line at once.
// Without it that is one second. Lines are written earlier when there are 32 KiB of them.
// A program that dies loses what waits, so that a recording may lack its last lines, but none before.
func FlushAfter(d time.Duration) Option { return func(t *Tracer) { t.flushAfter = max(0, d) } }
