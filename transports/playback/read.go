package playback

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"drivergen/transports/record"
)

// read reads a recording or a script.
func read(r io.Reader, name string) (*tape, error) {
	t := &tape{name: name}
	buffered := bufio.NewReader(r)
	first, err := firstByte(buffered)
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("playback: %s is empty: want a recording or a script", name)
	case err != nil:
		return nil, fmt.Errorf("playback: %w", err)
	case first == '{':
		err = t.readRecording(buffered)
	default:
		err = t.readScript(buffered)
	}
	if err != nil {
		return nil, err
	}
	if len(t.host)+len(t.device) == 0 {
		return nil, fmt.Errorf("playback: %s: nothing was recorded", name)
	}
	return t, nil
}

// firstByte returns the first byte that is no white space, without taking it.
func firstByte(r *bufio.Reader) (byte, error) {
	for n := 1; ; n++ {
		p, err := r.Peek(n)
		if len(p) < n {
			if err == bufio.ErrBufferFull {
				err = io.EOF
			}
			return 0, err
		}
		if b := p[n-1]; b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return b, nil
		}
	}
}

// readRecording reads what package record writes. A last line that was cut off, as by a crash, is left out.
func (t *tape) readRecording(r io.Reader) error {
	d, err := record.NewReader(r)
	if err != nil {
		return fmt.Errorf("playback: %s: %w", t.name, err)
	}
	for line := 2; ; line++ {
		e, err := d.Next()
		switch {
		case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return fmt.Errorf("playback: %s: %w", t.name, err)
		}
		if !t.add(e, line) {
			return nil
		}
	}
}

// readScript reads lines of > "…", < "…", ~ duration and # comments.
func (t *tape) readScript(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	now := time.Duration(0)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		e, wait, err := scriptLine(line)
		if err != nil {
			return fmt.Errorf("playback: %s:%d: %w", t.name, n, err)
		}
		now += wait
		if e.Time = now; e.Kind != "" {
			t.add(e, n)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("playback: %s:%d: %w", t.name, n+1, err)
	}
	return nil
}

func scriptLine(line string) (e record.Entry, wait time.Duration, err error) {
	arg := strings.TrimSpace(line[1:])
	switch line[0] {
	case '~':
		wait, err = time.ParseDuration(arg)
		if err == nil && wait < 0 {
			err = errors.New("time runs forward only")
		}
		return e, wait, err
	case '>':
		e = record.Entry{Kind: record.Data, Direction: record.Tx}
	case '<':
		e = record.Entry{Kind: record.Data, Direction: record.Rx}
	default:
		return e, 0, fmt.Errorf("%s: want > or < with a quoted string, ~ with a duration, or # with a comment", short([]byte(line)))
	}
	text, err := strconv.Unquote(arg)
	if err != nil {
		return e, 0, fmt.Errorf("%s is no quoted string: want as in > \"AT\\r\\n\"", short([]byte(arg)))
	}
	e.Bytes = []byte(text)
	return e, 0, nil
}
