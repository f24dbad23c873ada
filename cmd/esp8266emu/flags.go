package main

import (
	"strings"

	"drivergen/impl/esp8266/emulator"

	"github.com/spf13/pflag"
)

// flags are what the program is told, as it is written.
type flags struct {
	listen             string
	pty                bool
	firmware, vendor   string
	baud               int
	overrun, fifo      int
	bootGarbage        bool
	timing             string
	aps, names, allow  []string
	stations           []string
	ca, cert           string
	stationMAC, apMAC  string
	stationIP, apIP    string
	seed               uint64
	faults, interleave []string
	trace              bool
}

func (f *flags) register(set *pflag.FlagSet) {
	set.SortFlags = false
	set.StringVar(&f.listen, "listen", "tcp:127.0.0.1:0", "where hosts connect: tcp:HOST:PORT (port 0: any), pty: or unix:PATH")
	set.BoolVar(&f.pty, "pty", false, "the same as --listen pty:, a serial port for a terminal program")
	set.StringVar(&f.firmware, "firmware", "2.2", "which firmware: 1.3, 1.7 (NonOS), 2.2 or 2.2.1 (ESP-AT)")
	set.StringVar(&f.vendor, "vendor", "", "a line that a boot prints before ready")
	set.IntVar(&f.baud, "baud", 0, "pace both directions at this rate; 0 is no pace")
	set.IntVar(&f.overrun, "overrun", 0, "the host's UART holds so many bytes and loses more; 0 loses none")
	set.IntVar(&f.fifo, "fifo", 0, "the module's UART holds so many bytes while busy, above 460800 baud; 0 loses none")
	set.BoolVar(&f.bootGarbage, "boot-garbage", false, "whether a boot shows the ROM's log (default: as the firmware's wiring has it)")
	set.StringVar(&f.timing, "timing", "none", "how long the module takes: none, real, or key=value,... after one of these or alone")
	set.StringArrayVar(&f.aps, "ap", nil, "an access point in range, as ssid=S,password=P,... (again for more)")
	set.StringArrayVar(&f.names, "dns", nil, "a name, as NAME=IP or NAME=fail, and ,delay=2s (again for more)")
	set.StringArrayVar(&f.allow, "allow", nil, "where links may go, as CIDR, default 127.0.0.0/8 (again for more)")
	set.StringArrayVar(&f.stations, "station", nil, "a station of the module's own access point, as its MAC (again for more)")
	set.StringVar(&f.ca, "ca", "", "a PEM file of the authorities in the module's flash")
	set.StringVar(&f.cert, "cert", "", "a PEM file of the certificate and key in the module's flash")
	set.StringVar(&f.stationMAC, "station-mac", "", "the station's hardware address")
	set.StringVar(&f.apMAC, "ap-mac", "", "the hardware address of the module's own access point")
	set.StringVar(&f.stationIP, "station-ip", "", "what DHCP gives the station, as IP/BITS (default 10.0.0.2/24)")
	set.StringVar(&f.apIP, "ap-ip", "", "the address of the module's own access point, as IP/BITS (default 192.168.4.1/24)")
	set.Uint64Var(&f.seed, "seed", 0, "what the world's chances are made of: the drift of signals, and faults without a seed")
	set.StringArrayVar(&f.faults, "fault", nil, "faults, as key=value,... (again for more)")
	set.StringArrayVar(&f.interleave, "interleave", nil, "what other tasks print, as at=POINT,text=TEXT (again for more)")
	set.BoolVar(&f.trace, "trace", false, "show the dialogue on standard error: > host, < module, ! faults and why a link failed")
}

// keysHelp lists the keys of --fault and --timing.
func keysHelp() string {
	return "The keys of --fault are " + strings.Join(emulator.FaultKeys(), ", ") + ".\n\nThe keys of --timing are " +
		strings.Join(emulator.TimingKeys(), ", ") + "."
}
