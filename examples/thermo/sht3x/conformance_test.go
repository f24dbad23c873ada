package sht3x

import (
	"context"
	"testing"

	"drivergen/examples/thermo/fakechip"
	"drivergen/examples/thermo/generated/thermo/thermotest"
)

// TestConformance checks what the description of thermo promises, with a chip in memory.
func TestConformance(t *testing.T) {
	thermotest.Run(t, func(t *testing.T) thermotest.Device {
		chip := fakechip.New(Addr)
		dev, err := New(t.Context(), chip, Addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := dev.ClearAlarm(context.Background()); err != nil {
				t.Error(err)
			}
		})
		return thermotest.Device{Dev: dev, World: world{chip}}
	})
}

// world changes the air around a chip.
type world struct{ chip *fakechip.Chip }

func (w world) Air(ctx context.Context, temperature float64, humidity float64) error {
	w.chip.SetAir(temperature, humidity)
	return nil
}
