// Package online is how the examples get a module into a network: they open it, join, tell what they found, and say what to do
// where that fails.
package online

import (
	"flag"
	"fmt"

	"drivergen/examples/internal/port"
	"drivergen/generated/ieee80211dev"
	"drivergen/wifi"
)

// PasswordVariable names the environment variable of the password: a flag is seen by everybody who lists this machine's
// processes.
const PasswordVariable = "WIFI_PASSWORD"

// Network is the network that a program joins.
type Network struct{ SSID, Password string }

// Flags adds the flags --ssid and --password.
func (n *Network) Flags(fs *flag.FlagSet) {
	fs.StringVar(&n.SSID, "ssid", "", "`NAME` of the network to join (emulator: "+LabSSID+")")
	fs.StringVar(&n.Password, "password", "", "the network's `PASSWORD`; better: the variable "+PasswordVariable)
}

// shortest is how many bytes the password of a WPA network has at the least (IEEE 802.11, J.4).
const shortest = 8

// Options say how to join the network: a password that is too short for WPA is a WEP key.
func (n *Network) Options() []wifi.JoinOption {
	opts := []wifi.JoinOption{wifi.Password(n.Password)}
	if n.Password != "" && len(n.Password) < shortest {
		opts = append(opts, wifi.Security(ieee80211dev.SecurityWEPPSK))
	}
	return opts
}

// Complete is Fill for a program that cannot do without a network. Its error is a mistake of usage.
func (n *Network) Complete(address string, env func(string) string) error {
	n.Fill(address, env)
	if n.SSID == "" {
		return fmt.Errorf("--port %s needs --ssid: the network to join", address)
	}
	return nil
}

// Fill takes what no flag said from the environment and, with the emulated module, from what is around that.
func (n *Network) Fill(address string, env func(string) string) {
	if n.Password == "" {
		n.Password = env(PasswordVariable)
	}
	if !port.IsEmulator(address) {
		return
	}
	if n.SSID == "" {
		n.SSID = LabSSID
	}
	if n.SSID == LabSSID && n.Password == "" {
		n.Password = LabPassword
	}
}
