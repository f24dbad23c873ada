package emulator

import "fmt"

// Port is a host's end of the UART, in memory. Its methods may be called from any goroutine.
type Port struct {
	e *Emulator
	h *host
}

// Read waits until the module has said something and gives as much as has arrived, up to len(p). Where the power is off
// or another host was attached, it gives what is left and then io.EOF.
func (p *Port) Read(b []byte) (int, error) { return p.h.down.take(b) }

// Write sends to the module. It waits while the module has not taken in what was written before.
func (p *Port) Write(b []byte) (int, error) { return p.h.up.write(b) }

// Close unplugs the host.
func (p *Port) Close() error {
	p.h.up.finish()
	p.h.down.abandon()
	p.e.notify()
	return nil
}

// SetBaud sets the host's rate, in bits a second, of what is sent and received from now on. A port on which it was
// never called goes with the module's rate. Where the two differ by more than a fortieth, both sides read garbage.
func (p *Port) SetBaud(baud int) error {
	if baud < 1 {
		return fmt.Errorf("emulator: %d baud: want a rate above 0", baud)
	}
	p.e.mu.Lock()
	defer p.e.mu.Unlock()
	p.h.baud = baud
	p.e.tune(p.h)
	return nil
}

// SetRTSCTS turns the host's side of hardware flow control on or off. The module's side is AT+UART_CUR's.
func (p *Port) SetRTSCTS(on bool) error {
	p.e.mu.Lock()
	defer p.e.mu.Unlock()
	p.h.flow = on
	p.e.tune(p.h)
	return nil
}

// ResetInput drops what has arrived and was not read.
func (p *Port) ResetInput() error {
	p.h.down.reset()
	return nil
}
