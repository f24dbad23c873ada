package pcapng

import (
	"math"
	"net/netip"
)

// An Option sets something of a Tracer.
type Option func(*config)

type config struct {
	limit  int
	local4 netip.Addr
	local6 netip.Addr
}

func newConfig(opts []Option) config {
	c := config{
		limit:  math.MaxInt,
		local4: netip.AddrFrom4([4]byte{198, 51, 100, 1}), // RFC 5737
		local6: netip.MustParseAddr("2001:db8::1"),        // RFC 3849
	}
	for _, opt := range opts {
		opt(&c)
	}
	return c
}

// PayloadLimit sets how many bytes of the payload of each call are written. What is cut
// off keeps its place: the frames have their original length, as those of a capture with
// a snapshot length. Without it the whole payload is written, which is what a capture
// is for; 0 writes headers alone.
func PayloadLimit(bytes int) Option { return func(c *config) { c.limit = max(0, bytes) } }

// LocalAddr sets the address of the device for connections of its family, for as long as
// no call tells a better one. It may be given once for IPv4 and once for IPv6.
func LocalAddr(addr netip.Addr) Option {
	return func(c *config) {
		switch addr = addr.Unmap().WithZone(""); {
		case addr.Is4():
			c.local4 = addr
		case addr.Is6():
			c.local6 = addr
		}
	}
}
