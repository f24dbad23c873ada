package mtk3339

import (
	"context"
	"fmt"
	"io"
	"math"
	"testing"

	"drivergen/examples/gnss/fakereceiver"
	"drivergen/examples/gnss/generated/gnss/gnsstest"
)

// TestConformance checks what the description of gnss promises, with a receiver in memory.
func TestConformance(t *testing.T) {
	gnsstest.Run(t, func(t *testing.T) gnsstest.Device {
		receiver := fakereceiver.New()
		dev := New(receiver)
		end := func() error { return dev.Close(context.Background()) }
		t.Cleanup(func() {
			if err := end(); err != nil {
				t.Error(err)
			}
		})
		return gnsstest.Device{Dev: dev, World: &world{receiver: receiver}, Close: end}
	})
}

// world is what a receiver sees of the sky, and its line.
type world struct {
	receiver *fakereceiver.Receiver
	seconds  int
}

func (w *world) ClearSky(ctx context.Context, latitude, longitude float64) error {
	w.seconds++
	place := fmt.Sprintf("%s,%s", angle(latitude, "02", "NS"), angle(longitude, "03", "EW"))
	w.receiver.Send(fmt.Sprintf("GPGGA,1200%02d.000,%s,1,08,0.95,39.9,M,17.8,M,,", w.seconds, place))
	w.receiver.Send(fmt.Sprintf("GPRMC,1200%02d.000,A,%s,2.69,79.65,100126,,,A", w.seconds, place))
	return nil
}

// angle writes an angle as NMEA 0183 does: degrees with a width, minutes and a direction.
func angle(degrees float64, width, directions string) string {
	direction := directions[:1]
	if degrees < 0 {
		direction, degrees = directions[1:], -degrees
	}
	whole, part := math.Modf(degrees)
	return fmt.Sprintf("%"+width+".0f%07.4f,%s", whole, part*60, direction)
}

func (w *world) Clouds(context.Context) error {
	w.receiver.Send("GPGGA,130000.000,,,,,0,00,,,M,,M,,")
	w.receiver.Send("GPRMC,130000.000,V,,,,,0.00,0.00,100126,,,N")
	return nil
}

func (w *world) Noise(context.Context) error {
	w.receiver.SendRaw("\x00\xFF~~$GPRMC,1200")
	return nil
}

func (w *world) Unplug(context.Context) error {
	w.receiver.Unplug(io.EOF)
	return nil
}
