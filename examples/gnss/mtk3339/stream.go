package mtk3339

import (
	"io"

	"drivergen/examples/gnss/generated/gnss"
)

// read reads the port until it ends, and tells what comes.
func (h *hardware) read() {
	defer close(h.ended)
	var f framer
	var s solver
	buf := make([]byte, 256)
	for {
		n, err := h.port.Read(buf)
		dropped := f.dropped
		for _, b := range buf[:n] {
			if text, ok := f.add(b); ok {
				h.sentence(&s, text)
			}
		}
		if f.dropped != dropped {
			h.dev.Garbled(f.dropped)
		}
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			if !h.closed.Load() {
				h.dev.Gone(err)
			}
			return
		}
	}
}

// sentence takes a whole sentence.
func (h *hardware) sentence(s *solver, text string) {
	fields := split(text)
	if answer, ok := answerTo(setPeriod, fields); ok {
		select {
		case h.answers <- answer:
		default: // nobody waits for it
		}
		return
	}
	was := s.tracking
	switch fix, ok := s.add(fields); {
	case ok:
		h.last.Store(&fix)
		h.dev.Fix(fix)
	case was && !s.tracking:
		h.dev.Lost()
	}
}

// A solver makes fixes of sentences. A fix needs two of the same time of day: GGA has the
// satellites and the altitude, RMC the date and the speed.
type solver struct {
	gga, rmc         gnss.Fix
	ggaTime, rmcTime string // of day; empty where there is none
	tracking         bool
}

// add takes a sentence, and reports true where a fix is complete.
func (s *solver) add(fields []string) (gnss.Fix, bool) {
	var valid bool
	switch kind(fields) {
	case "GGA":
		s.gga, valid = parseGGA(fields)
		s.ggaTime = fields[1]
	case "RMC":
		s.rmc, valid = parseRMC(fields)
		s.rmcTime = fields[1]
	default:
		return gnss.Fix{}, false
	}
	if !valid {
		s.tracking, s.ggaTime, s.rmcTime = false, "", ""
		return gnss.Fix{}, false
	}
	if s.ggaTime != s.rmcTime {
		return gnss.Fix{}, false
	}
	fix := s.rmc
	fix.Altitude, fix.Satellites = s.gga.Altitude, s.gga.Satellites
	s.tracking, s.ggaTime, s.rmcTime = true, "", ""
	return fix, true
}
