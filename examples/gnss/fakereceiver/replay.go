package fakereceiver

import (
	_ "embed"
	"io"
	"strings"
	"time"
)

// Walk is a log of a walk by a lake: the search for satellites, fixes, noise on the line, and a tunnel.
//
//go:embed walk.nmea
var Walk string

// Replay sends a log, the sentences of each fix together and a period after those of the one before. The line ends behind it.
func (r *Receiver) Replay(log string) {
	r.replay.Go(func() {
		for _, fix := range fixes(log) {
			r.SendRaw(fix)
			timer := time.NewTimer(r.Period())
			select {
			case <-timer.C:
			case <-r.closed:
				timer.Stop()
				return
			}
		}
		r.Unplug(io.EOF)
	})
}

// fixes splits a log before each sentence GGA, the first of those that belong to a fix.
func fixes(log string) []string {
	const first = "$GPGGA,"
	parts := strings.Split(log, first)
	list := parts[:1]
	for _, part := range parts[1:] {
		list = append(list, first+part)
	}
	if list[0] == "" {
		list = list[1:]
	}
	return list
}
