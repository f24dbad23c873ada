package console_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"testing"

	"drivergen/examples/internal/console"
)

// A program that ends tells why in one line, and with what it exits.
func TestEnds(t *testing.T) {
	help := func(w io.Writer) { io.WriteString(w, "usage: tryout\n") }
	for _, tt := range []struct {
		end      func(out, log io.Writer) int
		code     int
		out, log string
	}{
		{func(_, log io.Writer) int { return console.Fail(log, "tryout", errors.New("no\nway")) }, 1, "", "tryout: no way\n"},
		{func(out, log io.Writer) int { return console.Misuse(out, log, "tryout", help, errors.New("no\nway")) }, 2, "", "tryout: no way (tryout -h tells more)\n"},
		{func(out, log io.Writer) int {
			return console.Misuse(out, log, "tryout", help, fmt.Errorf("%w", flag.ErrHelp))
		}, 0, "usage: tryout\n", ""},
	} {
		var out, log bytes.Buffer
		if code := tt.end(&out, &log); code != tt.code || out.String() != tt.out || log.String() != tt.log {
			t.Errorf("exit %d, printed %q, standard error %q; want %d, %q, %q", code, &out, &log, tt.code, tt.out, tt.log)
		}
	}
}
