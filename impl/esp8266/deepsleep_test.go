package esp8266_test

import (
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
)

// A module in deep sleep is not waited for. When it wakes up, all is as it was but for the sockets.
func TestDeepSleep(t *testing.T) {
	onLine(t, 115200, func(b *bench, port *baudPort) {
		b.open(port, esp8266.Baud(921600), esp8266.Rejoin())
		b.join()
		fd, _ := b.serve()
		left := b.leaves()
		joined := make(chan struct{}, 10)
		defer b.dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{Connected: func() { joined <- struct{}{} }}).Cancel()
		b.check(b.dev.DeepSleep(b.ctx, time.Minute))
		if why := <-left; why != ieee80211dev.LeaveAsked {
			b.Errorf("left: %v", why)
		}
		_, _, err := b.net.Accept(b.ctx, fd)
		b.want("a socket", err, driver.ECONNRESET)
		start := time.Now()
		_, err = b.dev.Hostname(b.ctx)
		b.want("a call in the middle of it", err, driver.ETIMEDOUT)
		if took := time.Since(start); took != 0 {
			b.Errorf("it was waited for %v", took)
		}
		<-joined
		if slept := time.Since(start); slept > 70*time.Second {
			b.Errorf("back after %v", slept)
		}
		if i := b.dev.Info(); i.Baud != 921600 || i.LineError != nil {
			b.Errorf("%d baud (%v)", i.Baud, i.LineError)
		}
		synctest.Wait()
		if len(left) != 0 {
			b.Errorf("left again: %v", <-left)
		}
		for _, d := range []time.Duration{-1, 25 * 24 * time.Hour} {
			b.want(d.String(), b.dev.DeepSleep(b.ctx, d), driver.EINVAL)
		}
		b.check(b.dev.Close())
	})
}
