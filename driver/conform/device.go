package conform

import "drivergen/driver"

// CloseDevice closes the device under test. Where its set-up gives no way to, the test is not applicable. Join then
// checks that the calls which waited returned at once.
func (t *T) CloseDevice(end func() error, waiting ...*Pending) {
	if end == nil {
		t.NotApplicable("the set-up gives no Close")
	}
	if err := end(); err != nil {
		t.Fatalf("closing the device: %v", err)
	}
	for _, p := range waiting {
		p.wake("its device was closed")
	}
}

// CloseAgain closes a device that is closed. It may say that it is, but must return.
func (t *T) CloseAgain(end func() error) { _ = end() }

// Gone checks the error of a call that waited when its device was closed, or was made after that: it
// must fail, with an errno.
func (t *T) Gone(c *Call, err error) {
	t.filled(err)
	if err == nil || carried(err) == 0 && !c.lists(err) {
		t.Fatalf("%s of a closed device: want an errno, such as ENODEV, got %s", c.Name, describe(err))
	}
}

// Claims ends a test as not applicable where the device's queues cannot be claimed, so that the callback form
// cannot keep others from them.
func (t *T) Claims(all driver.Capabilities) {
	if _, ok := all[driver.QueuesCapability].(driver.Queues); !ok {
		t.NotApplicable("the device has no queues that can be claimed (driver.Queues)")
	}
}

// Capability checks a device's answer to whether it has a capability: what stands under the capability's
// name, and whether that is one.
func (t *T) Capability(name string, listed any, is bool) {
	switch {
	case listed == nil && is:
		t.Fatalf("the device has the capability %s, which its Capabilities do not list", name)
	case listed != nil && !is:
		t.Fatalf("the device lists the capability %s, and what it lists, a %T, is none", name, listed)
	}
}
