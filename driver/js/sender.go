package js

import (
	"net/netip"

	"github.com/dop251/goja"
)

// The properties of a sender in JavaScript, which are those that Node's dgram tells.
const (
	senderAddress = "address"
	senderPort    = "port"
	senderFamily  = "family"
	senderSize    = "size"
)

// Received returns the arguments of a callback that gets what was received: the bytes, and who sent them where that is
// known, as an object with address, port, family (IPv4 or IPv6) and size (in bytes).
func Received(b *Base, data []byte, from netip.AddrPort) []goja.Value {
	args := []goja.Value{To(b, Bytes(), data)}
	if !from.IsValid() {
		return args
	}
	family := "IPv4"
	addr := from.Addr().Unmap()
	if addr.Is6() {
		family = "IPv6"
	}
	sender := b.realm.vm.NewObject()
	for _, property := range []struct {
		name  string
		value any
	}{{senderAddress, addr.String()}, {senderPort, from.Port()}, {senderFamily, family}, {senderSize, len(data)}} {
		if err := sender.Set(property.name, property.value); err != nil {
			return args
		}
	}
	return append(args, sender)
}

// SenderOf returns the sender that a driver tells: an object with address and port. It is the zero value for anything
// else: the page's drivers tell none.
func SenderOf(v goja.Value) netip.AddrPort {
	o, ok := v.(*goja.Object)
	if !ok {
		return netip.AddrPort{}
	}
	text, _ := textOf(orUndefined(o.Get(senderAddress)))
	addr, err := netip.ParseAddr(text)
	port, ok := wholeNumber(orUndefined(o.Get(senderPort)))
	if err != nil || !ok || port == nil || !port.IsInt64() || port.Int64() < 0 || port.Int64() > 65535 {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(addr.Unmap(), uint16(port.Int64()))
}
