package tinynet_test

import (
	"fmt"
	"io"
	"net/netip"
	"time"

	"drivergen/generated/tinygo"
	"drivergen/impl/loopback"
	"drivergen/tinynet"
)

// A board joins a network and talks to another, as TinyGo's programs and its net package do.
func Example() {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	air.Add(loopback.AccessPoint{SSID: "lab", Password: "correct horse"})
	board, other := loopback.New(network, air), loopback.New(network, air)
	defer board.Close()
	defer other.Close()

	link := tinynet.NewNetlinker(board.WiFi(), board.Net())
	err := link.NetConnect(&tinygo.ConnectParams{Ssid: "lab", Passphrase: "wrong horse"})
	fmt.Println(err, err == tinygo.ErrAuthFailure)
	err = link.NetConnect(&tinygo.ConnectParams{Ssid: "lab", Passphrase: "correct horse"})
	fmt.Println(err)
	defer link.NetDisconnect()

	var server, client tinygo.Netdever = tinynet.NewNetdever(other.Net()), tinynet.NewNetdever(board.Net())
	listener, _ := server.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	_ = server.Bind(listener, netip.AddrPortFrom(netip.Addr{}, 80))
	_ = server.Listen(listener, 5)
	addr, _ := server.Addr()

	fd, _ := client.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	_ = client.Connect(fd, "", netip.AddrPortFrom(addr, 80))
	conn, _, _ := server.Accept(listener)
	_, _ = server.Send(conn, []byte("hello"), 0, time.Time{})
	_ = server.Close(conn)

	buf := make([]byte, 64)
	n, err := client.Recv(fd, buf, 0, time.Now().Add(time.Second))
	fmt.Printf("%s %v\n", buf[:n], err)
	_, err = client.Recv(fd, buf, 0, time.Now().Add(time.Second))
	fmt.Println(err == io.EOF)
	// Output:
	// Wifi authentication failure true
	// <nil>
	// hello <nil>
	// true
}

// A program keeps its board in a network that comes and goes, and hears of it.
func ExampleNewNetlinker() {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	air.Add(loopback.AccessPoint{SSID: "lab", Password: "correct horse"})
	board := loopback.New(network, air)
	defer board.Close()
	events := make(chan tinygo.Event, 2)

	link := tinynet.NewNetlinker(board.WiFi(), board.Net(), tinynet.RetryDelay(5*time.Second))
	link.NetNotify(func(e tinygo.Event) { events <- e })
	err := link.NetConnect(&tinygo.ConnectParams{
		Ssid: "lab", Passphrase: "correct horse",
		Retries:         3,                // 0: for ever
		WatchdogTimeout: 10 * time.Second, // looks so often whether the network is up
	})
	fmt.Println(err, <-events)
	link.NetDisconnect() // ends the watchdog too
	fmt.Println(<-events)
	// Output:
	// <nil> NetUp
	// NetDown
}

// Time-outs and the end of a stream are values that TinyGo's programs compare with.
func ExampleNetdever_Recv() {
	board := loopback.New(loopback.NewNetwork(), loopback.NewAir())
	defer board.Close()
	dev := tinynet.NewNetdever(board.Net())
	fd, err := dev.Socket(tinygo.AF_INET, tinygo.SOCK_DGRAM, tinygo.IPPROTO_UDP)
	if err == nil {
		err = dev.Bind(fd, netip.AddrPortFrom(netip.Addr{}, 0))
	}
	if err != nil {
		fmt.Println(err)
		return
	}

	buf := make([]byte, 1500)
	n, err := dev.Recv(fd, buf, 0, time.Now().Add(time.Millisecond))
	switch err {
	case nil:
		fmt.Printf("%d bytes\n", n)
	case io.EOF:
		fmt.Println("the peer has closed")
	case tinygo.ErrTimeout:
		fmt.Println("the deadline has passed")
	default:
		fmt.Println("the connection or the device is lost:", err)
	}
	// Output: the deadline has passed
}
