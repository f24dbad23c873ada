package gonet

import "net/netip"

// interleave orders a name's addresses for dialling: the two families in turn, each in the
// order of the resolver, beginning with the family of its first address (RFC 8305, 4). A
// network that has lost one family then costs one attempt and not many.
func interleave(addrs []netip.Addr) []netip.Addr {
	if len(addrs) < 3 {
		return addrs
	}
	var first, second []netip.Addr
	for _, addr := range addrs {
		if addr.Is4() == addrs[0].Is4() {
			first = append(first, addr)
		} else {
			second = append(second, addr)
		}
	}
	ordered := make([]netip.Addr, 0, len(addrs))
	for len(first) > 0 && len(second) > 0 {
		ordered = append(ordered, first[0], second[0])
		first, second = first[1:], second[1:]
	}
	return append(append(ordered, first...), second...)
}
