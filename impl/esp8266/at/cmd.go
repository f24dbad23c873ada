package at

import "strconv"

// maxCommand is the length of the module's line buffer, CR LF included (AT instruction set).
const maxCommand = 256

// Cmd is one command line. Its zero value is the bare AT. Cmd values come from [Exec], [Query] and [Set]; an argument
// that cannot be sent makes every later use of the value fail with the error that Err returns. As with append, a value
// that was extended is not extended again: build each command in one chain.
type Cmd struct {
	name string
	line []byte
	args int
	when func() error
	err  error
}

// Exec returns the execute form of a command: Exec("CIFSR") is AT+CIFSR.
func Exec(name string) Cmd {
	c := Cmd{name: name}
	for i := 0; i < len(name); i++ {
		if b := name[i]; (b < 'A' || b > 'Z') && (b < '0' || b > '9') && b != '_' {
			c.err = ErrArgument
			return c
		}
	}
	c.line = make([]byte, 0, 64)
	c.line = append(append(c.line, "AT+"...), name...)
	return c
}

// Query returns the query form of a command: Query("CIPMUX") is AT+CIPMUX?.
func Query(name string) Cmd {
	c := Exec(name)
	c.line = append(c.line, '?')
	return c
}

// Set returns the set form of a command, whose arguments are added by Int, Str and Omit.
func Set(name string) Cmd {
	c := Exec(name)
	c.line = append(c.line, '=')
	return c
}

// Int returns the command with a decimal argument added.
func (c Cmd) Int(n int) Cmd {
	c.separate()
	c.line = strconv.AppendInt(c.line, int64(n), 10)
	return c
}

// Str returns the command with a quoted and escaped string argument added.
func (c Cmd) Str(s string) Cmd {
	c.separate()
	var err error
	if c.line, err = appendQuoted(c.line, s); err != nil && c.err == nil {
		c.err = err
	}
	return c
}

// Omit returns the command with an empty argument added, which stands for the argument's default.
func (c Cmd) Omit() Cmd {
	c.separate()
	return c
}

// When returns the command with a condition: check is called when the command's turn has come, each time right before
// it is written. Its error ends the command, which then was not sent. A link's number, for one, may have passed to
// another connection while the command waited in the queue.
func (c Cmd) When(check func() error) Cmd {
	c.when = check
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
