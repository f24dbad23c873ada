package pcapng

import (
	"net"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"drivergen/driver"
)

// A frame is an Ethernet frame with an IP packet, before it is bytes.
type frame struct {
	at       time.Time
	iface    int
	src, dst station
	segment  segment // of TCP; without flags for a datagram
	data     []byte  // the payload, as much as is written of it
	length   int     // the whole payload
	note     string  // a comment
}

// A station is an end of a frame.
type station struct {
	mac  driver.MAC
	addr netip.AddrPort
}

// A segment is what a TCP header says.
type segment struct {
	seq, ack uint32
	flags    flags
	mss      uint16 // for SYN
}

// flags are those of a TCP header (RFC 9293, section 3.1).
type flags uint8

const (
	fin flags = 1 << iota
	syn
	rst
	psh
	ack
)

// window is the receive window of every segment. It is not scaled, so that it holds
// also where no handshake is in the capture.
const window = 65535

// A framer turns frames into bytes, in one buffer.
type framer struct {
	buf  gopacket.SerializeBuffer
	eth  layers.Ethernet
	ip4  layers.IPv4
	ip6  layers.IPv6
	tcp  layers.TCP
	udp  layers.UDP
	mss  [2]byte
	opts [1]layers.TCPOption
	src  [16]byte
	dst  [16]byte
}

func newFramer() framer {
	return framer{
		buf: gopacket.NewSerializeBufferExpectedSize(2048, 64),
		eth: layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6)},
		ip4: layers.IPv4{Version: 4, TTL: 64, Flags: layers.IPv4DontFragment},
		ip6: layers.IPv6{Version: 6, HopLimit: 64},
		tcp: layers.TCP{Window: window},
	}
}

var serialize = gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}

// bytes returns a frame's bytes, which are good until the next call, and its length
// before its payload was cut.
func (f *framer) bytes(fr *frame) ([]byte, int, error) {
	if err := f.payload(fr); err != nil {
		return nil, 0, err
	}
	network := f.network(fr)
	if err := f.transport(fr, network); err != nil {
		return nil, 0, err
	}
	if err := network.SerializeTo(f.buf, serialize); err != nil {
		return nil, 0, err
	}
	headers := len(f.buf.Bytes()) - fr.length + 14
	f.eth.EthernetType = layers.EthernetTypeIPv4
	if fr.dst.addr.Addr().Is6() {
		f.eth.EthernetType = layers.EthernetTypeIPv6
	}
	copy(f.eth.SrcMAC, fr.src.mac[:])
	copy(f.eth.DstMAC, fr.dst.mac[:])
	if group, ok := groupMAC(fr.dst.addr.Addr()); ok {
		copy(f.eth.DstMAC, group[:])
	}
	if err := f.eth.SerializeTo(f.buf, serialize); err != nil {
		return nil, 0, err
	}
	b := f.buf.Bytes()
	if len(fr.data) < fr.length {
		return b[:headers+len(fr.data)], len(b), nil
	}
	return b, len(b), nil
}

// payload puts the payload into the buffer, zeros where it is cut: checksums of such a
// frame cannot be verified.
func (f *framer) payload(fr *frame) error {
	if err := f.buf.Clear(); err != nil {
		return err
	}
	b, err := f.buf.PrependBytes(fr.length)
	if err != nil {
		return err
	}
	clear(b[copy(b, fr.data):])
	return nil
}

// A network is a layer of IP.
type network interface {
	gopacket.NetworkLayer
	gopacket.SerializableLayer
}

func (f *framer) network(fr *frame) network {
	protocol := layers.IPProtocolUDP
	if fr.segment.flags != 0 {
		protocol = layers.IPProtocolTCP
	}
	src, dst := fr.src.addr.Addr(), fr.dst.addr.Addr()
	if src.Is4() {
		from, to := src.As4(), dst.As4()
		f.ip4.SrcIP = append(f.src[:0], from[:]...)
		f.ip4.DstIP = append(f.dst[:0], to[:]...)
		f.ip4.Protocol = protocol
		return &f.ip4
	}
	from, to := src.As16(), dst.As16()
	f.ip6.SrcIP = append(f.src[:0], from[:]...)
	f.ip6.DstIP = append(f.dst[:0], to[:]...)
	f.ip6.NextHeader = protocol
	return &f.ip6
}

func (f *framer) transport(fr *frame, n network) error {
	if fr.segment.flags != 0 {
		return f.segment(fr, n)
	}
	return f.datagram(fr, n)
}

func (f *framer) segment(fr *frame, n network) error {
	s, t := &fr.segment, &f.tcp
	t.SrcPort, t.DstPort = layers.TCPPort(fr.src.addr.Port()), layers.TCPPort(fr.dst.addr.Port())
	t.Seq, t.Ack = s.seq, s.ack
	t.FIN, t.SYN, t.RST, t.PSH, t.ACK = s.flags&fin != 0, s.flags&syn != 0, s.flags&rst != 0, s.flags&psh != 0, s.flags&ack != 0
	t.Options, t.Padding = nil, nil
	if s.mss != 0 {
		f.mss = [2]byte{byte(s.mss >> 8), byte(s.mss)}
		f.opts[0] = layers.TCPOption{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: f.mss[:]}
		t.Options = f.opts[:]
	}
	if err := t.SetNetworkLayerForChecksum(n); err != nil {
		return err
	}
	return t.SerializeTo(f.buf, serialize)
}

func (f *framer) datagram(fr *frame, n network) error {
	u := &f.udp
	u.SrcPort, u.DstPort = layers.UDPPort(fr.src.addr.Port()), layers.UDPPort(fr.dst.addr.Port())
	if err := u.SetNetworkLayerForChecksum(n); err != nil {
		return err
	}
	return u.SerializeTo(f.buf, serialize)
}

// groupMAC returns the hardware address of a broadcast or multicast address (RFC 1112,
// section 6.4; RFC 2464, section 7).
func groupMAC(a netip.Addr) (driver.MAC, bool) {
	switch {
	case a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return driver.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, true
	case !a.IsMulticast():
		return driver.MAC{}, false
	case a.Is4():
		b := a.As4()
		return driver.MAC{0x01, 0x00, 0x5e, b[1] & 0x7f, b[2], b[3]}, true
	}
	b := a.As16()
	return driver.MAC{0x33, 0x33, b[12], b[13], b[14], b[15]}, true
}
