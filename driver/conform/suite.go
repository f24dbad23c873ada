package conform

import (
	"time"

	"drivergen/driver"
)

// A Suite holds the tests of one interface. D is what a test works on: the device,
// the world around it and the record of its events.
type Suite[D any] struct {
	Name    string // the interface: netdev.NetDev
	Package string // the package that holds the tests: netdevtest
	Limits  []string
	Groups  []Group[D]
}

// A Group holds the tests of one method, or the scenarios.
type Group[D any] struct {
	Name string // the method's name in the description
	// Calls are the hardware calls that the group's tests lead to, so that a
	// driver's author sees them all where one is not filled in: Hardware.Open.
	Calls []string
	Tests []Test[D]
}

// A Test is one test.
type Test[D any] struct {
	Name  string
	Needs []string // limits, each of which makes it not applicable where a device declares it
	Run   func(d D, t *T)
}

// A Call describes a method to the checks of its outcome.
type Call struct {
	Name    string         // in the description: connect
	Errnos  []driver.Errno // what it may fail with; none where the description lists none
	Errors  []error        // sentinels that it may fail with
	Streams bool           // it may fail with io.EOF
	// Hardware is the hardware call behind it, "" where there is none: Hardware.Connect.
	Hardware string
}

// Limits are what a device's hardware cannot do: the limit's name in the
// description (half_close) and the reason. A test that needs it is not applicable.
type Limits map[string]string

// Options are what a set-up says of itself.
type Options struct {
	Cannot Limits
	// Timeout bounds each test; 0 stands for DefaultTimeout. Real hardware on a slow
	// line may need more.
	Timeout time.Duration
	// Prompt is how long a call may take to return once its context has ended or its device was
	// closed; 0 stands for DefaultPrompt. What is late is tried again, three times in all.
	Prompt time.Duration
}

// The defaults of Options.
const (
	DefaultTimeout = 10 * time.Second
	DefaultPrompt  = 100 * time.Millisecond
)

// Brief is the deadline of a call that may wait for what never comes, in a test to which it does not matter what becomes of it.
const Brief = 50 * time.Millisecond

// withDefaults fills in what is zero.
func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Prompt == 0 {
		o.Prompt = DefaultPrompt
	}
	return o
}
