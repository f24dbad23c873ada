//go:build tinygo

package main

import (
	"context"
	"machine"
	"net"
	"time"
	_ "unsafe" // for go:linkname

	"drivergen/generated/tinygo"
)

// What -ldflags "-X main.ssid=…" sets. A variable that has a value here keeps it.
var ssid, password, address string

// defaultAddress is fetched where nothing else is asked for.
const defaultAddress = "example.org:80"

// useNetdev makes TinyGo's package net use a device, as tinygo.org/x/drivers/netdev.UseNetdev does.
//
//go:linkname useNetdev net.useNetdev
func useNetdev(dev tinygo.Netdever)

func main() {
	time.Sleep(2 * time.Second) // until the console is there
	if address == "" {
		address = defaultAddress
	}
	line := machine.UART1
	if err := line.Configure(machine.UARTConfig{BaudRate: 115200, TX: machine.GP4, RX: machine.GP5}); err != nil {
		println("uart:", err.Error())
		return
	}
	for {
		b := board{
			port: newPort(line), ssid: ssid, password: password, address: address,
			useNetdev: useNetdev, dial: net.Dial, print: func(line string) { println(line) },
		}
		if err := b.run(context.Background(), -1, 10*time.Second); err != nil {
			println(err.Error())
		}
		time.Sleep(10 * time.Second)
	}
}
