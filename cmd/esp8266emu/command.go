package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

const help = `Esp8266emu answers as an ESP8266 module with Espressif's AT firmware does. A driver, a terminal or any other host
connects to it as it would to the module's UART. The module's links end in real sockets of this machine.

The first line on standard output is the address to connect to:

  listening on tcp:127.0.0.1:40123     or     listening on serial:/dev/pts/3     or     listening on unix:/tmp/esp

Hosts are served one at a time and may come again: the module keeps its state.

Access points are given as key=value pairs with commas between them. The keys are ssid, password, user, security (OPEN,
WEP, WPA_PSK, WPA2_PSK, WPA_WPA2_PSK, WPA2_ENTERPRISE, WPA3_PSK or WPA2_WPA3_PSK), channel, rssi, drift, bssid,
hidden=true, outage (as AFTER+FOR/EVERY: 30s+5s/1m), refuse (silent, password, unseen or full) and nolease=true. A backslash takes the
next character as it is: write \, for a comma and \\ for a backslash in a value. Without --ap there are two:

  ssid=open,channel=1,rssi=-60     and     ssid=lab,password=correct horse,security=WPA2_PSK,channel=6,rssi=-52

A port that the module listens on is the same port of this machine, or another where that is below 1024 or taken;
standard error says which.

`

const examples = `  esp8266emu --listen tcp:127.0.0.1:2323 --firmware 1.7
  esp8266emu --pty --baud 115200 --trace
  esp8266emu --fault drop=0.001,reboot-after=20000,seed=7 --timing real
  esp8266emu --ap 'ssid=lab\, second floor,password=correct horse,channel=6' --dns example.org=127.0.0.1`

// defaultAPs are in range when no --ap is given.
var defaultAPs = []string{
	"ssid=open,channel=1,rssi=-60",
	"ssid=lab,password=correct horse,security=WPA2_PSK,channel=6,rssi=-52",
}

type streams struct{ out, err io.Writer }

func newCommand(io streams) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:                   "esp8266emu [flags]",
		Short:                 "An ESP8266 module with AT firmware, without the module",
		Long:                  help + keysHelp(),
		Example:               examples,
		Args:                  noArguments,
		SilenceUsage:          true,
		SilenceErrors:         true,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts, err := f.options(cmd.Flags().Changed, io)
			if err != nil {
				return err
			}
			if f.pty && cmd.Flags().Changed("listen") {
				return errors.New("--pty and --listen: give one of them")
			}
			if f.pty {
				f.listen = "pty:"
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
	f.register(cmd.Flags())
	return cmd
}

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q: everything is a flag", args[0])
	}
	return nil
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
