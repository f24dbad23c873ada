package at

import "errors"

var (
	// ErrClosed is returned by every call on a dialogue that was closed.
	ErrClosed = errors.New("at: dialogue is closed")
	// ErrReset is returned by every command that was waiting, in the queue or for its reply, when the module restarted.
	ErrReset = errors.New("at: module restarted")
	// ErrSilent is returned when the module answers nothing: it is off, at another baud rate, or not wired.
	ErrSilent = errors.New("at: no answer from the module; check power, wiring and baud rate")
	// ErrDoubt says that it is not known what the module did. Of a Send, bytes of the payload were written and the module
	// did not confirm exactly them: they may have reached the peer, in part or changed. Of another command, it was
	// written and may have been carried out. It comes with the cause. A Send that fails without it sent nothing.
	ErrDoubt = errors.New("at: it is not known what the module did")
	// ErrLost says that a reply was lost on the line: the module was silent, and when asked had nothing to do.
	ErrLost = errors.New("at: the module's reply was lost")
	// ErrDamaged is returned by Receive where the count and the end of the module's answer do not fit: a byte was lost
	// or doubled on the line. What was read cannot be trusted, and the module has it no more.
	ErrDamaged = errors.New("at: data from the module was damaged on the line")
	// ErrBaud is returned by SetBaud when the module does not answer at the new rate. The old rate holds.
	ErrBaud = errors.New("at: the module does not answer at the new baud rate; the old one holds")
	// ErrArgument is returned for an argument that no AT command can carry: a string with CR, LF or NUL, a number of
	// more than 32 bits, an address that is none.
	ErrArgument = errors.New("at: argument that no AT command can carry (CR, LF, NUL, more than 32 bits, no address)")
	// ErrTooLong is returned for a command line longer than the module's 256-byte buffer.
	ErrTooLong = errors.New("at: command line is longer than 256 bytes")
	// ErrPayload is returned by Send for a payload that is empty or longer than MaxPayload bytes.
	ErrPayload = errors.New("at: payload must have 1 to 2048 bytes")
)

// Result is the final result code of a command that the module did not carry out.
type Result uint8

// The results that an [Error] may carry.
const (
	ResultError    Result = iota + 1 // ERROR
	ResultFail                       // FAIL, which NonOS AT gives for AT+CWJAP
	ResultSendFail                   // SEND FAIL: the link went down before the payload was delivered
	ResultCanceled                   // SEND Canceled: the module gave up taking the payload
	ResultShort                      // Recv n bytes, where n is not the payload's length
)

// String returns the result as the module prints it.
func (r Result) String() string {
	switch r {
	case ResultError:
		return "ERROR"
	case ResultFail:
		return "FAIL"
	case ResultSendFail:
		return "SEND FAIL"
	case ResultCanceled:
		return "SEND Canceled"
	case ResultShort:
		return "payload taken in part"
	}
	return "unknown result"
}

// Error is a module's refusal of a command. It never holds a command's arguments, which may be secret.
type Error struct {
	// Command is the command's name, such as AT+CIPSTART.
	Command string
	// Result is the final result code.
	Result Result
	// Text is the last line that the module printed before the result: "DNS Fail", "ALREADY CONNECTED", "+CWJAP:3".
	// It is empty when there was none; ESP-AT 2.x seldom gives one.
	Text string
}

// Error returns the command's name, its result and what the module printed before it.
func (e *Error) Error() string {
	s := "at: " + e.Command + ": " + e.Result.String()
	if e.Text != "" {
		s += " (" + e.Text + ")"
	}
	return s
}

// portError is the port's failure; it also counts as ErrClosed, since the dialogue is over.
type portError struct{ cause error }

func (e *portError) Error() string        { return "at: port failed: " + e.cause.Error() }
func (e *portError) Unwrap() error        { return e.cause }
func (e *portError) Is(target error) bool { return target == ErrClosed }

// doubtError is a cause that leaves open what the module did.
type doubtError struct{ cause error }

// doubtful makes an error an ErrDoubt as well.
func doubtful(err error) error { return &doubtError{err} }

func (e *doubtError) Error() string        { return e.cause.Error() + "; it is not known what the module did" }
func (e *doubtError) Unwrap() error        { return e.cause }
func (e *doubtError) Is(target error) bool { return target == ErrDoubt }

// baudError is why a new baud rate was given up.
type baudError struct{ cause error }

func (e *baudError) Error() string        { return ErrBaud.Error() + ": " + e.cause.Error() }
func (e *baudError) Unwrap() error        { return e.cause }
func (e *baudError) Is(target error) bool { return target == ErrBaud }

var (
	errDropped = errors.New("at: what was received is gone: its caller did not wait for it")
	errSpoilt  = errors.New("at: the module took other bytes for the payload")
	errSurplus = errors.New("at: the module got more bytes than the payload has")
	errBusy    = errors.New("at: the module stayed busy")
)
