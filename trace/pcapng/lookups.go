package pcapng

import (
	"net/netip"
	"strings"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"drivergen/driver"
)

// A query is a question for the address of a name, and its answer.
type query struct {
	id   uint16
	port uint16
	name string
	addr netip.Addr // of the answer; none where the name is not known
	six  bool       // asks for an IPv6 address
}

// nameServer stands for the server that answers, of a block for documentation (RFC 5737).
var nameServer = netip.AddrPortFrom(netip.AddrFrom4([4]byte{203, 0, 113, 53}), 53)

// resolved writes a query, in its place, and its answer.
func (d *device) resolved(m method, call *driver.Call, b begun, now time.Time) {
	slot := b.place()
	to := m.target(call)
	q := query{id: d.queries, name: strings.TrimSuffix(to.name, "."), addr: find(call.Results, m.value).Addr().Unmap().WithZone("")}
	answered := call.Err == nil && q.addr.IsValid()
	if answered && to.name != "" {
		d.t.names.tell(to.name, q.addr)
	}
	errno := driver.ErrnoOf(call.Err)
	asked := answered || errno == driver.ENOENT || errno == driver.ETIMEDOUT
	if !asked || !isHostName(q.name) {
		d.t.q.end(slot, now)
		return
	}
	d.queries++
	q.port, q.six = d.t.ports.invent(), q.addr.Is6()
	if !answered {
		q.addr = netip.Addr{}
	}
	slot.emit, slot.dev, slot.query = emitQuery, d, q
	d.t.q.end(slot, now)
	if errno != driver.ETIMEDOUT {
		d.t.q.add(entry{at: now, emit: emitAnswer, dev: d, query: q})
	}
}

// isHostName tells whether DNS can ask for a name (RFC 1035, section 2.3.4).
func isHostName(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return true
}

// emitQuery writes a query.
func emitQuery(c *capture, e *entry) {
	dns, here := e.query.message(), e.dev.resolver(e.query)
	c.message(e, here, e.dev.there(nameServer), dns)
}

// emitAnswer writes the answer to a query.
func emitAnswer(c *capture, e *entry) {
	dns, here := e.query.message(), e.dev.resolver(e.query)
	dns.QR, dns.RA = true, true
	if q := e.query; q.addr.IsValid() {
		dns.Answers = []layers.DNSResourceRecord{{
			Name: dns.Questions[0].Name, Type: dns.Questions[0].Type, Class: layers.DNSClassIN,
			TTL: 60, IP: q.addr.AsSlice(),
		}}
	} else {
		dns.ResponseCode = layers.DNSResponseCodeNXDomain
	}
	c.message(e, e.dev.there(nameServer), here, dns)
}

// resolver returns the end of a query that is the device's.
func (d *device) resolver(q query) station {
	return d.here(netip.AddrPortFrom(d.localFor(netip.Addr{}, nameServer.Addr()), q.port))
}

// message returns the query's message.
func (q query) message() *layers.DNS {
	kind := layers.DNSTypeA
	if q.six {
		kind = layers.DNSTypeAAAA
	}
	return &layers.DNS{ID: q.id, RD: true, Questions: []layers.DNSQuestion{{Name: []byte(q.name), Type: kind, Class: layers.DNSClassIN}}}
}

// message writes a DNS message in a datagram.
func (c *capture) message(e *entry, src, dst station, dns *layers.DNS) {
	buf := gopacket.NewSerializeBuffer()
	if err := dns.SerializeTo(buf, serialize); err != nil {
		c.fail(err)
		return
	}
	c.write(frame{at: e.at, iface: e.dev.iface, src: src, dst: dst, data: buf.Bytes(), length: len(buf.Bytes())})
}
