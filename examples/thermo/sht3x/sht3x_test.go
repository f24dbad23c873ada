package sht3x

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"drivergen/examples/thermo/fakechip"
	"drivergen/examples/thermo/generated/thermo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// inBubble runs f with a sensor, in time that passes only while everybody waits.
func inBubble(t *testing.T, f func(t *testing.T, dev thermo.Sensor, chip *fakechip.Chip)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		chip := fakechip.New(Addr)
		dev, err := New(t.Context(), chip, Addr)
		if err != nil {
			t.Fatal(err)
		}
		f(t, dev, chip)
	})
}

// The examples of the datasheet and of CRC-8/NRSC-5.
func TestChecksum(t *testing.T) {
	for text, want := range map[string]byte{"\xBE\xEF": 0x92, "123456789": 0xF7} {
		if got := crc([]byte(text)); got != want {
			t.Errorf("crc(%q) = %#x, want %#x", text, got, want)
		}
	}
}

func TestNoSensor(t *testing.T) {
	_, err := New(t.Context(), fakechip.New(AddrHigh), Addr)
	if !errors.Is(err, thermo.EIO) || !errors.Is(err, fakechip.ErrNACK) {
		t.Errorf("New: %v", err)
	}
}

func TestMeasureTakesAsLongAsTheRepeatabilityAsks(t *testing.T) {
	inBubble(t, func(t *testing.T, dev thermo.Sensor, _ *fakechip.Chip) {
		for repeatability, want := range map[thermo.Repeatability]time.Duration{
			0:                          15 * time.Millisecond,
			thermo.RepeatabilityHigh:   15 * time.Millisecond,
			thermo.RepeatabilityMedium: 6 * time.Millisecond,
			thermo.RepeatabilityLow:    4 * time.Millisecond,
		} {
			start := time.Now()
			if _, err := dev.Measure(t.Context(), repeatability); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took != want {
				t.Errorf("%v took %v, want %v", repeatability, took, want)
			}
		}
	})
}

func TestFaultsOfTheBus(t *testing.T) {
	inBubble(t, func(t *testing.T, dev thermo.Sensor, chip *fakechip.Chip) {
		chip.NACK(1)
		if _, err := dev.Measure(t.Context(), 0); !errors.Is(err, thermo.EIO) || !errors.Is(err, fakechip.ErrNACK) {
			t.Errorf("a loose wire: %v", err)
		}
		chip.Corrupt(1)
		if got, err := dev.Measure(t.Context(), 0); !errors.Is(err, thermo.EBADMSG) || got != (thermo.Reading{}) {
			t.Errorf("noise: %v, %v", got, err)
		}
		if _, err := dev.Measure(t.Context(), 0); err != nil {
			t.Errorf("afterwards: %v", err)
		}
		chip.NACK(1)
		if err := dev.SetAlarm(t.Context(), 40); !errors.Is(err, thermo.EIO) || dev.State(t.Context()) != thermo.SensorStateIdle || chip.Periodic() {
			t.Errorf("SetAlarm on a loose wire: %v, %v", err, dev.State(t.Context()))
		}
	})
}

func TestOneMeasurementAtATime(t *testing.T) {
	inBubble(t, func(t *testing.T, dev thermo.Sensor, _ *fakechip.Chip) {
		first := make(chan error)
		go func() {
			_, err := dev.Measure(t.Context(), 0)
			first <- err
		}()
		synctest.Wait()
		if _, err := dev.Measure(t.Context(), 0); !errors.Is(err, thermo.EBUSY) {
			t.Errorf("the second: %v", err)
		}
		if err := <-first; err != nil {
			t.Errorf("the first: %v", err)
		}
	})
}

// The chip acknowledges nothing until it has finished what nobody waits for any more.
func TestMeasureAfterOneThatWasCancelled(t *testing.T) {
	inBubble(t, func(t *testing.T, dev thermo.Sensor, _ *fakechip.Chip) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
		defer cancel()
		if _, err := dev.Measure(ctx, 0); !errors.Is(err, thermo.ETIMEDOUT) {
			t.Errorf("with too little time: %v", err)
		}
		if _, err := dev.Measure(t.Context(), 0); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

func TestAlarmIsToldOnceEachTime(t *testing.T) {
	inBubble(t, func(t *testing.T, dev thermo.Sensor, chip *fakechip.Chip) {
		var alarms []float64
		sub := dev.Subscribe(thermo.SensorEvents{Alarm: func(r thermo.Reading) { alarms = append(alarms, r.Temperature) }})
		defer sub.Cancel()
		if err := dev.SetAlarm(t.Context(), 40); err != nil {
			t.Fatal(err)
		}
		for _, celsius := range []float64{25, 60, 60, 39.8, 60, 25, 60} { // 39.8 is within the hysteresis
			chip.SetAir(celsius, 40)
			time.Sleep(time.Second) // the bubble's: all that is due by then happens
			synctest.Wait()
		}
		if len(alarms) != 2 || alarms[0] != 60 || alarms[1] != 60 {
			t.Errorf("alarms at %v", alarms)
		}
		if err := dev.ClearAlarm(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestWatchOutlivesFaults(t *testing.T) {
	inBubble(t, func(t *testing.T, dev thermo.Sensor, chip *fakechip.Chip) {
		if err := dev.SetAlarm(t.Context(), 40); err != nil {
			t.Fatal(err)
		}
		chip.NACK(1)
		time.Sleep(pollTime)
		synctest.Wait()
		if _, err := dev.Measure(t.Context(), 0); !errors.Is(err, thermo.EIO) {
			t.Errorf("after a poll that failed: %v", err)
		}
		time.Sleep(pollTime)
		synctest.Wait()
		if _, err := dev.Measure(t.Context(), 0); err != nil {
			t.Errorf("after the next: %v", err)
		}
		chip.NACK(1)
		if err := dev.ClearAlarm(t.Context()); !errors.Is(err, thermo.EIO) || dev.State(t.Context()) != thermo.SensorStateWatching {
			t.Errorf("ClearAlarm on a loose wire: %v, %v", err, dev.State(t.Context()))
		}
		if err := dev.ClearAlarm(t.Context()); err != nil || chip.Periodic() {
			t.Errorf("ClearAlarm again: %v", err)
		}
	})
}
