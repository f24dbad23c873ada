package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"

	"drivergen/impl/esp8266/emulator"

	"github.com/spf13/cobra"
)

const help = `Esp8266emu answers as an ESP8266 module with Espressif's AT firmware does. A driver, a terminal or any other host
connects to it as it would to the module's UART. The module's links end in real sockets of this machine.

The first line on standard output is the address to connect to:

  listening on tcp:127.0.0.1:40123     or     listening on serial:/dev/pts/3     or     listening on unix:/tmp/esp

Hosts are served one at a time and may come again: the module keeps its state.

Access points are given as key=value pairs with commas between them. The keys are ssid, password, security (OPEN, WEP,
WPA_PSK, WPA2_PSK, WPA_WPA2_PSK or WPA2_ENTERPRISE), channel, rssi, bssid and hidden. A backslash takes the next
character as it is: write \, for a comma and \\ for a backslash in a value. Without --ap there are two:

  ssid=open,channel=1,rssi=-60     and     ssid=lab,password=correct horse,security=WPA2_PSK,channel=6,rssi=-52

A port that the module listens on is the same port of this machine, or another where that is below 1024 or taken;
standard error says which.`

const examples = `  esp8266emu --listen tcp:127.0.0.1:2323 --firmware 1.7
  esp8266emu --listen pty: --baud 115200 --trace
  esp8266emu --ap 'ssid=lab\, second floor,password=correct horse,channel=6' --dns example.org=127.0.0.1`

// defaultAPs are in range when no --ap is given.
var defaultAPs = []string{
	"ssid=open,channel=1,rssi=-60",
	"ssid=lab,password=correct horse,security=WPA2_PSK,channel=6,rssi=-52",
}

type streams struct{ out, err io.Writer }

type flags struct {
	listen, firmware  string
	baud              int
	aps, names, allow []string
	trace             bool
}

func newCommand(io streams) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:                   "esp8266emu [flags]",
		Short:                 "An ESP8266 module with AT firmware, without the module",
		Long:                  help,
		Example:               examples,
		Args:                  noArguments,
		SilenceUsage:          true,
		SilenceErrors:         true,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts, err := f.options(io)
			if err != nil {
				return err
			}
			open, err := parseListen(f.listen)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), open, opts, f.notes(), io)
		},
	}
	cmd.SetOut(io.out)
	cmd.SetErr(io.err)
	set := cmd.Flags()
	set.SortFlags = false
	set.StringVar(&f.listen, "listen", "tcp:127.0.0.1:0", "where hosts connect: tcp:HOST:PORT (port 0: any), pty: or unix:PATH")
	set.StringVar(&f.firmware, "firmware", "2.2", "which firmware: 1.7 (NonOS), 2.2 or 2.2.1 (ESP-AT)")
	set.IntVar(&f.baud, "baud", 0, "pace both directions at this rate; 0 is no pace")
	set.StringArrayVar(&f.aps, "ap", nil, "an access point in range, as ssid=S,password=P,... (again for more)")
	set.StringArrayVar(&f.names, "dns", nil, "a name that resolves, as NAME=IP (again for more)")
	set.StringArrayVar(&f.allow, "allow", nil, "where links may go, as CIDR, default 127.0.0.0/8 (again for more)")
	set.BoolVar(&f.trace, "trace", false, "show the dialogue on standard error: > host, < module, ! why a link failed")
	return cmd
}

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q: everything is a flag", args[0])
	}
	return nil
}

// options reads the flags into the emulator's options.
func (f *flags) options(io streams) ([]emulator.Option, error) {
	firmware, err := emulator.ParseFirmware(f.firmware)
	if err != nil {
		return nil, flagError("firmware", err)
	}
	if f.baud < 0 {
		return nil, fmt.Errorf("--baud %d: use 0 for no pace, or a rate such as 115200", f.baud)
	}
	opts := []emulator.Option{firmware, emulator.Baud(f.baud), emulator.OnListen(func(port uint16, at net.Addr) {
		fmt.Fprintf(io.err, "module port %d is at %s:%s\n", port, at.Network(), at)
	})}
	for _, s := range f.accessPoints() {
		ap, err := emulator.ParseAccessPoint(s)
		if err != nil {
			return nil, flagError("ap", err)
		}
		opts = append(opts, ap)
	}
	for _, s := range f.names {
		name, err := emulator.ParseDNS(s)
		if err != nil {
			return nil, flagError("dns", err)
		}
		opts = append(opts, name)
	}
	for _, s := range f.allow {
		prefix, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("--allow %s: want an address range such as 192.168.1.0/24", s)
		}
		opts = append(opts, emulator.Allow(prefix))
	}
	if f.trace {
		opts = append(opts, emulator.Trace(io.err))
	}
	return opts, nil
}

// accessPoints are those of the flags, or the default ones.
func (f *flags) accessPoints() []string {
	if len(f.aps) == 0 {
		return defaultAPs
	}
	return f.aps
}

// notes are what the user should know once the module is there: the access points that no flag named.
func (f *flags) notes() []string {
	if len(f.aps) > 0 {
		return nil
	}
	notes := make([]string, len(defaultAPs))
	for i, ap := range defaultAPs {
		notes[i] = "access point " + ap
	}
	return notes
}

func flagError(flag string, err error) error {
	return fmt.Errorf("--%s: %s", flag, strings.TrimPrefix(err.Error(), "emulator: "))
}
