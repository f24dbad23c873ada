// Package tinynet makes TinyGo's network devices of this module's: a netdev.NetDev
// becomes a tinygo.Netdever, the sockets under TinyGo's net package, and an
// ieee80211dev.WiFiDev a tinygo.Netlinker, the link below them.
//
//	link := tinynet.NewNetlinker(dev.WiFi(), dev.Net())
//	err := link.NetConnect(&tinygo.ConnectParams{Ssid: "lab", Passphrase: "correct horse"})
//	netdev.UseNetdev(tinynet.NewNetdever(dev.Net()))
//
// Errors are TinyGo's own values, so that == finds them; an error that TinyGo has no value
// for keeps its errno. ErrorValues replaces them by another package's, such as those of
// tinygo.org/x/drivers/netdev. A Netdever of ours is one of tinygo.org/x/drivers as it
// is, since the method sets are identical; a Netlinker has named parameters, which
// AsLinker and FromLinker translate.
//
// The package compiles for a microcontroller.
package tinynet
