package esp8266

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"drivergen/impl/esp8266/at"
)

// The values of AT+UART_CUR's flow control (AT instruction set).
const (
	flowNone   = 0
	flowRTSCTS = 3
)

// callBackTime is how long a module takes to hear a command and to change its rate, which is not changed while the bytes
// are on their way.
const callBackTime = 50 * time.Millisecond

// proofs is how often the module must repeat its version alike before a new rate counts as good.
const proofs = 3

var (
	errFixedRate = errors.New("the port cannot change its baud rate")
	errNoFlow    = errors.New("the port has no hardware flow control")
	errNoUART    = errors.New("the firmware cannot change its baud rate without saving it (AT+UART_CUR)")
	errGarbled   = errors.New("what the module said at the new rate was garbled")
)

// raise gives the line the rate and the flow control that the caller asked for, and proves them. Where that fails the
// line stays as it was, and Info tells why. An error is one of the dialogue: the module was lost.
func (m *module) raise(ctx context.Context) error {
	m.mu.Lock()
	l := &m.line
	l.raised, l.fault = 0, nil
	here, target, flow := l.rate, m.baud, m.flow && l.control != nil
	switch {
	case target != 0 && l.port == nil:
		l.fault, target = errFixedRate, here
	case target == 0:
		target = here
	}
	if m.flow && !flow {
		l.fault = errors.Join(l.fault, errNoFlow)
	}
	m.mu.Unlock()
	if target == here && !flow {
		return nil
	}
	boot, ok, err := m.uart(ctx, "UART_DEF")
	if err != nil {
		return err
	}
	if !ok {
		m.blame(errNoUART)
		return nil
	}
	m.mu.Lock()
	l.boot = boot
	m.mu.Unlock()
	if flow {
		if done, err := m.retry(ctx, target, true); done || err != nil {
			return err
		}
	}
	if target != here {
		_, err = m.retry(ctx, target, false)
	}
	return err
}

// askRate asks the module for its rate where the port does not tell its own and it is needed: they are the same, since
// they understand each other.
func (m *module) askRate(ctx context.Context) error {
	m.mu.Lock()
	l := &m.line
	needed := l.assumed || m.flow && l.control != nil && l.rate == 0
	m.mu.Unlock()
	if !needed {
		return nil
	}
	baud, ok, err := m.uart(ctx, "UART_CUR")
	m.mu.Lock()
	defer m.mu.Unlock()
	if l.assumed = l.assumed && err != nil; ok {
		l.rate = baud
	}
	return err
}

// retry tries a rate and reports whether it holds. Why it does not is kept for Info.
func (m *module) retry(ctx context.Context, baud int, flow bool) (bool, error) {
	m.mu.Lock()
	before := m.line.rate
	m.mu.Unlock()
	if err := m.tryPort(before, baud); err != nil {
		m.blame(fmt.Errorf("%d baud: %w", baud, err))
		return false, nil
	}
	version, err := m.versionText(ctx)
	if err != nil {
		return false, err
	}
	err = m.setLine(ctx, baud, flow)
	for range proofs {
		if err != nil {
			break
		}
		var again []byte
		if again, err = m.versionText(ctx); err == nil && !bytes.Equal(again, version) {
			err = errGarbled
		}
		if err != nil && ctx.Err() == nil {
			err = errors.Join(err, m.setLine(ctx, before, false))
		}
	}
	switch {
	case err == nil:
		m.mu.Lock()
		defer m.mu.Unlock()
		m.line.raised = baud
		return true, nil
	case ctx.Err() != nil, errors.Is(err, at.ErrClosed), errors.Is(err, at.ErrReset):
		return false, err
	case errors.Is(err, at.ErrSilent):
		// It is at neither rate, or too noisy to tell: look everywhere.
		if err := m.talk.Sync(ctx); err != nil {
			return false, err
		}
	}
	m.blame(fmt.Errorf("%d baud, flow control %t: %w", baud, flow, err))
	return false, nil
}

// setLine changes both sides' rate and flow control.
func (m *module) setLine(ctx context.Context, baud int, flow bool) error {
	m.mu.Lock()
	l := &m.line
	before, flowed := l.rate, l.flowing
	l.raising = true
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		l.raising = false
		m.mu.Unlock()
	}()
	mode := flowNone
	if flow {
		mode = flowRTSCTS
	}
	c := at.Set("UART_CUR").Int(baud).Int(8).Int(1).Int(0).Int(mode)
	return m.talk.SetBaud(ctx, c,
		func() error { return m.setPort(baud, flow) },
		func() error { return errors.Join(m.callBack(before), m.setPort(before, flowed)) })
}

// callBack tells a module that cannot be heard at its new rate to take the old one again: it may hear us.
func (m *module) callBack(baud int) error {
	m.mu.Lock()
	port, control, flowing := m.line.out, m.line.control, m.line.flowing
	m.mu.Unlock()
	if flowing {
		if err := control.SetRTSCTS(false); err != nil { // or the port might wait for ever
			return err
		}
		m.mu.Lock()
		m.line.flowing = false
		m.mu.Unlock()
	}
	// The line break ends what the module has heard so far; it answers that before it takes the command.
	for _, text := range []string{"\r\n", fmt.Sprintf("AT+UART_CUR=%d,8,1,0,%d\r\n", baud, flowNone)} {
		if _, err := io.WriteString(port, text); err != nil {
			return err
		}
		time.Sleep(callBackTime)
	}
	return nil
}

// tryPort sees whether the port can have a rate, before the module is told.
func (m *module) tryPort(before, baud int) error {
	if baud == before {
		return nil
	}
	if err := m.line.port.SetBaud(baud); err != nil {
		return err
	}
	return m.line.port.SetBaud(before)
}

// setPort changes the port's rate and flow control.
func (m *module) setPort(baud int, flow bool) error {
	m.mu.Lock()
	l := &m.line
	rate, flowing := l.rate, l.flowing
	m.mu.Unlock()
	if baud != rate && l.port != nil {
		if err := l.port.SetBaud(baud); err != nil {
			return err
		}
	}
	if flow != flowing {
		if err := l.control.SetRTSCTS(flow); err != nil {
			return errors.Join(err, l.resetBaud(rate))
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	l.rate, l.flowing = baud, flow
	return nil
}

func (l *serialLine) resetBaud(rate int) error {
	if l.port == nil {
		return nil
	}
	return l.port.SetBaud(rate)
}

// lower gives the line the rate that a restart of the module is about to give it anyway.
func (m *module) lower(ctx context.Context) {
	m.mu.Lock()
	raised, boot, flowing := m.line.raised, m.line.boot, m.line.flowing
	m.mu.Unlock()
	if boot != 0 && (raised != 0 && raised != boot || flowing) {
		_ = m.setLine(ctx, boot, false) // what is left is found by a search
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.line.raised = 0
}

// uart asks for a rate: UART_DEF is the one after a restart. It reports false where the firmware does not tell it.
func (m *module) uart(ctx context.Context, name string) (baud int, ok bool, err error) {
	err = m.step(ctx, at.Query(name), func(line []byte) {
		if _, value, found := bytes.Cut(line, []byte(":")); found && bytes.HasPrefix(line, []byte("+UART")) {
			baud, ok = number(value)
			baud = nominal(baud)
		}
	})
	if isRefusal(err) {
		return 0, false, nil
	}
	return baud, ok, err
}

// nominal returns the common rate next to one that the UART's divider makes of it: ESP-AT tells 115273 for 115200.
func nominal(baud int) int {
	for _, common := range commonBauds {
		if off := baud - common; 50*max(off, -off) < common {
			return common
		}
	}
	return baud
}

// versionText asks for the firmware's version as a text to compare.
func (m *module) versionText(ctx context.Context) ([]byte, error) {
	var text []byte
	err := m.step(ctx, at.Exec("GMR"), func(line []byte) { text = append(append(text, line...), '\n') })
	return text, err
}

func (m *module) blame(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.line.fault = err
}
