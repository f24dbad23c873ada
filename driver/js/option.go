package js

import "drivergen/driver"

// An Option changes how a device is bound, or a driver is called.
type Option func(*config)

type config struct {
	failed func(err error) // nil: nobody asked
	each   func()
	queue  driver.Subscription // of what a driver tells
}

// OnError calls f, on the loop, with an error that no call gets: a *goja.Exception for errors.As, whose text has the line, or a
// *goja.InterruptedError. Of a device that is bound that is what a script's callback threw; without OnError it is a panic on
// the loop, so that whoever runs the loop finds it. Of a driver it is a callback that the driver called with arguments that do
// not fit, which is thrown at the driver as well: loops drop what a timer throws.
func OnError(f func(err error)) Option { return func(c *config) { c.failed = f } }

// AfterEach calls f, on the loop, after each event and each answer of the device. Whether anything is still to come
// is to be asked there.
func AfterEach(f func()) Option { return func(c *config) { c.each = f } }

// Queue has what a driver tells delivered on a queue of the caller's. Without it each driver has one of its own.
func Queue(queue driver.Subscription) Option { return func(c *config) { c.queue = queue } }

func configure(opts []Option) config {
	c := config{each: func() {}}
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	return c
}
