// Package mtk3339 is the driver of receivers with a MediaTek MT3339, such as Adafruit's Ultimate GPS, which talk NMEA 0183
// over a UART: gnss.Receiver.
//
// What is particular to the hardware stands in gnss.go, stream.go and nmea.go; the generated stub does the rest.
package mtk3339

//go:generate go run drivergen/cmd/drivergen generate ../gnss.yaml

import (
	"io"

	"drivergen/examples/gnss/generated/gnss"
	"drivergen/examples/gnss/generated/gnss/gnssstub"
)

// New returns the receiver at a port, from which it reads until the receiver is closed. Close closes the port.
func New(port io.ReadWriteCloser) gnss.Receiver {
	hw := &hardware{port: port, turn: make(chan struct{}, 1), answers: make(chan int, 1), ended: make(chan struct{})}
	hw.dev = gnssstub.New(hw)
	go hw.read()
	return hw.dev
}
