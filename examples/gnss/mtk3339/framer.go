package mtk3339

import (
	"fmt"
	"strconv"
	"strings"
)

// longest is how long a sentence may be. NMEA 0183 allows 82 bytes; the receiver's own sentences are longer.
const longest = 255

// A framer finds the sentences in a stream: $TEXT*CHECKSUM, CR, LF. What belongs to none is dropped and
// counted, and the search goes on at the next $.
type framer struct {
	line    []byte // from its $ on; empty outside of a sentence
	dropped uint64
}

// add takes a byte, and returns the text of a sentence that is complete with it.
func (f *framer) add(b byte) (text string, ok bool) {
	switch {
	case b == '$':
		f.drop()
		f.line = append(f.line, b)
	case len(f.line) == 0:
		if b != '\r' && b != '\n' {
			f.dropped++
		}
	case b == '\n':
		if text, ok = checked(f.line); !ok {
			f.drop()
		}
		f.line = f.line[:0]
	case len(f.line) == longest:
		f.drop()
		f.dropped++
	default:
		f.line = append(f.line, b)
	}
	return text, ok
}

func (f *framer) drop() {
	f.dropped += uint64(len(f.line))
	f.line = f.line[:0]
}

// checked returns the text of a line whose checksum fits.
func checked(line []byte) (string, bool) {
	text, sum, ok := strings.Cut(strings.TrimRight(string(line[1:]), "\r"), "*")
	if !ok || len(sum) != 2 {
		return "", false
	}
	want, err := strconv.ParseUint(sum, 16, 8)
	return text, err == nil && byte(want) == checksum(text)
}

// sentence returns a text as it goes to the receiver.
func sentence(text string) string { return fmt.Sprintf("$%s*%02X\r\n", text, checksum(text)) }

// checksum returns the exclusive or of all bytes between $ and *.
func checksum(text string) byte {
	var sum byte
	for i := range len(text) {
		sum ^= text[i]
	}
	return sum
}
