package js

import (
	"errors"

	"github.com/dop251/goja"

	"drivergen/driver"
)

// failure returns an error of a call as one of a device: what the driver threw is EIO, or its errno where it has one, and
// what it answered against the description EPROTO. It is called on the loop, and the error is for any goroutine.
func (f *Face) failure(op string, err error) error {
	var exception *goja.Exception
	var bad *ValueError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exception):
		return driver.Fail(op, f.thrownErrno(exception), f.snapshot(exception))
	case errors.As(err, &bad):
		return driver.Fail(op, driver.EPROTO, bad)
	}
	return driver.Wrap(op, err)
}

// thrownErrno returns the errno of what a driver threw, EIO where it has none.
func (f *Face) thrownErrno(exception *goja.Exception) driver.Errno {
	errno := driver.EIO
	o, ok := exception.Value().(*goja.Object)
	if !ok {
		return errno
	}
	_ = f.realm.guard(func() { // a getter that throws tells no errno
		n, ok := wholeNumber(orUndefined(o.Get("errno")))
		if ok && n != nil && n.Sign() > 0 && n.IsInt64() && n.Int64() <= maxErrno {
			errno = driver.Errno(n.Int64())
		}
	})
	return errno
}

// thrown is what a driver threw, with the text that it had on the loop: the text of an exception is for JavaScript to make.
// It has no Unwrap, since that of an exception looks into the runtime.
type thrown struct {
	exception *goja.Exception
	text      string
}

func (f *Face) snapshot(exception *goja.Exception) *thrown {
	t := &thrown{exception: exception, text: "the driver threw " + describe(exception.Value()) + " that has no text"}
	_ = f.realm.guard(func() { t.text = exception.Error() })
	return t
}

// called returns an exception of a function of Go's with the line that called it.
func called(exception *goja.Exception) *thrown {
	t := &thrown{exception: exception, text: exception.Value().String()}
	for _, frame := range exception.Stack() {
		if at := frame.Position(); at.Filename != "" {
			t.text += " at " + at.String()
			break
		}
	}
	return t
}

// Error returns the message and the line.
func (t *thrown) Error() string { return t.text }

// As gives the exception, which only the loop may look into.
func (t *thrown) As(target any) bool {
	exception, ok := target.(**goja.Exception)
	if ok {
		*exception = t.exception
	}
	return ok
}
