package playback

// An Option sets something about a playback.
type Option func(*config)

type config struct {
	scale   float64
	same    func(want, got string) bool
	partial bool
	told    func(error)
}

// Timing makes the device take its recorded time, times scale: 1 is as it was, 0.5 twice as fast. Without it, or with 0,
// everything that the device said is there at once.
func Timing(scale float64) Option { return func(c *config) { c.scale = max(0, scale) } }

// Lines compares what the host writes line by line, without line ends: same is told the recorded line and the host's, and
// decides. So a line may differ in what is not the same at every run, such as a port or a password. What a Write
// holds after its last line end counts as a line, so that the host has to cut its payloads into calls as it did.
func Lines(same func(want, got string) bool) Option { return func(c *config) { c.same = same } }

// Partial lets Start accept a host that does not come to the end of the recording.
func Partial() Option { return func(c *config) { c.partial = true } }
