package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"

	"drivergen/impl/esp8266/emulator"
)

// options reads the flags into the emulator's options. given says which flags were given.
func (f *flags) options(given func(string) bool, io streams) ([]emulator.Option, error) {
	firmware, err := emulator.ParseFirmware(f.firmware)
	if err != nil {
		return nil, flagError("firmware", err)
	}
	if f.baud < 0 {
		return nil, fmt.Errorf("--baud %d: use 0 for no pace, or a rate such as 115200", f.baud)
	}
	opts := optionList{list: []emulator.Option{
		firmware, emulator.Baud(f.baud), emulator.Overrun(f.overrun), emulator.FIFO(f.fifo), emulator.Seed(f.seed),
		emulator.Vendor(f.vendor),
		emulator.OnListen(func(port uint16, at net.Addr) {
			fmt.Fprintf(io.err, "module port %d is at %s:%s\n", port, at.Network(), at)
		}),
	}}
	if given("boot-garbage") {
		opts.add(emulator.BootGarbage(f.bootGarbage))
	}
	timing, err := emulator.ParseTiming(f.timing, firmware)
	opts.parsed("timing", timing, err)
	f.world(&opts)
	f.addresses(&opts)
	f.misbehaviour(&opts)
	if f.trace {
		opts.add(emulator.Trace(io.err))
	}
	return opts.list, opts.err
}

// world reads what is around the module.
func (f *flags) world(opts *optionList) {
	for _, s := range f.accessPoints() {
		ap, err := emulator.ParseAccessPoint(s)
		opts.parsed("ap", ap, err)
	}
	for _, s := range f.names {
		name, err := emulator.ParseDNS(s)
		opts.parsed("dns", name, err)
	}
	for _, s := range f.allow {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			err = fmt.Errorf("%s: want an address range such as 192.168.1.0/24", s)
		}
		opts.parsed("allow", emulator.Allow(prefix), err)
	}
	for _, s := range f.stations {
		mac, err := emulator.ParseMAC(s)
		opts.parsed("station", emulator.Stations{mac}, err)
	}
	if f.ca != "" {
		pem, err := os.ReadFile(f.ca)
		pool := x509.NewCertPool()
		if err == nil && !pool.AppendCertsFromPEM(pem) {
			err = fmt.Errorf("%s holds no certificate in PEM form", f.ca)
		}
		opts.parsed("ca", emulator.Roots(pool), err)
	}
	if f.cert != "" {
		cert, err := tls.LoadX509KeyPair(f.cert, f.cert)
		opts.parsed("cert", emulator.Certificates(cert), err)
	}
}

// addresses reads the module's own.
func (f *flags) addresses(opts *optionList) {
	for _, a := range []struct {
		flag, text string
		option     func(emulator.MAC) emulator.Option
	}{{"station-mac", f.stationMAC, emulator.StationMAC}, {"ap-mac", f.apMAC, emulator.APMAC}} {
		if a.text != "" {
			mac, err := emulator.ParseMAC(a.text)
			opts.parsed(a.flag, a.option(mac), err)
		}
	}
	for _, a := range []struct {
		flag, text string
		option     func(emulator.Address) emulator.Option
	}{{"station-ip", f.stationIP, emulator.StationAddress}, {"ap-ip", f.apIP, emulator.APAddress}} {
		if a.text != "" {
			address, err := parseAddress(a.text)
			opts.parsed(a.flag, a.option(address), err)
		}
	}
}

// misbehaviour reads what goes wrong. The keys of several --fault are one list.
func (f *flags) misbehaviour(opts *optionList) {
	faults := emulator.Faults{}
	if len(f.faults) > 0 {
		list := strings.Join(f.faults, ",")
		if !strings.Contains(","+list, ",seed=") {
			list += fmt.Sprintf(",seed=%d", f.seed)
		}
		var err error
		faults, err = emulator.ParseFaults(list)
		opts.parsed("fault", faults, err)
	}
	for _, s := range f.interleave {
		in, err := emulator.ParseInterleave(s)
		opts.parsed("interleave", in, err)
	}
}

// optionList gathers options up to the first flag that is wrong.
type optionList struct {
	list []emulator.Option
	err  error
}

func (l *optionList) add(o emulator.Option) { l.list = append(l.list, o) }

func (l *optionList) parsed(flag string, o emulator.Option, err error) {
	switch {
	case l.err != nil:
	case err != nil:
		l.err = flagError(flag, err)
	default:
		l.add(o)
	}
}

// parseAddress reads an address with the length of its network's prefix.
func parseAddress(s string) (emulator.Address, error) {
	p, err := netip.ParsePrefix(s)
	if err != nil || !p.Addr().Is4() {
		return emulator.Address{}, fmt.Errorf("%s: want an IPv4 address and its network's length, such as 10.0.0.2/24", s)
	}
	mask, _ := netip.AddrFromSlice(net.CIDRMask(p.Bits(), 32))
	return emulator.Address{IP: p.Addr(), Netmask: mask}, nil
}

func flagError(flag string, err error) error {
	return fmt.Errorf("--%s: %s", flag, strings.TrimPrefix(err.Error(), "emulator: "))
}
