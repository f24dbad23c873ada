package emulator

import "fmt"

// The bits of AT+UART_CUR's flow control.
const (
	flowRTS = 1 // the module holds the host back
	flowCTS = 2 // the host may hold the module back
)

// setUART sets the module's rate and flow control.
func (e *Emulator) setUART(u uartConfig) {
	e.uart = u
	if e.host != nil {
		e.tune(e.host)
	}
}

// tune has a host's wires follow both sides' settings.
func (e *Emulator) tune(h *host) {
	h.down.set(e.uart.baud, h.baud, h.flow && e.uart.flow&flowCTS != 0)
	h.up.set(h.baud, e.uart.baud, false)
	if apart := h.baud != 0 && mismatched(e.uart.baud, h.baud); apart != h.apart {
		h.apart = apart
		if apart {
			e.trace.note(fmt.Sprintf("the host is at %d baud, the module at %d: they misread each other", h.baud, e.uart.baud))
		}
	}
}

// set sets the rates of what is sent and received from now on, and whether the receiver holds the sender back.
func (w *wire) set(sent, read int, held bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.arrive(w.now())
	w.sent, w.read, w.held = sent, read, held
	w.resume()
	w.wake()
	w.rearm()
}

// noticed is how much of what arrives while a command runs the firmware finds in its FIFO later.
func (m *module) noticed(p []byte) []byte {
	e := m.e
	if e.cfg.FIFO == 0 || !m.working() || e.uart.baud <= fifoSafe || e.host != nil && e.host.flow && e.uart.flow&flowRTS != 0 {
		m.fifo = 0
		return p
	}
	n := min(len(p), max(0, e.cfg.FIFO-m.fifo))
	if m.fifo += n; n < len(p) {
		e.faultTimes(FaultOverrun, len(p)-n, "%d bytes to the module found no room in its FIFO", len(p)-n)
	}
	return p[:n]
}

// fifoSafe is the rate up to which the firmware empties its FIFO in time, also while a command runs.
const fifoSafe = 460800

// notify has everybody who waits for the emulator's state look again.
func (e *Emulator) notify() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.change.Broadcast()
}
