package driver

// A NotFilledIn is the error of a hardware call that a driver has not written yet; a
// generated Unimplemented answers with it. Its errno is ENOSYS. The conformance
// tests find it with errors.As and name the call.
type NotFilledIn struct {
	Call string // the hardware call: Hardware.Connect
}

// Error returns "not filled in: Hardware.Connect".
func (e NotFilledIn) Error() string { return "not filled in: " + e.Call }

// Unwrap returns ENOSYS.
func (e NotFilledIn) Unwrap() error { return ENOSYS }
