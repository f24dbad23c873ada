package emulator

import (
	"bytes"
	"strings"
)

// feed gives the firmware what it finds in its UART at one time.
func (m *module) feed(p []byte) {
	chunk := len(p)
	for len(p) > 0 && !m.dead && !m.halted {
		switch m.phase {
		case booting:
			return
		case idle:
			p = m.feedIdle(p)
		case process:
			p = m.feedBusy(p)
		case taking:
			p = m.feedData(p, len(p) == chunk)
		case sent:
			p = m.feedSent(p)
		case passing:
			p = m.feedThrough(p)
		}
	}
}

func (m *module) feedIdle(p []byte) []byte {
	n, echoed, line := m.line.take(p)
	m.echoed(echoed)
	if line != nil {
		m.command(line)
	}
	return p[n:]
}

// echoed sends back what the host typed. AT 1.7 echoes byte by byte, so that other tasks can print in between.
func (m *module) echoed(p []byte) {
	if !m.echo || len(p) == 0 {
		return
	}
	if m.v17() && m.interleaves(AtEcho) && strings.HasPrefix(string(p), "AT+") {
		half := len(p) / 2
		m.printData(p[:half], nil)
		m.interleave(AtEcho, nil)
		p = p[half:]
	}
	if m.e.cfg.Firmware == Firmware13 { // it answers a LF with CR LF
		p = bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))
	}
	m.printData(p, nil)
}

// feedBusy throws away what comes while a command runs, and says so.
func (m *module) feedBusy(p []byte) []byte {
	n, times, restart := m.line.busy(p)
	if m.v17() && m.echo {
		m.printData(p[:n], nil)
	}
	for range times {
		m.print(m.busyText("\r\nbusy p...\r\n"))
	}
	if restart {
		m.print("\r\nWill force to restart!!!\r\n\r\nOK\r\n")
		m.restart(m.e.timing().Restart)
	}
	return p[n:]
}

// feedSent throws away what comes while a send's data is on its way.
func (m *module) feedSent(p []byte) []byte {
	if !m.v17() {
		return m.feedBusy(p)
	}
	if m.echo {
		m.printData(p, nil)
	}
	m.print("\r\nbusy s...\r\n")
	return nil
}

// busyText puts the error number that AT+SYSLOG=1 asks for in front of a busy answer.
func (m *module) busyText(s string) string {
	if m.sysLog {
		return errBusy.text() + s
	}
	return s
}
