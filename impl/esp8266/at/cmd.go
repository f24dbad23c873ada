package at

import (
	"math"
	"net/netip"
	"strconv"
	"time"
)

// maxCommand is the length of the module's line buffer, CR LF included (AT instruction set).
const maxCommand = 256

// Cmd is one command line. Its zero value is the bare AT. Cmd values come from [Exec], [Query] and [Set]; an argument
// that cannot be sent makes every later use of the value fail with the error that Err returns. As with append, a value
// that was extended is not extended again: build each command in one chain.
type Cmd struct {
	name   string
	line   []byte
	args   int
	when   func() error
	after  func(error)
	within time.Duration
	err    error
}

// Exec returns the execute form of a command: Exec("CIFSR") is AT+CIFSR.
func Exec(name string) Cmd { return begin(make([]byte, 0, 64), name) }

// Query returns the query form of a command: Query("CIPMUX") is AT+CIPMUX?.
func Query(name string) Cmd {
	c := Exec(name)
	c.line = append(c.line, '?')
	return c
}

// Set returns the set form of a command, whose arguments are added by Int, Str, Addr and Omit.
func Set(name string) Cmd { return SetIn(make([]byte, 0, 64), name) }

// SetIn is Set whose line is built in buf, so that a buffer of 256 bytes saves the allocation. The dialogue copies the
// line: buf is the caller's again when the call that was given the command returns, also where its context ended.
func SetIn(buf []byte, name string) Cmd {
	c := begin(buf[:0], name)
	c.line = append(c.line, '=')
	return c
}

func begin(buf []byte, name string) Cmd {
	c := Cmd{name: name}
	for i := 0; i < len(name); i++ {
		if b := name[i]; (b < 'A' || b > 'Z') && (b < '0' || b > '9') && b != '_' {
			c.err = ErrArgument
			return c
		}
	}
	c.line = append(append(buf, "AT+"...), name...)
	return c
}

// Int returns the command with a decimal argument added. The firmware's numbers have 32 bits; others are an
// [ErrArgument].
func (c Cmd) Int(n int) Cmd {
	c.separate()
	if int64(n) > math.MaxInt32 || int64(n) < math.MinInt32 {
		c.refuse(ErrArgument)
	}
	c.line = strconv.AppendInt(c.line, int64(n), 10)
	return c
}

// Addr returns the command with an IP address added as a quoted argument.
func (c Cmd) Addr(ip netip.Addr) Cmd {
	c.separate()
	if !ip.IsValid() || ip.Zone() != "" {
		c.refuse(ErrArgument)
	}
	c.line = append(ip.AppendTo(append(c.line, '"')), '"')
	return c
}

// Str returns the command with a quoted and escaped string argument added.
func (c Cmd) Str(s string) Cmd {
	c.separate()
	var err error
	if c.line, err = appendQuoted(c.line, s); err != nil {
		c.refuse(err)
	}
	return c
}

// Omit returns the command with an empty argument added, which stands for the argument's default.
func (c Cmd) Omit() Cmd {
	c.separate()
	return c
}

// When returns the command with a condition: check is called when the command's turn has come, each time right before
// it is written, and again before a payload is. Its error ends the command, which then was not sent, or was called off.
// A link's number, for one, may have passed to another connection while the command waited in the queue.
func (c Cmd) When(check func() error) Cmd {
	c.when = check
	return c
}

// Within returns the command with a time limit for calls whose context has no deadline. It counts from the call, its
// passing is context.DeadlineExceeded, and unlike a context of one's own it costs no allocation.
func (c Cmd) Within(d time.Duration) Cmd {
	c.within = d
	return c
}

// After returns the command with a function that is told how the exchange ended in the module where its caller did not
// wait for that: the call returned the error of its context, which then is also an [ErrDoubt]. f is called once, on the
// dialogue's running goroutine, before the next command is sent; it must not wait for a command. A nil error says that
// the module carried the command out.
func (c Cmd) After(f func(err error)) Cmd {
	c.after = f
	return c
}

// Name returns the command's name with its AT prefix and without its arguments.
func (c Cmd) Name() string {
	if c.name == "" {
		return "AT"
	}
	return "AT+" + c.name
}

// Err returns why the command cannot be sent: [ErrArgument], [ErrTooLong] or nil.
func (c Cmd) Err() error {
	if c.err == nil && len(c.line)+2 > maxCommand {
		return ErrTooLong
	}
	return c.err
}

// String returns the command's name: arguments may be secret and are left out.
func (c Cmd) String() string { return c.Name() }

func (c *Cmd) refuse(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *Cmd) separate() {
	if c.args > 0 {
		c.line = append(c.line, ',')
	}
	c.args++
}

// own reports whether a line is an answer to this command and to no other: it repeats the command's name.
func (c *Cmd) own(line []byte) bool {
	n := len(c.name)
	return n > 0 && len(line) > n && line[0] == '+' && string(line[1:n+1]) == c.name
}
