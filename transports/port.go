package transports

import "io"

// Port is what bytes go through to a device and come back. See the package's
// documentation for the rules that ports keep.
type Port = io.ReadWriteCloser

// BaudSetter is a port whose speed can be changed while it is open.
type BaudSetter interface {
	// SetBaud changes the speed, in bits a second, of what is sent and received
	// from now on.
	SetBaud(baud int) error
}

// FlowController is a port that can let the wires RTS and CTS hold the sender
// back (EIA-232; termios CRTSCTS).
type FlowController interface {
	// SetRTSCTS turns hardware flow control on or off.
	SetRTSCTS(on bool) error
}

// InputResetter is a port that can drop what has arrived and was not read.
type InputResetter interface {
	ResetInput() error
}
