package main

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
)

// The conversation is of lines, each with its checksum (CRC-32, IEEE 802.3) behind it. The client says who it is and
// is told which message is awaited; from there on it sends messages and is told that each was counted:
//
//	C: counter 5f3a09c2…     S: next 1
//	C: 1 tick                S: ok 1
//	C: 2 tock                S: ok 2
//	C: bye                   S: tally 2 8c736521
//
// A client whose connection was lost begins anew, with the name that it had.
const (
	maxLine     = 200
	maxMessages = 1_000_000
)

// errDamaged is a line whose checksum does not fit: the line to the module has none of its own.
var errDamaged = errors.New("a line was damaged on its way")

// A link is one end of a connection.
type link struct {
	in  *bufio.Reader
	out io.Writer
}

func newLink(rw io.ReadWriter) *link { return &link{bufio.NewReaderSize(rw, maxLine), rw} }

// send sends a line.
func (l *link) send(format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	_, err := fmt.Fprintf(l.out, "%s %08x\n", text, crc32.ChecksumIEEE([]byte(text)))
	return err
}

// receive returns the words of the next line.
func (l *link) receive() ([]string, error) {
	line, err := l.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, errDamaged
	case err != nil:
		return nil, err
	}
	text, sum, ok := cutLast(strings.TrimSuffix(string(line), "\n"))
	if want, err := strconv.ParseUint(sum, 16, 32); !ok || err != nil || crc32.ChecksumIEEE([]byte(text)) != uint32(want) {
		return nil, errDamaged
	}
	return strings.Fields(text), nil
}

// cutLast cuts a line at its last space.
func cutLast(line string) (before, after string, ok bool) {
	i := strings.LastIndexByte(line, ' ')
	if i < 0 {
		return line, "", false
	}
	return line[:i], line[i+1:], true
}

// number reads a message's number.
func number(word string) (int, bool) {
	n, err := strconv.Atoi(word)
	return n, err == nil && n >= 1 && n <= maxMessages+1
}
