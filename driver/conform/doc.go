// Package conform is what generated conformance tests share: the runner, waiting
// for events in their order, deadlines, and the bookkeeping of what a set-up or its
// hardware cannot do.
//
// A generated package such as netdevtest holds the tests themselves, made from what
// the description promises, and a Run that a driver's test calls. What stands here
// knows no interface.
//
// A test has one of four outcomes. It passes; it fails; it is not applicable,
// because the world around the device lacks a stimulus, or the device declares a
// limit or lacks a capability; or it waits for a hardware call that the driver has not
// filled in yet (driver.NotFilledIn).
//
// What is measured is how promptly a call returns once its context has ended or its device was
// closed. A test that fails for that alone is taken again, three times in all, each time with a
// device of its own.
package conform
