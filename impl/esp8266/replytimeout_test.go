package esp8266_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266"
)

// A module that stays busy is given up after the limit that was set, where the context has no deadline.
func TestReplyTimeout(t *testing.T) {
	const limit = 700 * time.Millisecond
	virtually(t, []esp8266.Option{esp8266.ReplyTimeout(limit)}, func(b *bubble) {
		b.emu.Busy(1000)
		start := time.Now()
		_, err := b.net.MAC(context.Background())
		if took := time.Since(start); !errors.Is(err, driver.ETIMEDOUT) || took != limit {
			b.Errorf("%v after %v, want ETIMEDOUT after %v", err, took, limit)
		}
		b.emu.Busy(0)
		if _, err := b.net.MAC(context.Background()); err != nil {
			b.Error(err)
		}
	})
}
