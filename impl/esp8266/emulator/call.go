package emulator

import (
	"context"
	"fmt"
)

// form is how a command is written.
type form int

const (
	execute form = iota // AT+X
	query               // AT+X?
	test                // AT+X=?
	assign              // AT+X=…
)

// result is how a command ends.
type result int

const (
	done     result = iota // OK
	failed                 // ERROR
	fail                   // FAIL on AT 1.7, ERROR on ESP-AT
	answered               // the handler said all there is to say, or something it started will
)

// errno is one of ESP-AT's error numbers, shown after AT+SYSLOG=1.
type errno uint32

const (
	errSyntax    errno = 0x01030000
	errCount     errno = 0x01060000
	errParse     errno = 0x01080000 // the low half is the argument's index
	errUnknown   errno = 0x01090000
	errExecution errno = 0x010a0000
	errBusy      errno = 0x010b0000
	errOperation errno = 0x010c0000
)

func (n errno) text() string { return fmt.Sprintf("ERR CODE:0x%08x\r\n", uint32(n)) }

type handler func(*call) result

// call is one command being carried out.
type call struct {
	m     *module
	name  string // as typed, without AT+: CWMODE_CUR
	form  form
	raw   string // what follows the = of an assignment
	save  bool   // whether what it sets outlives a reset
	mute  bool   // the host hears nothing of it
	said  bool   // part of the answer is out
	errno errno
	later []func() // what happens after the answer
	harm  *harm    // what befalls the answer's bytes, or nil
}

// say prints a part of the answer.
func (c *call) say(format string, a ...any) { c.sayData(fmt.Sprintf(format, a...), nil) }

// sayData prints a part of the answer that ends in a payload.
func (c *call) sayData(head string, payload []byte) {
	if c.mute {
		return
	}
	if c.said {
		c.m.interleave(AtAnswer, nil)
	}
	c.said = true
	c.m.printData(c.harmed([]byte(head)), c.harmed(payload))
}

// answer prints the query's name, as typed, and its values: +CWMODE_CUR:1 and so on. The firmware ends some of these
// with CR LF and others not; format says which.
func (c *call) answer(format string, a ...any) { c.say("+"+c.name+":"+format, a...) }

// hint says, on AT 1.7 alone, why a command fails, and fails it.
func (c *call) hint(why string) result {
	if c.m.v17() {
		c.say("%s\r\n", why)
	}
	return failed
}

// then has f happen after the answer.
func (c *call) then(f func()) { c.later = append(c.later, f) }

// background carries on without the lock: the module is busy until work is over and what work gives, which runs under
// the lock, has said how the command ends.
func (c *call) background(work func(context.Context) func() result) result {
	m := c.m
	m.phase = process
	m.spawn(func() {
		end := work(m.ctx)
		m.locked(func() {
			if m.phase != process { // the host has ordered a restart
				return
			}
			m.phase = idle
			m.finish(c, end())
		})
	})
	return answered
}

// finish says how a command ended.
func (m *module) finish(c *call, r result) {
	switch r {
	case done:
		c.say("\r\nOK\r\n")
	case failed, fail:
		if m.sysLog {
			c.say("%s", c.errno.text())
		}
		if r == fail && m.v17() {
			c.say("\r\nFAIL\r\n")
		} else {
			c.say("\r\nERROR\r\n")
		}
	}
	later := c.later
	c.later = nil
	for _, f := range later {
		f()
	}
}

// command takes a command line, and carries it out when the module has turned to it. What is no command is answered by
// the task that reads the line, at once, so that what follows it is not taken for impatience.
func (m *module) command(line *commandLine) {
	if !line.ok {
		m.obey(line)
		return
	}
	m.turn(process, func() { m.obey(line) })
}

// obey carries out a command line, as far as its faults let it.
func (m *module) obey(line *commandLine) {
	c := &call{m: m, errno: errExecution}
	if !line.ok {
		m.perform(c, line)
		return
	}
	m.meet(c, line.text, func() { m.perform(c, line) })
}

func (m *module) perform(c *call, line *commandLine) {
	m.interleave(AfterEcho, nil)
	h := c.parse(line)
	if h == nil {
		m.finish(c, failed)
		return
	}
	m.finish(c, h(c))
}

// parse finds out which command a line is. It gives nil where the firmware has no such command, or not in that form.
func (c *call) parse(line *commandLine) handler {
	c.errno = errSyntax
	if !line.ok {
		return nil
	}
	switch text := line.text; {
	case text == "":
		return func(*call) result { return done }
	case text == "E0", text == "E1", text == "e0" && !c.m.v17(), text == "e1" && !c.m.v17():
		return func(c *call) result {
			c.m.echo = text[1] == '1'
			return done
		}
	case text[0] != '+':
		c.errno = errUnknown
		return nil
	}
	rest := c.takeName(line.text[1:])
	cmd := c.m.e.cfg.Firmware.find(c.name)
	if cmd == nil {
		c.errno = errUnknown
		return nil
	}
	c.save = cmd.saves(c.name, c.m)
	c.errno = errOperation
	var h handler
	switch {
	case rest == "":
		c.form, h = execute, cmd.execute
	case rest == "?":
		c.form, h = query, cmd.query
	case rest == "=?":
		c.form, h = test, cmd.test
	case rest[0] == '=':
		c.form, c.raw, h = assign, rest[1:], cmd.set
	case c.m.v17() && rest[0] >= '0' && rest[0] <= '9':
		c.form, c.raw, h = assign, rest, cmd.set
	}
	if h != nil {
		c.errno = errExecution
	}
	return h
}

// takeName takes the command's name off a line.
func (c *call) takeName(text string) (rest string) {
	n := 0
	for n < len(text) && c.m.e.cfg.Firmware.inName(text[n]) {
		n++
	}
	name := []byte(text[:n])
	if !c.m.v17() {
		for i, b := range name {
			if b >= 'a' && b <= 'z' {
				name[i] = b - 'a' + 'A'
			}
		}
	}
	c.name = string(name)
	return text[n:]
}

// inName reports whether a byte can stand in a command's name.
func (f Firmware) inName(b byte) bool {
	switch {
	case b >= 'A' && b <= 'Z', b == '_':
		return true
	case f.nonOS():
		return false
	case b >= 'a' && b <= 'z', b >= '0' && b <= '9':
		return true
	}
	switch b {
	case '!', '%', '-', '.', '/', ':':
		return true
	}
	return false
}
