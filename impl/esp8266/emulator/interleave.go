package emulator

// Point is a place in the dialogue where other tasks of the firmware may print.
type Point int

// The points.
const (
	AtEcho       Point = iota // in the middle of a command's echo; AT 1.7 only, which echoes byte by byte
	AfterEcho                 // after the echo, before the answer
	AtAnswer                  // between two lines of an answer, and before its OK
	BeforePrompt              // between the OK of a send and its prompt
	AfterPrompt               // between the prompt and Recv
	AfterRecv                 // between Recv and SEND OK
)

// Interleave makes the firmware print something at a point of the dialogue, as its other tasks may. It is an Option.
type Interleave struct {
	At    Point
	Text  string // printed as it is: an unsolicited message such as "WIFI DISCONNECT\r\n", or a whole +IPD
	Drop  bool   // from BeforePrompt on: the peer of the link that is being sent on closes it
	Times int    // how often; 0 is each time
}

func (in Interleave) apply(c *Config) { c.Interleave = append(c.Interleave, in) }

// faults are what the next commands suffer. The emulator's lock guards them.
type faults struct {
	busy, swallow, sendFail int
	interleave              []*Interleave
}

func newFaults(list []Interleave) faults {
	var f faults
	for _, in := range list {
		f.add(in)
	}
	return f
}

func (f *faults) add(in Interleave) {
	if in.Times == 0 {
		in.Times = -1
	}
	f.interleave = append(f.interleave, &in)
}

// take counts one use of a fault and reports whether it happens.
func take(n *int) bool {
	if *n == 0 {
		return false
	}
	*n--
	return true
}

// interleave prints what is due at a point. l is the link that is being sent on, or nil.
func (m *module) interleave(at Point, l *link) {
	for _, in := range m.e.faults.interleave {
		if in.At != at || in.Times == 0 {
			continue
		}
		if in.Times > 0 {
			in.Times--
		}
		m.print(in.Text)
		if in.Drop && l != nil && m.links[l.id] == l {
			m.dropLink(l)
		}
	}
}

func (m *module) interleaves(at Point) bool {
	for _, in := range m.e.faults.interleave {
		if in.At == at && in.Times != 0 {
			return true
		}
	}
	return false
}

// Interleave adds an interleaving while the module runs.
func (e *Emulator) Interleave(in Interleave) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults.add(in)
}

// Busy has the next n commands answered with busy p... and not carried out.
func (e *Emulator) Busy(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults.busy = n
}

// Swallow has the next n commands carried out without a word of their answers reaching the host.
func (e *Emulator) Swallow(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults.swallow = n
}

// SendFail has the next n sends end in SEND FAIL, their data lost.
func (e *Emulator) SendFail(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults.sendFail = n
}
