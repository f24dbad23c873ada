package emulator

import (
	"fmt"
	"net/netip"
)

// settings are what the firmware keeps in flash. The module runs on a copy; what is saved is changed in both.
type settings struct {
	mode     int // bit 0 station, bit 1 access point
	autoConn bool
	join     target // the access point to join after boot
	joinTO   int    // seconds (AT+CWJAPTO); 0: the firmware's own limit

	staMAC, apMAC   MAC
	staAddr, apAddr Address
	staDHCP, apDHCP bool
	lease           leases

	ap apConfig

	dnsOn bool
	dns   []netip.Addr

	reconnInterval, reconnCount int
	sysmsg                      int
	uart                        uartConfig
	country                     countryConfig
	staProtocol, apProtocol     int
	ipv6                        bool
	through                     *start // AT+SAVETRANSLINK; nil: none
	linkReconn                  int    // AT+CIPRECONNINTV, in 100 ms
	ssl                         [maxLinks]sslConfig
	tcp                         [maxLinks]tcpOptions
}

type leases struct {
	minutes  int
	from, to netip.Addr
}

// apConfig is the module's own access point.
type apConfig struct {
	ssid, password    string
	channel, ecn, max int
	hidden            int
}

type uartConfig struct{ baud, data, stop, parity, flow int }

type countryConfig struct {
	policy       int
	code         string
	start, count int
}

type sslConfig struct{ auth, pki, ca int }

type tcpOptions struct{ linger, noDelay, sendTimeout int }

// factory is the flash after AT+RESTORE.
func factory(cfg *Config) settings {
	s := settings{
		mode: 0, autoConn: true, joinTO: 0,
		staMAC: cfg.StationMAC, apMAC: cfg.APMAC, apAddr: cfg.AP,
		staDHCP: true, apDHCP: true,
		lease: leaseRange(cfg.AP),
		ap: apConfig{
			ssid:    chipName(cfg.APMAC),
			channel: 1, max: 4,
		},
		dns:            []netip.Addr{netip.AddrFrom4([4]byte{208, 67, 222, 222}), netip.AddrFrom4([4]byte{8, 8, 8, 8})},
		reconnInterval: 1,
		uart:           uartConfig{115200, 8, 1, 0, 0},
		country:        countryConfig{0, "CN", 1, 13},
		staProtocol:    bgn,
		apProtocol:     onlyBG,
		linkReconn:     1,
	}
	for i := range s.tcp {
		s.tcp[i].linger = -1
	}
	if cfg.Firmware.nonOS() {
		s.mode = 2
	} else {
		s.ap.max = 8
		s.ap.channel = 11
	}
	if cfg.Baud != 0 {
		s.uart.baud = cfg.Baud
	}
	return s
}

// chipName is what the firmware calls itself on a network before it is told a name.
func chipName(mac MAC) string { return fmt.Sprintf("ESP_%02X%02X%02X", mac[3], mac[4], mac[5]) }

// leaseRange is what the DHCP server hands out around an access point's address: the hundred after it.
func leaseRange(ap Address) leases {
	first := ap.IP.As4()
	first[3]++
	last := first
	last[3] = byte(min(254, int(first[3])+99))
	return leases{120, netip.AddrFrom4(first), netip.AddrFrom4(last)}
}

// change makes a change in the running settings, and in flash if the command is one that saves.
func (c *call) change(f func(*settings)) {
	f(&c.m.set)
	if c.save {
		f(&c.m.e.flash)
	}
}
