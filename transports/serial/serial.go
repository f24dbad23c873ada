// Package serial opens the serial ports of this machine: 8N1, at any speed
// that the hardware has, with hardware flow control where the system lets one
// set it (Linux, macOS).
package serial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"

	bugst "go.bug.st/serial"
)

// DefaultBaud is the speed of a port opened without the option Baud, in bits a
// second. It is what ESP8266 firmware and most USB adapters start with.
const DefaultBaud = 115200

// ErrUnplugged is what Read and Write fail with when the device has gone.
// errors.Is(ErrUnplugged, io.EOF) holds: it is how a port ends.
var ErrUnplugged error = unpluggedError{}

type unpluggedError struct{}

func (unpluggedError) Error() string        { return "the device was unplugged" }
func (unpluggedError) Is(target error) bool { return target == io.EOF }

type config struct {
	baud   int
	rtscts bool
}

// Option is a setting of Open.
type Option func(*config)

// Baud sets the speed in bits a second.
func Baud(n int) Option { return func(c *config) { c.baud = n } }

// RTSCTS sets whether RTS and CTS hold the sender back. Without it, and with
// off, they do not.
func RTSCTS(on bool) Option { return func(c *config) { c.rtscts = on } }

// Port is an open serial port. One goroutine may read while another writes;
// the other methods may be called from any.
//
// On Linux, Close releases every Read and Write. On other systems it releases
// a Read, and a Write that flow control holds back ends only when the device
// takes its bytes or is unplugged.
type Port struct {
	path   string
	dev    device
	closed atomic.Bool

	mu     sync.Mutex // guards the settings and orders what applies them
	baud   int
	rtscts bool
}

// device is what a system offers of a port. Its Read and Write give the
// system's errors.
type device interface {
	io.ReadWriteCloser
	setMode(*bugst.Mode) error
	resetInput() error
	// setRTSCTS fails with driver.EOPNOTSUPP if the system or the port's
	// driver cannot do it.
	setRTSCTS(on bool) error
}

// Open opens a port by the name that the system has for it: /dev/ttyUSB0,
// /dev/cu.usbserial-110, COM3. The port is this program's alone until it is
// closed, except that on Unix the superuser may open it too. Opening does not
// wait for the device, so ctx is looked at before and not during it.
//
// If the port does not exist the error says which ones do; if it may not be
// used, how to get the permission.
func Open(ctx context.Context, path string, opts ...Option) (*Port, error) {
	c := config{baud: DefaultBaud}
	for _, opt := range opts {
		opt(&c)
	}
	if path == "" {
		return nil, errors.New("serial: the name of the port is missing: want one such as /dev/ttyUSB0 or COM3")
	}
	if err := checkBaud(c.baud); err != nil {
		return nil, fmt.Errorf("serial: %s: %w", path, err)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("serial: %s: %w", path, err)
	}
	dev, err := openDevice(path, mode(c.baud))
	if err != nil {
		return nil, openError(path, err)
	}
	p := &Port{path: path, dev: dev, baud: c.baud}
	if c.rtscts {
		if err := p.SetRTSCTS(true); err != nil {
			p.Close() // the first error is the one to tell
			return nil, err
		}
	}
	return p, nil
}

func mode(baud int) *bugst.Mode {
	return &bugst.Mode{BaudRate: baud, DataBits: 8, Parity: bugst.NoParity, StopBits: bugst.OneStopBit}
}

func checkBaud(n int) error {
	if n < 1 || n > 100_000_000 {
		return fmt.Errorf("%d baud: want a speed such as 9600, 115200 or 921600", n)
	}
	return nil
}

// String gives the port's address: "serial:/dev/ttyUSB0".
func (p *Port) String() string { return "serial:" + p.path }

// Read waits for bytes without a time-out. It fails with an error for which
// errors.Is holds with ErrUnplugged when the device has gone, with fs.ErrClosed
// after Close.
func (p *Port) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := p.dev.Read(b)
	if n > 0 {
		return n, nil
	}
	if err == nil {
		err = io.EOF // a tty that was hung up reads nothing, without an error
	}
	return 0, p.explain("read", err)
}

// Write gives b to the system, which sends it. It waits while the system's
// buffer is full, as it is when flow control holds the sender back. It fails
// with the same errors as Read.
func (p *Port) Write(b []byte) (int, error) {
	sent := 0
	for sent < len(b) {
		n, err := p.dev.Write(b[sent:])
		sent += n
		if err == nil && n == 0 {
			err = io.ErrShortWrite
		}
		if err != nil {
			return sent, p.explain("write", err)
		}
	}
	return sent, nil
}

// Close gives the port back to the system. A second Close does nothing and
// gives nil.
func (p *Port) Close() error {
	if p.closed.Swap(true) {
		return nil
	}
	if err := p.dev.Close(); err != nil && !isGone(err) {
		return fmt.Errorf("serial: %s: close: %w", p.path, err)
	}
	return nil
}

// Baud gives the speed in bits a second.
func (p *Port) Baud() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.baud
}

// SetBaud changes the speed, in bits a second. What was written and not yet
// sent goes out at the new speed, so wait for the device's answer before it.
func (p *Port) SetBaud(n int) error {
	if err := checkBaud(n); err != nil {
		return fmt.Errorf("serial: %s: %w", p.path, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed.Load() {
		return p.explain("", fs.ErrClosed)
	}
	if err := p.dev.setMode(mode(n)); err != nil {
		return p.explain(fmt.Sprintf("set %d baud", n), err)
	}
	p.baud = n
	return nil
}

// SetRTSCTS turns hardware flow control on or off. Turning it on fails with an
// error for which errors.Is(err, driver.EOPNOTSUPP) holds, and with
// errors.ErrUnsupported too, where the system gives no way to it (Windows) or
// the port has not got the wires.
func (p *Port) SetRTSCTS(on bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed.Load() {
		return p.explain("", fs.ErrClosed)
	}
	if on == p.rtscts {
		return nil
	}
	err := p.dev.setRTSCTS(on)
	if err == nil {
		// Some systems lose a speed that is not in their tables when other
		// settings are made after it.
		err = p.dev.setMode(mode(p.baud))
	}
	if err != nil {
		return p.explain("set RTS/CTS flow control", err)
	}
	p.rtscts = on
	return nil
}

// ResetInput drops what has arrived and was not read.
func (p *Port) ResetInput() error {
	if p.closed.Load() {
		return p.explain("", fs.ErrClosed)
	}
	if err := p.dev.resetInput(); err != nil {
		return p.explain("reset the input", err)
	}
	return nil
}
