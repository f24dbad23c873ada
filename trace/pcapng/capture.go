package pcapng

import (
	"bufio"
	"encoding/binary"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// A capture is the file: a section with an interface for each device. Its methods are
// called with the tracer's lock held.
type capture struct {
	w    *bufio.Writer
	ng   *pcapgo.NgWriter // nil before there is an interface
	err  error            // the first of all
	base time.Time        // what the frames' times are measured from
	last time.Time        // the time of the last frame

	framer framer
	frame  frame                 // the one that is written
	named  map[netip.Addr]string // the names that were written
}

// The buffer is large enough that the pcapng writer takes it as its own.
const bufferSize = 64 << 10

// namesKept is how many names the capture remembers to have written.
const namesKept = 1024

func newCapture(w io.Writer) *capture {
	return &capture{w: bufio.NewWriterSize(w, bufferSize), framer: newFramer(), named: map[netip.Addr]string{}}
}

// addInterface writes an interface and returns its number.
func (c *capture) addInterface(name string) int {
	about := pcapgo.NgInterface{
		Name:        name,
		Description: "the sockets of a traced device",
		LinkType:    layers.LinkTypeEthernet,
	}
	if c.ng != nil {
		number, err := c.ng.AddInterface(about)
		c.fail(err)
		return number
	}
	ng, err := pcapgo.NewNgWriterInterface(c.w, about, pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{
		Application: "drivergen",
		Comment: "Made of the calls of a device. The payload, the times and the ends of the connections are recorded; " +
			"sequence numbers, acknowledgements and hardware addresses are made up to agree with them.",
	}})
	c.fail(err)
	c.ng = ng
	return 0
}

// fail keeps the first error.
func (c *capture) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// stamp returns the time for a frame: not before that of the last one, and measured
// by the monotonic clock, so that a step of the wall clock is not seen.
func (c *capture) stamp(at time.Time) time.Time {
	if c.base.IsZero() {
		c.base = at
	}
	at = c.base.Add(at.Sub(c.base))
	if at.Before(c.last) {
		return c.last
	}
	c.last = at
	return at
}

// write writes a frame. Nothing is written after an error.
func (c *capture) write(next frame) {
	if c.err != nil {
		return
	}
	c.frame = next
	f := &c.frame
	data, length, err := c.framer.bytes(f)
	if err != nil {
		c.fail(err)
		return
	}
	info := gopacket.CaptureInfo{Timestamp: c.stamp(f.at), CaptureLength: len(data), Length: length, InterfaceIndex: f.iface}
	if f.note == "" {
		c.fail(c.ng.WritePacket(info, data))
		return
	}
	c.fail(c.ng.WritePacketWithOptions(info, data, pcapgo.NgPacketOptions{Comments: []string{comment(f.note)}}))
}

// maxComment is how long a comment is at the most; an option of a block has less than 64 KiB.
const maxComment = 1000

// comment returns a text as a comment, which is UTF-8.
func comment(note string) string {
	return strings.ToValidUTF8(note[:min(len(note), maxComment)], "")
}

// name writes which name an address has, once.
func (c *capture) name(addr netip.Addr, name string) {
	if c.err != nil || name == "" || len(name) > maxName || c.named[addr] == name {
		return
	}
	if len(c.named) == namesKept {
		clear(c.named)
	}
	c.named[addr] = name
	_, err := c.w.Write(nameBlock(addr, name))
	c.fail(err)
}

// maxName is how long a name in a name resolution block is at the most: that of DNS
// (RFC 1035, section 2.3.4).
const maxName = 255

// nameBlock returns a name resolution block with one record
// (draft-ietf-opsawg-pcapng, section 4.5), for which the pcapng writer has no method.
func nameBlock(addr netip.Addr, name string) []byte {
	const (
		blockType  = 4
		recordIPv4 = 1
		recordIPv6 = 2
	)
	record := uint16(recordIPv4)
	if addr.Is6() {
		record = recordIPv6
	}
	value := append(append(addr.AsSlice(), name...), 0)
	padding := -len(value) & 3
	length := uint32(8 + 4 + len(value) + padding + 4 + 4)
	b := make([]byte, 0, length)
	b = binary.LittleEndian.AppendUint32(b, blockType)
	b = binary.LittleEndian.AppendUint32(b, length)
	b = binary.LittleEndian.AppendUint16(b, record)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
	b = append(b, value...)
	b = append(b, make([]byte, padding)...)
	b = binary.LittleEndian.AppendUint32(b, 0) // the end of the records
	return binary.LittleEndian.AppendUint32(b, length)
}

// flush writes out what is buffered and returns the first error.
func (c *capture) flush() error {
	if c.ng != nil && c.err == nil {
		c.fail(c.ng.Flush())
	}
	return c.err
}
