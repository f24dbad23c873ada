package emulator

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
)

// Config is everything that can be set about a module and the world around it. The zero value is a module with
// ESP-AT 2.2, no access point in range, and sockets limited to this machine's loopback. A Config is itself an Option
// that replaces all earlier ones.
type Config struct {
	Firmware     Firmware
	AccessPoints []AccessPoint
	Names        []DNS
	Stations     []MAC // stations joined to the module's own access point whenever that is on

	Network Network        // where sockets come from; nil means this machine's
	Allow   []netip.Prefix // where this machine's sockets may go; empty means loopback only. Unused with Network
	Seed    uint64         // what the world's chances are made of: the same seed, the same drift of signals
	Roots   *x509.CertPool // who may sign a server's certificate when the host asks for checking

	// Certificates are those in the module's flash, with their keys, for servers that ask for the client's; which one
	// AT+CIPSSLCCONF chooses by its number.
	Certificates []tls.Certificate

	StationMAC, APMAC MAC     // zero: 5c:cf:7f:1c:ca:27 and 5e:cf:7f:1c:ca:27
	Station           Address // what DHCP gives the station; zero: 10.0.0.2/24, gateway 10.0.0.1
	AP                Address // the module's own access point; zero: 192.168.4.1/24

	Baud        int       // pace of both directions, at 10 bits a byte; 0: as fast as the host
	Timing      Timing    // how long the module takes
	Vendor      string    // a line that the module's maker has printed before ready; empty: none
	BootGarbage *bool     // whether a boot shows the ROM's log; nil: as the firmware's usual wiring has it
	Trace       io.Writer // where the dialogue is written in time order; nil: nowhere
	Interleave  []Interleave
	Faults      Faults // what goes wrong by chance
	Overrun     int    // bytes that the host's UART holds before it loses more; 0: it loses none
	FIFO        int    // bytes that the module's UART holds while a command runs, above 460800 baud; 0: any number

	// OnListen is told where a port that the module opened is on the network: a TCP server's or a UDP link's.
	OnListen func(port uint16, at net.Addr)
}

// Option sets something in a Config.
type Option interface{ apply(*Config) }

type optionFunc func(*Config)

func (f optionFunc) apply(c *Config) { f(c) }

func (c Config) apply(dst *Config) {
	c.AccessPoints, c.Names, c.Stations = slices.Clone(c.AccessPoints), slices.Clone(c.Names), slices.Clone(c.Stations)
	c.Allow, c.Certificates, c.Interleave = slices.Clone(c.Allow), slices.Clone(c.Certificates), slices.Clone(c.Interleave)
	*dst = c
}

// Firmware is a line of AT firmware. It is an Option.
type Firmware int

// The firmwares that the emulator knows.
const (
	// Firmware22 is ESP-AT 2.2.2 for the ESP8266, and the default.
	Firmware22 Firmware = iota
	// Firmware221 is ESP-AT 2.2.1: it has no AT+CIPSTATE, and AT+CIPRECVLEN? gives -1 for a link that is not open.
	Firmware221
	// Firmware17 is AT 1.7.5 on the NonOS SDK.
	Firmware17
	// Firmware13 is AT 1.3.0 of 2016 on the NonOS SDK: it has no passive receive, none of the commands that came later,
	// and AT+CWJAP? gives four fields.
	Firmware13
)

// firmwares are all that the emulator knows, in the order in which messages name them.
var firmwares = []Firmware{Firmware13, Firmware17, Firmware22, Firmware221}

func (f Firmware) apply(c *Config) { c.Firmware = f }

// String gives the name that ParseFirmware reads.
func (f Firmware) String() string {
	switch f {
	case Firmware13:
		return "1.3"
	case Firmware17:
		return "1.7"
	case Firmware22:
		return "2.2"
	case Firmware221:
		return "2.2.1"
	}
	return fmt.Sprintf("Firmware(%d)", int(f))
}

// ParseFirmware reads "1.3", "1.7", "2.2" or "2.2.1".
func ParseFirmware(name string) (Firmware, error) {
	for _, f := range firmwares {
		if f.String() == name {
			return f, nil
		}
	}
	return 0, fmt.Errorf("emulator: no firmware %q: use 1.3, 1.7, 2.2 or 2.2.1", name)
}

// Stations are the stations joined to the module's own access point whenever that is on. It is an Option.
type Stations []MAC

func (s Stations) apply(c *Config) { c.Stations = append(c.Stations, s...) }

// Trace writes the dialogue to w, a line for each piece, with long payloads cut. The module waits for w.
func Trace(w io.Writer) Option { return optionFunc(func(c *Config) { c.Trace = w }) }

// Baud paces both directions at n baud, ten bits a byte. 0 is no pace. AT+UART_CUR changes the pace of a paced line.
func Baud(n int) Option { return optionFunc(func(c *Config) { c.Baud = n }) }

// BootGarbage says whether a boot shows the ROM's 74880-baud log, misread at 115200. Without it AT 1.7 shows it and
// ESP-AT 2.2 does not, since their UARTs are wired to different pins.
func BootGarbage(on bool) Option { return optionFunc(func(c *Config) { c.BootGarbage = &on }) }

// Vendor has every boot print a line of the module's maker before ready, such as "Ai-Thinker Technology Co. Ltd.".
func Vendor(line string) Option { return optionFunc(func(c *Config) { c.Vendor = line }) }

// Overrun has the host's receiver hold n bytes: what it has not read when more arrive is kept, and the more is lost without a
// word, unless both sides keep hardware flow control (AT+UART_CUR and SetRTSCTS). 0 is a receiver that loses nothing.
func Overrun(n int) Option { return optionFunc(func(c *Config) { c.Overrun = n }) }

// FIFO has the module's receiver hold n bytes (a real one: 128): what a host without flow control sends beyond them while
// a command runs, at more than 460800 baud, is lost. 0 is a receiver that loses nothing.
func FIFO(n int) Option { return optionFunc(func(c *Config) { c.FIFO = n }) }

// WithNetwork takes the module's sockets from n.
func WithNetwork(n Network) Option { return optionFunc(func(c *Config) { c.Network = n }) }

// Allow says where this machine's sockets may go. A connect to anywhere else is refused.
func Allow(prefixes ...netip.Prefix) Option {
	return optionFunc(func(c *Config) { c.Allow = append(c.Allow, prefixes...) })
}

// Roots are the authorities whose certificates an SSL link accepts when the host asks for the server's to be checked.
func Roots(pool *x509.CertPool) Option { return optionFunc(func(c *Config) { c.Roots = pool }) }

// Certificates puts a client's certificates and their keys in the module's flash, numbered from 0.
func Certificates(list ...tls.Certificate) Option {
	return optionFunc(func(c *Config) { c.Certificates = append(c.Certificates, list...) })
}

// Seed sets what the world's chances are made of.
func Seed(n uint64) Option { return optionFunc(func(c *Config) { c.Seed = n }) }

// StationMAC sets the station's hardware address.
func StationMAC(mac MAC) Option { return optionFunc(func(c *Config) { c.StationMAC = mac }) }

// APMAC sets the hardware address of the module's own access point.
func APMAC(mac MAC) Option { return optionFunc(func(c *Config) { c.APMAC = mac }) }

// StationAddress sets what DHCP gives the station.
func StationAddress(a Address) Option { return optionFunc(func(c *Config) { c.Station = a }) }

// APAddress sets the address of the module's own access point.
func APAddress(a Address) Option { return optionFunc(func(c *Config) { c.AP = a }) }

// OnListen has f told where a port that the module opened is on the network. It is called in a goroutine of its own.
func OnListen(f func(port uint16, at net.Addr)) Option {
	return optionFunc(func(c *Config) { c.OnListen = f })
}

// Address is an IPv4 configuration. A zero Netmask means 255.255.255.0, a zero Gateway means the network's first address.
type Address struct {
	IP, Gateway, Netmask netip.Addr
}

func (a Address) withDefaults(ip string) (Address, error) {
	if !a.IP.IsValid() {
		a.IP = netip.MustParseAddr(ip)
	}
	if !a.Netmask.IsValid() {
		a.Netmask = netip.AddrFrom4([4]byte{255, 255, 255, 0})
	}
	if !a.IP.Is4() || !a.Netmask.Is4() || (a.Gateway.IsValid() && !a.Gateway.Is4()) {
		return a, fmt.Errorf("emulator: address %v/%v: the module has IPv4 addresses only", a.IP, a.Netmask)
	}
	if !a.Gateway.IsValid() {
		gw, mask := a.IP.As4(), a.Netmask.As4()
		for i := range gw {
			gw[i] &= mask[i]
		}
		gw[3]++
		a.Gateway = netip.AddrFrom4(gw)
	}
	return a, nil
}

// complete fills in what is zero and refuses what cannot be.
func (c *Config) complete() (err error) {
	if c.Firmware < Firmware22 || c.Firmware > Firmware13 {
		return fmt.Errorf("emulator: no such firmware: %d", int(c.Firmware))
	}
	if c.Baud < 0 {
		return fmt.Errorf("emulator: %d baud: the pace is 0 for none, or positive", c.Baud)
	}
	if c.StationMAC == (MAC{}) {
		c.StationMAC = MAC{0x5c, 0xcf, 0x7f, 0x1c, 0xca, 0x27}
	}
	if c.APMAC == (MAC{}) {
		c.APMAC = MAC{0x5e, 0xcf, 0x7f, 0x1c, 0xca, 0x27}
	}
	if c.Station, err = c.Station.withDefaults("10.0.0.2"); err != nil {
		return err
	}
	if c.AP, err = c.AP.withDefaults("192.168.4.1"); err != nil {
		return err
	}
	for _, d := range c.Names {
		if err := d.check(); err != nil {
			return err
		}
	}
	for i, ap := range c.AccessPoints {
		if ap, err = ap.complete(); err != nil {
			return err
		}
		if slices.ContainsFunc(c.AccessPoints[:i], ap.same) {
			return fmt.Errorf("emulator: access point %q: two have the BSSID %v: give each its own", ap.SSID, ap.BSSID)
		}
		c.AccessPoints[i] = ap
	}
	for _, in := range c.Interleave {
		if in.At < AtEcho || in.At > AfterRecv {
			return fmt.Errorf("emulator: no such point to interleave at: %d", int(in.At))
		}
	}
	if c.Overrun < 0 || c.FIFO < 0 {
		return fmt.Errorf("emulator: a UART that holds %d bytes: use 0 for any number, or more", min(c.Overrun, c.FIFO))
	}
	if err := c.Faults.check(); err != nil {
		return err
	}
	if c.Network == nil {
		c.Network = newHostNetwork(c.Allow)
	}
	return nil
}
