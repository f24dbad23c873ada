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
	p := t.StartContext(c, call)
	t.Cancel(p)
	t.Join(p)
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
	if err != nil && !c.lists(err) {
		t.Fatalf("%s: got %s, which is not one of its errors", c.Name, describe(err))
	}
}

// lists reports whether the description lists an error of a method.
func (c *Call) lists(err error) bool {
	if c.Streams && errors.Is(err, io.EOF) || slices.Contains(c.Errnos, carried(err)) {
		return true
	}
	return slices.ContainsFunc(c.Errors, func(sentinel error) bool { return errors.Is(err, sentinel) })
}

// Meets checks a call of which it matters only that it comes to an end: it may fail with an error that the
// description lists, or with any errno.
func (t *T) Meets(c *Call, err error) {
	t.filled(err)
	if err != nil && carried(err) == 0 && !c.lists(err) {
		t.Fatalf("%s: got %s", c.Name, describe(err))
	}
}

// Equal checks a value.
func Equal[V any](t *T, what string, got, want V) {
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: want %s, got %s", what, show(want), show(got))
	}
}

// OneOf checks a value that may be one of several.
func OneOf[V comparable](t *T, what string, got V, allowed ...V) {
	if slices.Contains(allowed, got) {
		return
	}
	names := make([]string, len(allowed))
	for i, v := range allowed {
		names[i] = show(v)
	}
	t.Fatalf("%s: want %s, got %s", what, strings.Join(names, " or "), show(got))
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

// MostHandles is how many handles a test opens at the most to find the table full.
const MostHandles = 4096
