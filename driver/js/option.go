package js

// An Option changes how a device is bound, or a driver is called.
type Option func(*config)

type config struct {
	failed func(err error) // nil: thrown on the loop
	each   func()
}

// OnError calls f, on the loop, with what a script's callback threw: a *goja.Exception, whose text has the line, or a
// *goja.InterruptedError. Without it the error is a panic on the loop, so that whoever runs the loop finds it.
func OnError(f func(err error)) Option { return func(c *config) { c.failed = f } }

// AfterEach calls f, on the loop, after each event and each answer of the device. Whether anything is still to come
// is to be asked there.
func AfterEach(f func()) Option { return func(c *config) { c.each = f } }

func configure(opts []Option) config {
	c := config{each: func() {}}
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	return c
}
