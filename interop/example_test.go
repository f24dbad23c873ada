package interop

import (
	"context"
	"fmt"
	"io"
	"net/netip"

	"tinygo.org/x/drivers/netdev"
	"tinygo.org/x/drivers/netlink"

	"drivergen/gonet"
	"drivergen/impl/loopback"
	"drivergen/impl/netdever"
	"drivergen/tinynet"
	"drivergen/wifi"
)

// A program for tinygo.org/x/drivers holds our device by its types, and finds its errors with ==.
func Example_ourDevice() {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	air.Add(loopback.AccessPoint{SSID: "lab", Password: "correct horse"})
	board := loopback.New(network, air)
	defer board.Close()

	var dev netdev.Netdever = tinynet.NewNetdever(board.Net(),
		tinynet.ErrorValues(netdev.ErrTimeout, netdev.ErrHostUnknown, netdev.ErrInvalidSocketFd))
	var link netlink.Netlinker = tinynet.AsLinker[netlink.ConnectParams, netlink.Event](
		tinynet.NewNetlinker(board.WiFi(), board.Net(), tinynet.ErrorValues(netlink.ErrAuthFailure)), fromNetlink)

	err := link.NetConnect(&netlink.ConnectParams{Ssid: "lab", Passphrase: "wrong horse"})
	fmt.Println(err == netlink.ErrAuthFailure)
	err = link.NetConnect(&netlink.ConnectParams{Ssid: "lab", Passphrase: "correct horse"})
	fmt.Println(err)
	_, err = dev.GetHostByName("nobody.example")
	fmt.Println(err == netdev.ErrHostUnknown)
	// Output:
	// true
	// <nil>
	// true
}

// What was written for tinygo.org/x/drivers becomes our device. Here that is one in memory; in its place may be any of
// TinyGo's drivers, such as espat.
func Example_theirDevice() {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	air.Add(loopback.AccessPoint{SSID: "lab", Password: "correct horse"})
	board, server := loopback.New(network, air), loopback.New(network, air)
	defer board.Close()
	defer server.Close()
	peer := greet(server)

	var chip netdev.Netdever = tinynet.NewNetdever(board.Net())
	var link netlink.Netlinker = tinynet.AsLinker[netlink.ConnectParams, netlink.Event](
		tinynet.NewNetlinker(board.WiFi(), board.Net()), fromNetlink)

	dev := netdever.New(chip, tinynet.FromLinker[netlink.ConnectParams, netlink.Event](link, toNetlink))
	defer dev.Close()
	if err := wifi.New(dev.WiFi()).Join(context.Background(), "lab", wifi.Password("correct horse")); err != nil {
		fmt.Println(err)
		return
	}
	conn, err := gonet.New(dev.Net()).Dial("tcp", peer.String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	text, err := io.ReadAll(conn)
	fmt.Println(string(text), err)
	// Output: hello <nil>
}

// greet lets a device say hello to one client.
func greet(dev *loopback.Device) netip.AddrPort {
	listener, err := gonet.New(dev.Net()).Listen("tcp", ":7")
	if err != nil {
		panic(err)
	}
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		io.WriteString(conn, "hello")
		conn.Close()
	}()
	return netip.MustParseAddrPort(listener.Addr().String())
}
