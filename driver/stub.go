package driver

// A StubOption sets a limit of a generated stub.
type StubOption func(*StubConfig)

// A StubConfig holds what StubOptions set.
type StubConfig struct {
	Handles int // how many handles may be open at once; 0: DefaultHandles
}

// DefaultHandles is how many handles a stub gives out where its driver sets no limit.
const DefaultHandles = 64

// MaxHandles limits how many handles may be open at once, as the hardware does: the
// five links of an ESP8266 and its listener make six.
func MaxHandles(n int) StubOption { return func(c *StubConfig) { c.Handles = n } }

// Configure applies options to the defaults.
func Configure(opts []StubOption) StubConfig {
	c := StubConfig{Handles: DefaultHandles}
	for _, opt := range opts {
		opt(&c)
	}
	return c
}
