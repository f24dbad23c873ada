package pcapng_test

import (
	"bytes"
	"fmt"
	"io"
	"net/netip"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// A packet is a frame of a capture, as pcapgo reads it.
type packet struct {
	at       time.Time
	iface    int
	length   int // before it was cut
	comments []string
	src, dst netip.AddrPort
	gopacket.Packet
	tcp  *layers.TCP
	udp  *layers.UDP
	data []byte // the payload
}

func (p packet) String() string {
	layer := p.TransportLayer().LayerType()
	return fmt.Sprintf("%v > %v %v, %d bytes", p.src, p.dst, layer, len(p.data))
}

// A conversation is what a capture has between two ends.
type conversation struct {
	one, other netip.AddrPort // one sent the first frame
	sent       []byte         // by one
	received   []byte         // by one
	packets    []packet
}

// A reading is a whole capture.
type reading struct {
	packets []packet
	tcp     []*conversation
	names   []pcapgo.NgNameRecord
	section pcapgo.NgSectionInfo
	ifaces  []string
}

// read reads a capture and checks what holds for all: the times rise, the checksums are
// right, each segment follows the one before it and acknowledges what there was.
func read(t *testing.T, file []byte) *reading {
	t.Helper()
	r, err := pcapgo.NewNgReader(bytes.NewReader(file), pcapgo.NgReaderOptions{})
	if err != nil {
		t.Fatalf("no capture: %v", err)
	}
	var all reading
	for {
		data, info, opts, err := r.ReadPacketDataWithOptions()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("after %d packets: %v", len(all.packets), err)
		}
		all.packets = append(all.packets, parse(t, data, info, opts.Comments))
	}
	all.section = r.SectionInfo()
	for i := range r.NNames() {
		name, err := r.Name(i)
		if err != nil {
			t.Fatal(err)
		}
		all.names = append(all.names, name)
	}
	for i := range r.NInterfaces() {
		iface, err := r.Interface(i)
		if err != nil {
			t.Fatal(err)
		}
		all.ifaces = append(all.ifaces, iface.Name)
	}
	open := map[[2]netip.AddrPort]*follower{}
	var last time.Time
	for i, p := range all.packets {
		if p.at.Before(last) {
			t.Errorf("packet %d is of %v, before the one before it", i+1, p.at)
		}
		last = p.at
		if p.tcp == nil {
			continue
		}
		f := open[[2]netip.AddrPort{p.src, p.dst}]
		if f == nil || p.tcp.SYN && !p.tcp.ACK {
			f = &follower{c: &conversation{one: p.src, other: p.dst}, next: map[netip.AddrPort]uint32{}}
			open[[2]netip.AddrPort{p.src, p.dst}], open[[2]netip.AddrPort{p.dst, p.src}] = f, f
			all.tcp = append(all.tcp, f.c)
		}
		f.follow(t, i+1, p)
	}
	return &all
}

func parse(t *testing.T, data []byte, info gopacket.CaptureInfo, comments []string) packet {
	t.Helper()
	p := packet{
		at: info.Timestamp, iface: info.InterfaceIndex, length: info.Length, comments: comments,
		Packet: gopacket.NewPacket(bytes.Clone(data), layers.LinkTypeEthernet, gopacket.Default),
	}
	p.Metadata().Truncated = info.CaptureLength < info.Length
	var src, dst netip.Addr
	switch ip := p.NetworkLayer().(type) {
	case *layers.IPv4:
		src, _ = netip.AddrFromSlice(ip.SrcIP)
		dst, _ = netip.AddrFromSlice(ip.DstIP)
	case *layers.IPv6:
		src, _ = netip.AddrFromSlice(ip.SrcIP)
		dst, _ = netip.AddrFromSlice(ip.DstIP)
	default:
		t.Fatalf("no IP packet: %v", p.Packet)
	}
	switch l := p.TransportLayer().(type) {
	case *layers.TCP:
		p.tcp, p.data = l, l.Payload
		p.src, p.dst = netip.AddrPortFrom(src, uint16(l.SrcPort)), netip.AddrPortFrom(dst, uint16(l.DstPort))
	case *layers.UDP:
		p.udp, p.data = l, l.Payload
		p.src, p.dst = netip.AddrPortFrom(src, uint16(l.SrcPort)), netip.AddrPortFrom(dst, uint16(l.DstPort))
	default:
		t.Fatalf("neither TCP nor UDP: %v", p.Packet)
	}
	if info.CaptureLength == info.Length {
		if l, ok := p.TransportLayer().(interface {
			SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
		}); ok {
			l.SetNetworkLayerForChecksum(p.NetworkLayer())
		}
		if err, bad := p.VerifyChecksums(); err != nil || len(bad) > 0 {
			t.Errorf("checksums: %v, %v", bad, err)
		}
	}
	return p
}

// A follower follows a TCP conversation.
type follower struct {
	c    *conversation
	next map[netip.AddrPort]uint32 // the next sequence number of a side
	end  map[netip.AddrPort]bool
}

func (f *follower) follow(t *testing.T, number int, p packet) {
	t.Helper()
	seq, known := f.next[p.src]
	if known && p.tcp.Seq != seq {
		t.Errorf("packet %d: sequence number %d, want %d", number, p.tcp.Seq, seq)
	}
	if p.tcp.ACK {
		if theirs, known := f.next[p.dst]; known && p.tcp.Ack != theirs {
			t.Errorf("packet %d acknowledges %d of %d", number, p.tcp.Ack, theirs)
		}
		f.next[p.dst] = p.tcp.Ack
	}
	if f.end[p.src] && len(p.data) > 0 {
		t.Errorf("packet %d: %d bytes after the end", number, len(p.data))
	}
	length := len(p.data)
	if cut := p.length - len(p.Data()); cut > 0 {
		length += cut
	}
	next := p.tcp.Seq + uint32(length)
	if p.tcp.SYN || p.tcp.FIN {
		next++
	}
	if p.tcp.FIN || p.tcp.RST {
		if f.end == nil {
			f.end = map[netip.AddrPort]bool{}
		}
		f.end[p.src] = true
	}
	f.next[p.src] = next
	f.c.packets = append(f.c.packets, p)
	if p.src == f.c.one {
		f.c.sent = append(f.c.sent, p.data...)
	} else {
		f.c.received = append(f.c.received, p.data...)
	}
}

// shape returns a conversation's segments: > for those of the side that began, and the first
// letters of their flags.
func (c *conversation) shape() string {
	text := ""
	for _, p := range c.packets {
		if text != "" {
			text += " "
		}
		if p.src == c.one {
			text += ">"
		} else {
			text += "<"
		}
		for _, f := range []struct {
			set  bool
			name string
		}{{p.tcp.SYN, "S"}, {p.tcp.FIN, "F"}, {p.tcp.RST, "R"}, {p.tcp.PSH, "P"}, {p.tcp.ACK, "A"}} {
			if f.set {
				text += f.name
			}
		}
	}
	return text
}

// first returns the first conversation of an interface, or nil.
func (r *reading) first(iface int) *conversation {
	for _, c := range r.tcp {
		if c.packets[0].iface == iface {
			return c
		}
	}
	return nil
}
