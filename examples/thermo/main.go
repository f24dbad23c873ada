// Command thermo measures with an SHT3x and waits for an alarm. The chip and its bus are in memory; on a board
// the bus is one of periph.io/x/host.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"drivergen/examples/thermo/fakechip"
	"drivergen/examples/thermo/generated/thermo"
	"drivergen/examples/thermo/sht3x"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "thermo:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	chip := fakechip.New(sht3x.Addr)
	sensor, err := sht3x.New(ctx, chip, sht3x.Addr)
	if err != nil {
		return err
	}

	for celsius := 20.0; celsius < 23; celsius++ {
		chip.SetAir(celsius, 45)
		reading, err := sensor.Measure(ctx, 0)
		if err != nil {
			return err
		}
		show(out, "measured", reading)
	}

	alarms := make(chan thermo.Reading, 1)
	defer sensor.Subscribe(thermo.SensorEvents{Alarm: func(r thermo.Reading) { alarms <- r }}).Cancel()
	if err := sensor.SetAlarm(ctx, 40); err != nil {
		return err
	}
	chip.SetAir(55, 20)
	select {
	case reading := <-alarms:
		show(out, "alarm", reading)
	case <-ctx.Done():
		return ctx.Err()
	}
	return sensor.ClearAlarm(ctx)
}

func show(out io.Writer, what string, r thermo.Reading) {
	fmt.Fprintf(out, "%-9s %5.1f °C %5.1f %%\n", what, r.Temperature, r.Humidity)
}
