package emulator

// mismatched reports whether two UARTs misread each other: the sampling point of a byte's last bit is then off by a
// quarter of a bit or more.
func mismatched(sent, read int) bool {
	diff := sent - read
	return max(diff, -diff)*40 > sent
}

// sampler is a UART that reads what another sent at another rate. It looks at the line's level (8N1: low start bit, data
// from the lowest bit, high stop bit, idle high) at its own times. Times are counted in units of which both bit lengths
// are whole numbers.
type sampler struct {
	levels []bool // of the bits on the line, from the first that is not read
	at     int64  // where it is, in units from the beginning of levels
	bit    int64  // a bit's length as sent
	own    int64  // and as it is read
	low    bool   // the stop bit was not there: the line must go high before the next start bit
	out    []byte
}

const samplesPerBit = 16 // how often a receiver looks for a start bit

// sample reads bytes that follow the ones before. What is returned is valid until the next call.
func (s *sampler) sample(p []byte, sent, read int) []byte {
	if bit, own := int64(read)*samplesPerBit, int64(sent)*samplesPerBit; bit != s.bit || own != s.own {
		*s = sampler{bit: bit, own: own, out: s.out}
	}
	s.out = s.out[:0]
	for _, b := range p {
		s.levels = append(s.levels, false)
		for i := range 8 {
			s.levels = append(s.levels, b>>i&1 == 1)
		}
		s.levels = append(s.levels, true)
		s.scan(false)
	}
	return s.out
}

// reading reports whether it is not through with what was sent.
func (s *sampler) reading() bool { return len(s.levels) > 0 }

// finish reads on into the silence that follows.
func (s *sampler) finish() []byte {
	s.out = s.out[:0]
	s.scan(true)
	s.levels, s.at, s.low = s.levels[:0], 0, false
	return s.out
}

// scan reads as far as the line's levels are known. In silence they are high from the last on.
func (s *sampler) scan(silent bool) {
	end := int64(len(s.levels)) * s.bit
	for s.at < end {
		switch high := s.level(s.at); {
		case high, s.low:
			s.low = s.low && !high
			s.at += s.own / samplesPerBit
			continue
		}
		stop := s.at + 9*s.own + s.own/2
		if stop >= end && !silent {
			break
		}
		var b byte
		for i := range int64(8) {
			if s.level(s.at + (i+1)*s.own + s.own/2) {
				b |= 1 << i
			}
		}
		s.out = append(s.out, b)
		s.low = !s.level(stop)
		s.at = stop
	}
	gone := min(s.at/s.bit, int64(len(s.levels)))
	s.levels = append(s.levels[:0], s.levels[gone:]...)
	s.at -= gone * s.bit
}

func (s *sampler) level(at int64) bool {
	i := at / s.bit
	return i >= int64(len(s.levels)) || s.levels[i]
}
