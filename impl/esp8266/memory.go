package esp8266

import (
	"net/netip"
	"time"

	"drivergen/impl/esp8266/at"
)

// minReceive is the least that a socket's buffer may be: one segment and what comes while it is read.
const minReceive = 4096

// socketConfig is what the options set about sockets.
type socketConfig struct {
	receive     int // bytes of a socket's buffer
	memoryLimit int // bytes of all buffers, 0 for what the sockets' buffers come to
	idle        int // seconds until the server closes a silent client, 0 for never
	watch       time.Duration
	tlsBuffer   int
	verify      bool // the certificates of TLS servers are checked
	nameServers []netip.Addr
}

func socketDefaults() socketConfig {
	return socketConfig{receive: 16384, watch: 5 * time.Second, tlsBuffer: maxTLSBuffer}
}

// ReceiveBuffer sets how many received bytes the driver keeps for a socket whose owner does not read: 16384 unless set,
// and at least 4096. The module itself keeps more back where its firmware can (AT+CIPRECVMODE=1), and so holds the peer
// back. Where it cannot, a stream that overflows fails with EOVERFLOW, and datagrams that do not fit are dropped: with
// firmware before AT 1.7, with TLS on AT 1.7, and with ESP-AT while a UDP socket is open, since ESP-AT keeps datagrams back only without
// their bounds.
func ReceiveBuffer(bytes int) Option { return func(c *config) { c.receive = max(bytes, minReceive) } }

// MemoryLimit sets how many received bytes the driver keeps for all sockets together. Unless it is set each socket has its
// whole ReceiveBuffer. Half of it is shared out evenly, so that a socket whose owner does not read leaves room to the
// others; the other half is there for whoever comes first. The least is 11 KiB. What
// passes from the module to a socket's buffer takes up to 8 KiB beside.
func MemoryLimit(bytes int) Option { return func(c *config) { c.memoryLimit = max(bytes, 1) } }

// Stats counts what a device did and tells what it holds.
type Stats struct {
	Buffered         int      // received bytes that nobody has read yet
	Memory           int      // bytes of memory for them, in use or kept for the next use; they never exceed the limits
	Links            int      // links of the module that are in use
	DroppedDatagrams uint64   // datagrams that found no room, or came from others than the socket's peer
	Dialogue         at.Stats // the dialogue with the module
}

// Stats returns the counters of the device. It asks the module nothing.
func (d *Device) Stats() Stats {
	m := d.m
	dialogue := m.talk.Stats()
	m.mu.Lock()
	defer m.mu.Unlock()
	s := Stats{
		Buffered: m.memory.buffered, Memory: m.memory.blocks * blockSize,
		DroppedDatagrams: m.dropped, Dialogue: dialogue,
	}
	for id := range m.slots {
		if m.slots[id].phase != phaseFree {
			s.Links++
		}
	}
	return s
}
