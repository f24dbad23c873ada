package netdever_test

import (
	"fmt"
	"io"

	"drivergen/generated/tinygo"
	"drivergen/gonet"
	"drivergen/impl/loopback"
	"drivergen/impl/netdever"
	"drivergen/tinynet"
)

// What was written for TinyGo becomes a device whose sockets are net.Conn. Here it is a device in memory; any
// driver of tinygo.org/x/drivers serves.
func Example() {
	dev := loopback.New(loopback.NewNetwork(), loopback.NewAir())
	defer dev.Close()
	var chip tinygo.Netdever = tinynet.NewNetdever(dev.Net())
	var link tinygo.Netlinker = tinynet.NewNetlinker(dev.WiFi(), dev.Net())

	ours := netdever.New(chip, link)
	defer ours.Close()
	stack := gonet.New(ours.Net())
	listener, err := stack.Listen("tcp", ":8080")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer listener.Close()
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			io.WriteString(conn, "hello")
			conn.Close()
		}
	}()
	conn, err := stack.Dial("tcp", listener.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	text, err := io.ReadAll(conn)
	fmt.Println(string(text), err)
	// Output: hello <nil>
}
