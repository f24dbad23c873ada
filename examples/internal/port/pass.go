package port

import (
	"fmt"
	"io"

	"drivergen/driver"
	"drivergen/transports"
)

// pass has the optional methods of a port and passes them on to the port below; where that lacks one they fail with
// EOPNOTSUPP, as package transports wants it of a decorator.
type pass struct{ io.ReadWriteCloser }

// SetBaud changes the speed.
func (p pass) SetBaud(baud int) error {
	if below, ok := p.ReadWriteCloser.(transports.BaudSetter); ok {
		return below.SetBaud(baud)
	}
	return lacks("speed")
}

// SetRTSCTS turns hardware flow control on or off.
func (p pass) SetRTSCTS(on bool) error {
	if below, ok := p.ReadWriteCloser.(transports.FlowController); ok {
		return below.SetRTSCTS(on)
	}
	return lacks("flow control")
}

// ResetInput drops what has arrived and was not read.
func (p pass) ResetInput() error {
	if below, ok := p.ReadWriteCloser.(transports.InputResetter); ok {
		return below.ResetInput()
	}
	return lacks("way to reset its input")
}

func lacks(what string) error { return fmt.Errorf("the port has no %s: %w", what, driver.EOPNOTSUPP) }

// named is a port that knows its address.
type named struct {
	pass
	address string
}

// String returns the address.
func (n named) String() string { return n.address }
