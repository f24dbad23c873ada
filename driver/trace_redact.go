package driver

import (
	"io"
	"strings"
	"sync"
	"sync/atomic"
)

// How many secrets a trace remembers, and how many bytes in a row an error's text may not
// have in common with one of them. A driver's error may hold a part of a command, cut or
// escaped: what is left of the secret in it is still a secret.
const (
	secretsKept = 16
	secretPart  = 4
)

// secrets are the sensitive values that a wrapper has passed to its device of late. They
// keep what the device tells of its own dialogue, in an error's text, from the tracers.
type secrets struct {
	any  atomic.Bool // there is one: devices without secrets pay for nothing else
	mu   sync.Mutex
	list []string // the latest last
}

// Secret tells of sensitive values that a call or an event passes. No tracer gets an error
// whose text has a part of one in it, from this call or from a later one or an event: it
// gets an error of the same number, with Redaction for a cause.
func (t *Trace) Secret(values ...string) {
	s := &t.secrets
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		if v == "" {
			continue
		}
		kept := s.list[:0]
		for _, old := range s.list {
			if old != v {
				kept = append(kept, old)
			}
		}
		s.list = append(kept, v)
		if len(s.list) > secretsKept {
			s.list = append(s.list[:0], s.list[1:]...)
		}
		s.any.Store(true)
	}
}

// SecretAny does it for a sensitive value whose type the description leaves open. One that has
// no text of its own, and a boolean, which would withhold every error, are no secrets.
func (t *Trace) SecretAny(v any) {
	switch a := AnyAttr("", v); a.kind {
	case BytesKind:
		t.Secret(string(a.data))
	case ErrorKind, AnyKind:
		if _, ok := v.(bool); !ok && a.ref != (opaque{}) {
			t.Secret(a.String())
		}
	}
}

// SecretFilled does it for the first n bytes of a buffer that a call has filled.
func (t *Trace) SecretFilled(buf []byte, n int) { t.Secret(string(FilledAttr("", buf, n).data)) }

// withhold returns err, or an error of the same number in its place.
func (s *secrets) withhold(op string, err error) error {
	if !s.any.Load() || isPlain(err) || !s.in(err.Error()) {
		return err
	}
	return &Error{Op: op, Errno: ErrnoOf(err), Err: withheld{}}
}

// isPlain reports whether the text of err is made here, of nothing that a device told.
func isPlain(err error) bool {
	switch e := err.(type) {
	case nil, Errno, notReturned:
		return true
	case *Error:
		return e.Err == nil
	}
	return err == io.EOF
}

// withholdFrom replaces the errors in values, which are the trace's own, at any depth.
func (s *secrets) withholdFrom(op string, values []Attr) {
	if !s.any.Load() {
		return
	}
	for i := range values {
		values[i] = s.without(op, values[i])
	}
}

// without returns a value with its errors replaced.
func (s *secrets) without(op string, a Attr) Attr {
	switch a.kind {
	case ErrorKind:
		a.ref = s.withhold(op, a.ref.(error))
	case GroupKind:
		s.withholdFrom(op, a.Group())
	case ListKind:
		elem := a.ref.(func(int) Attr)
		a.ref = func(i int) Attr { return s.without(op, elem(i)) }
	}
	return a
}

// in reports whether text has a part of a secret in it: as it is, or as its bytes are
// commonly printed.
func (s *secrets) in(text string) bool {
	told := windowsOf(text)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, secret := range s.list {
		if len(secret) < secretPart {
			if strings.Contains(text, secret) {
				return true
			}
			continue
		}
		for i := range len(secret) - secretPart + 1 {
			if _, ok := told[window([]byte(secret[i:i+secretPart]))]; ok {
				return true
			}
		}
	}
	return false
}

// withheld is the cause of an error whose own text a tracer must not see.
type withheld struct{}

func (withheld) Error() string { return Redaction }
