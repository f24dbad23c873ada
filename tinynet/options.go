package tinynet

import (
	"context"
	"time"
)

// An Option sets something of a Netdever or of a Netlinker. What one of the two does not
// have is not changed by it.
type Option func(*config)

type config struct {
	errors      errorValues
	callTimeout time.Duration
	retryDelay  time.Duration
	hostname    func(context.Context, string) error
	country     func(context.Context, string) error
}

// The values without an option.
const (
	DefaultCallTimeout = time.Minute // of CallTimeout
	DefaultRetryDelay  = time.Second // of RetryDelay
)

func configure(opts []Option) config {
	c := config{callTimeout: DefaultCallTimeout, retryDelay: DefaultRetryDelay}
	for _, opt := range opts {
		opt(&c)
	}
	return c
}

// ErrorValues makes the device return another package's errors in the place of TinyGo's:
// each of errs stands for the one with the same text. An error that nobody has that text
// for stays as it is.
//
//	tinynet.NewNetdever(dev, tinynet.ErrorValues(netdev.ErrTimeout, netdev.ErrHostUnknown))
func ErrorValues(errs ...error) Option {
	byText := make(map[string]error, len(errs))
	for _, err := range errs {
		byText[err.Error()] = err
	}
	return TranslateErrors(func(err error) error {
		if theirs, ok := byText[err.Error()]; ok {
			return theirs
		}
		return err
	})
}

// TranslateErrors calls f with each error of a call but io.EOF, and returns what f returns.
func TranslateErrors(f func(error) error) Option { return func(c *config) { c.errors = f } }

// CallTimeout bounds the calls for which TinyGo has no deadline, all but Accept: looking a
// name up, connecting, closing. A device that answers nothing fails them with ErrTimeout, so
// that a program does not hang. Without it that is DefaultCallTimeout; 0 is no bound.
func CallTimeout(d time.Duration) Option { return func(c *config) { c.callTimeout = d } }

// RetryDelay sets how long NetConnect and the watchdog wait between two tries to connect.
// Without it that is DefaultRetryDelay.
func RetryDelay(d time.Duration) Option { return func(c *config) { c.retryDelay = d } }

// Hostname sets who is given ConnectParams.Hostname before each connect, where that is not
// empty: for an ESP8266 its SetHostname. Without it Hostname has no effect, as with
// TinyGo's own drivers.
func Hostname(set func(ctx context.Context, name string) error) Option {
	return func(c *config) { c.hostname = set }
}

// Country sets who is given ConnectParams.Country before each connect, where that is not
// empty. Without it Country has no effect, as with TinyGo's own drivers.
func Country(set func(ctx context.Context, code string) error) Option {
	return func(c *config) { c.country = set }
}
