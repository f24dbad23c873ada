package driver

// Capabilities are a device's optional parts: the description's name of each one that
// the device has now, and what implements it. Wrappers (mocks, traces, clients) put
// their own wrapper in the place of each, so that a capability is found through them.
type Capabilities map[string]any

// CapabilityOf returns the capability of the given name as a T, and whether the device has it.
func CapabilityOf[T any](c Capabilities, name string) (T, bool) {
	t, ok := c[name].(T)
	return t, ok
}

// HasCapability reports whether a hardware has a capability now. One that learns it only at
// run time says so by a method HasCapability; any other has what it implements.
func HasCapability(hardware any, name string) bool {
	if h, ok := hardware.(interface{ HasCapability(name string) bool }); ok {
		return h.HasCapability(name)
	}
	return true
}
