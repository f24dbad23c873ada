package protocol

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"drivergen/examples/net/snake/internal/game"
)

// A Message is what a server says: one of Hello, You, Frame, Over, Refused.
type Message any

// Hello is the greeting.
type Hello struct{}

// You tells a player's number, and what brings the player back to the snake on a new connection.
type You struct {
	ID    int
	Token string
}

// String returns the line without its end.
func (y You) String() string { return fmt.Sprintf("you %d %s", y.ID, y.Token) }

// Frame is the board at a tick.
type Frame struct{ game.State }

// Over tells that the game is over.
type Over struct{}

// Refused tells why the server ends the connection.
type Refused struct{ Reason string }

// maxLine is how long a line of a server may be, in bytes: a snake that winds over a whole board.
const maxLine = 64 << 10

// A Reader reads what a server says.
type Reader struct{ lines *bufio.Scanner }

// NewReader returns a Reader of a stream.
func NewReader(r io.Reader) *Reader {
	return &Reader{NewScanner(r, maxLine)}
}

// NewScanner returns a scanner of lines of a limited length. A stream that ends within a line fails with
// io.ErrUnexpectedEOF: what arrived of the line may mean something else.
func NewScanner(r io.Reader, limit int) *bufio.Scanner {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, min(limit, 1<<10)), limit)
	lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		advance, line, err := bufio.ScanLines(data, false)
		if advance == 0 && err == nil && atEOF && len(data) > 0 {
			err = io.ErrUnexpectedEOF
		}
		return advance, line, err
	})
	return lines
}

// ErrProtocol is the error of a Reader for what is no line of a server.
var ErrProtocol = errors.New("no server of snake")

// Read returns the next message. At the end of the stream it fails with io.EOF, in the middle of a frame with
// io.ErrUnexpectedEOF.
func (r *Reader) Read() (Message, error) {
	line, err := r.line()
	if err != nil {
		return nil, err
	}
	words := strings.Fields(line)
	switch {
	case line == Greeting:
		return Hello{}, nil
	case line == "over":
		return Over{}, nil
	case strings.HasPrefix(line, "error "):
		return Refused{strings.TrimPrefix(line, "error ")}, nil
	case len(words) == 3 && words[0] == "you":
		if id, err := strconv.Atoi(words[1]); err == nil && id > 0 {
			return You{ID: id, Token: words[2]}, nil
		}
	case len(words) > 0 && words[0] == "frame":
		return r.frame(line, words[1:])
	}
	return nil, fmt.Errorf("%w: it says %.60q", ErrProtocol, line)
}

func (r *Reader) frame(line string, words []string) (Message, error) {
	s, err := parseFrame(words)
	for err == nil {
		line, err = r.line()
		switch {
		case err == io.EOF:
			return nil, io.ErrUnexpectedEOF
		case err != nil:
			return nil, err
		case line == "end":
			return Frame{s}, nil
		}
		err = parseLine(&s, line)
	}
	return nil, fmt.Errorf("%w: it says %.60q: %w", ErrProtocol, line, err)
}

func (r *Reader) line() (string, error) {
	if r.lines.Scan() {
		return r.lines.Text(), nil
	}
	switch err := r.lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return "", fmt.Errorf("%w: it sends a line of more than %d bytes", ErrProtocol, maxLine)
	case err != nil:
		return "", err
	}
	return "", io.EOF
}
