// Package sht3x is the driver of a Sensirion SHT30, SHT31 or SHT35 on I²C: thermo.Sensor.
//
// What is particular to the hardware stands in thermo.go and chip.go; the generated stub does the rest.
package sht3x

//go:generate go run drivergen/cmd/drivergen generate ../thermo.yaml

import (
	"context"

	"periph.io/x/conn/v3/i2c"

	"drivergen/examples/thermo/generated/thermo"
	"drivergen/examples/thermo/generated/thermo/thermostub"
)

// Addr is the address of a sensor whose pin ADDR is low. Where it is high, the address is AddrHigh.
const (
	Addr     = 0x44
	AddrHigh = 0x45
)

// New resets the sensor at an address of a bus and returns it. It fails with EIO where none
// answers. Nobody else may use that address.
func New(ctx context.Context, bus i2c.Bus, addr uint16) (thermo.Sensor, error) {
	hw := &hardware{chip: chip{dev: i2c.Dev{Bus: bus, Addr: addr}}, turn: make(chan struct{}, 1)}
	if err := hw.chip.command(ctx, softReset, resetTime); err != nil {
		return nil, err
	}
	hw.dev = thermostub.New(hw)
	return hw.dev, nil
}
