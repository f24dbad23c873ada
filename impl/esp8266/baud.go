package esp8266

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"drivergen/impl/esp8266/at"
)

// baudSetter is a port whose rate can be changed.
type baudSetter interface{ SetBaud(baud int) error }

// flowController is a port that has hardware flow control.
type flowController interface{ SetRTSCTS(on bool) error }

// defaultBaud is the firmware's rate after AT+RESTORE (AT instruction set).
const defaultBaud = 115200

// commonBauds are the rates at which a module is looked for, the likely ones first.
var commonBauds = []int{115200, 9600, 921600, 460800, 230400, 57600, 38400, 19200, 74880, 1000000, 2000000}

// serialLine is what is known of the line to the module. module.mu guards it.
type serialLine struct {
	out     io.Writer
	port    baudSetter     // nil where the rate cannot be changed
	control flowController // nil where there is no flow control
	rate    int            // the port's, 0 where it is not known
	assumed bool           // the port does not tell its rate, and the module was not asked
	flowing bool           // both sides keep to RTS and CTS
	raised  int            // the rate that lasts until the module restarts, 0 for none
	boot    int            // the rate that the module has after a restart, 0 where it is not known
	raising bool           // the rate is being changed
	search  []int          // the rates at which the module is being looked for
	home    int            // where the search began
	tried   []int          // the rates of the last search that failed
	fault   error          // why the line is not as the caller asked
}

func newSerialLine(port io.Writer) serialLine {
	l := serialLine{out: port}
	l.port, _ = port.(baudSetter)
	l.control, _ = port.(flowController)
	if p, ok := port.(interface{ Baud() int }); ok {
		l.rate = p.Baud()
	} else if l.port != nil {
		l.rate, l.assumed = defaultBaud, true
	}
	return l
}

// retune is the dialogue's question where the module answers nothing: it may be at another rate, since an earlier user
// left it there, or since it restarted unseen.
func (m *module) retune(try int) bool {
	m.mu.Lock()
	l := &m.line
	unbind := l.flowing && !l.raising
	if l.port == nil || l.raising {
		l.flowing = l.flowing && !unbind
		m.mu.Unlock()
		return unbind && l.unbind()
	}
	if try == 0 {
		l.home, l.search = l.rate, l.rates(m.baud)
	}
	next, more := l.home, try < len(l.search)
	if more {
		next = l.search[try]
	}
	l.flowing = false
	if !more {
		l.tried = append([]int{l.home}, l.search...)
	}
	m.mu.Unlock()
	if unbind {
		l.unbind()
	}
	if err := l.port.SetBaud(next); err != nil {
		return more // some rates are none of the port's
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	l.rate, l.assumed = next, false
	return more
}

// unbind has the port send without asking RTS and CTS: a module that restarted keeps to them no more, and a port that waits
// for it would send nothing. It reports whether that may help.
func (l *serialLine) unbind() bool { return l.control.SetRTSCTS(false) == nil }

// rates returns where to look for the module, the likely rates first. The lock is held.
func (l *serialLine) rates(wanted int) []int {
	var rates []int
	for _, baud := range append([]int{l.boot, wanted}, commonBauds...) {
		if baud != 0 && (baud != l.rate || l.flowing) && !slices.Contains(rates, baud) {
			rates = append(rates, baud)
		}
	}
	return rates
}

// elsewhere reports whether the module was found at another rate than the one that was set: it restarted unseen.
func (m *module) elsewhere() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.line.raised != 0 && m.line.rate != m.line.raised && !m.line.raising
}

// silence gives the error of a module that answers nothing the rates that were tried.
func (m *module) silence(err error) error {
	if !errors.Is(err, at.ErrSilent) {
		return err
	}
	m.mu.Lock()
	tried, rate := m.line.tried, m.line.rate
	m.mu.Unlock()
	switch {
	case len(tried) > 0:
		names := make([]string, len(tried))
		for i, baud := range tried {
			names[i] = strconv.Itoa(baud)
		}
		err = fmt.Errorf("%w (tried %s baud, 8N1): is it an ESP8266 with AT firmware, its TX on our RX, EN high and GPIO0 not low?", err, strings.Join(names, ", "))
	case rate > 0:
		err = fmt.Errorf("%w (tried %d baud alone, since the port cannot change its rate)", err, rate)
	}
	return err
}
