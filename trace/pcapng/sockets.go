package pcapng

import (
	"net/netip"
	"time"

	"drivergen/driver"
)

func (d *device) opened(m method, call *driver.Call) {
	if call.Err != nil {
		return
	}
	d.put(m.made(call), &socket{protocol: protocolOf(call), six: find(call.Args, "domain").String() == "AF_INET6"})
}

func (d *device) bound(m method, call *driver.Call, b begun) {
	if call.Err == nil {
		d.socketOr(m, call, b, unknown).bind(m.target(call).addr)
	}
}

// snapshot takes a socket's addresses from what tells them, as far as no frame has them yet.
func (d *device) snapshot(m method, call *driver.Call, b begun, now time.Time) {
	if call.Err != nil {
		d.ready(b.sock, now)
		return
	}
	fields := find(call.Results, m.value).Group()
	s := d.socketOr(m, call, b, protocolNamed(find(fields, "ptcl").String()))
	end := func(addr, port string) netip.AddrPort {
		return plain(netip.AddrPortFrom(find(fields, addr).Addr(), uint16(number(find(fields, port)))))
	}
	local, remote := end("laddr", "lport"), end("raddr", "rport")
	if !s.used {
		s.bind(local)
	}
	if remote.Addr().IsValid() && remote.Port() != 0 {
		s.remote = remote
		if s.stream != nil && !s.stream.started {
			s.stream.remote = remote
		}
	}
	d.ready(s, now)
}
