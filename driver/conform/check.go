package conform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"drivergen/driver"
)

// Did checks that the world could do what a test asked of it.
func (t *T) Did(stimulus string, err error) {
	switch {
	case errors.Is(err, ErrNotApplicable):
		t.NotApplicable("%v", err)
	case err != nil:
		t.Fatalf("the world failed at %s: %v", stimulus, err)
	}
}

// Succeeds checks that a call succeeded.
func (t *T) Succeeds(c *Call, err error) {
	if err == nil {
		return
	}
	t.filled(err)
	t.Fatalf("%s: want success, got %s", c.Name, describe(err))
}

// Fails checks that a call failed with the wanted errno.
func (t *T) Fails(c *Call, err error, want driver.Errno) {
	t.filled(err)
	if err == nil || carried(err) != want {
		t.Fatalf("%s: want %s, got %s", c.Name, name(want), describe(err))
	}
}

// Canceled checks that a call returns promptly once its context is cancelled while the call waits.
func (t *T) Canceled(c *Call, call func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(t.ctx)
	defer cancel()
	p := t.Start(c, func() { call(ctx) })
	t.Promptly(c, func() {
		cancel()
		t.Join(p)
	})
}

// FailsNaming checks that a call failed with the wanted errno and that the error's text
// names the parameter at fault.
func (t *T) FailsNaming(c *Call, err error, want driver.Errno, param string) {
	t.Fails(c, err, want)
	if !strings.Contains(err.Error(), param) {
		t.Fatalf("%s: want an error that names the parameter %s, got %q", c.Name, param, err)
	}
}

// Ends checks that a call found the end of a stream: io.EOF.
func (t *T) Ends(c *Call, err error) {
	t.filled(err)
	if !errors.Is(err, io.EOF) {
		t.Fatalf("%s: want io.EOF, got %s", c.Name, describe(err))
	}
}

// Listed checks that a call, if it failed, did so with an error that the description lists.
func (t *T) Listed(c *Call, err error) {
	t.filled(err)
	switch {
	case err == nil, c.Streams && errors.Is(err, io.EOF), slices.Contains(c.Errnos, carried(err)):
		return
	}
	for _, sentinel := range c.Errors {
		if errors.Is(err, sentinel) {
			return
		}
	}
	t.Fatalf("%s: got %s, which is not one of its errors", c.Name, describe(err))
}

// Promptly runs a call whose context has ended and checks that it returns at once.
func (t *T) Promptly(c *Call, call func()) { t.took(c, 0, call) }

// Deadline runs a call with a deadline that is d from now, and checks that it returns
// neither before it nor long after it.
func (t *T) Deadline(c *Call, d time.Duration, call func(ctx context.Context)) {
	t.took(c, d, func() { call(t.Within(d)) })
}

func (t *T) took(c *Call, d time.Duration, call func()) {
	start := time.Now()
	call()
	switch took := time.Since(start); {
	case took < d:
		t.Fatalf("%s: returned after %v, before its deadline of %v", c.Name, took.Round(time.Millisecond), d)
	case took > d+t.opts.Prompt:
		t.Fatalf("%s: returned %v after its context had ended; at most %v is allowed",
			c.Name, (took - d).Round(time.Millisecond), t.opts.Prompt)
	}
}

// Equal checks a value.
func Equal[V any](t *T, what string, got, want V) {
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: want %s, got %s", what, show(want), show(got))
	}
}

// Data checks bytes.
func (t *T) Data(what string, got, want []byte) {
	if !bytes.Equal(got, want) {
		t.Fatalf("%s: want %s, got %s", what, show(want), show(got))
	}
}

// Full calls read until least bytes are in buf, and at least once, so that a stream which
// arrives in pieces is taken whole. It returns how many bytes there are, and the first error.
func Full(buf []byte, least int, read func(buf []byte) (int, error)) (int, error) {
	total := 0
	for {
		n, err := read(buf[total:])
		if n < 0 || n > len(buf)-total {
			return total, fmt.Errorf("returned %d bytes into a buffer of %d", n, len(buf)-total)
		}
		total += n
		switch {
		case err != nil:
			return total, err
		case total >= least:
			return total, nil
		case n == 0:
			return total, errors.New("returned no bytes without an error")
		}
	}
}

// Absent checks that an optional value is not there.
func (t *T) Absent(what string, absent bool) {
	if !absent {
		t.Fatalf("%s: want none, got one", what)
	}
}

// Present checks that an optional value is there.
func (t *T) Present(what string, present bool) {
	if !present {
		t.Fatalf("%s: want one, got none", what)
	}
}

// Has checks that a list has enough elements to look at one.
func (t *T) Has(what string, n, least int) {
	if n < least {
		t.Fatalf("%s: want at least %s, got %d", what, count(least, "element", "elements"), n)
	}
}

// Cause checks an error that an event carries; 0 wants none.
func (t *T) Cause(what string, err error, want driver.Errno) {
	switch {
	case want == 0 && err != nil:
		t.Fatalf("%s: want none, got %s", what, describe(err))
	case want != 0 && carried(err) != want:
		t.Fatalf("%s: want %s, got %s", what, name(want), describe(err))
	}
}

// Pointer returns a pointer to a value, for an optional argument.
func Pointer[V any](v V) *V { return &v }

// carried returns the errno in an error's tree, 0 where there is none.
func carried(err error) driver.Errno {
	var errno driver.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return 0
}

func name(e driver.Errno) string {
	if text := e.Name(); text != "" {
		return text
	}
	return e.Error()
}

// describe returns an error with its errno's name in front.
func describe(err error) string {
	if err == nil {
		return "success"
	}
	if errno := carried(err); errno != 0 {
		return fmt.Sprintf("%s (%v)", name(errno), err)
	}
	return fmt.Sprintf("%v, which carries no errno", err)
}

// show prints a value for a reader: text in quotes, long data cut.
func show(v any) string {
	const most = 64
	switch v := v.(type) {
	case []byte:
		if len(v) > most {
			return fmt.Sprintf("%q… (%d bytes)", v[:most], len(v))
		}
		return fmt.Sprintf("%q", v)
	case string:
		return fmt.Sprintf("%q", v)
	case fmt.Stringer, error:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%+v", v)
}

// MostHandles is how many handles a test opens at the most to find the table full.
const MostHandles = 4096
