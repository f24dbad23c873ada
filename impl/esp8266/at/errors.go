package at

import "errors"

var (
	// ErrClosed is returned by every call on a dialogue that was closed.
	ErrClosed = errors.New("at: dialogue is closed")
	// ErrReset is returned by every command that was waiting, in the queue or for its reply, when the module restarted.
	ErrReset = errors.New("at: module restarted")
	// ErrSilent is returned when the module answers nothing: it is off, at another baud rate, or not wired.
	ErrSilent = errors.New("at: no answer from the module; check power, wiring and baud rate")
	// ErrArgument is returned for an argument that no AT command can carry: one with CR, LF or NUL.
	ErrArgument = errors.New("at: argument has a CR, LF or NUL byte")
	// ErrTooLong is returned for a command line longer than the module's 256-byte buffer.
	ErrTooLong = errors.New("at: command line is longer than 256 bytes")
	// ErrPayload is returned by Send for a payload that is empty or longer than MaxPayload bytes.
	ErrPayload = errors.New("at: payload must have 1 to 2048 bytes")
	// ErrTruncated is returned by Receive when the module gave more bytes than the buffer holds.
	ErrTruncated = errors.New("at: module gave more bytes than asked for")
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
