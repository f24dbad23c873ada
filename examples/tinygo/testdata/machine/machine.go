// Package machine has of TinyGo's package machine for the Raspberry Pi Pico what the program uses, for a test that
// checks the types of a program that standard Go cannot compile.
package machine

// A Pin is a pin of the board.
type Pin uint8

// The pins of the second UART.
const (
	GP4 Pin = 4
	GP5 Pin = 5
)

// UARTConfig is how a UART is to run.
type UARTConfig struct {
	BaudRate uint32
	TX       Pin
	RX       Pin
}

// UART is a serial line.
type UART struct{}

// UART1 is the second UART of the RP2040.
var UART1 = &UART{}

// Configure sets the UART up.
func (uart *UART) Configure(config UARTConfig) error { return nil }

// Buffered returns how many bytes were received and not read.
func (uart *UART) Buffered() int { return 0 }

// ReadByte takes a byte that was received.
func (uart *UART) ReadByte() (byte, error) { return 0, nil }

// Write sends bytes.
func (uart *UART) Write(data []byte) (n int, err error) { return len(data), nil }
