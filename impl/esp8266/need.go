package esp8266

import (
	"context"

	"drivergen/driver"
)

// need waits until the module is configured, and fails with EOPNOTSUPP where its firmware lacks something.
func (m *module) need(ctx context.Context, has func(*Capabilities) bool, lacks error) error {
	ctx, cancel := bound(ctx, m.reply)
	defer cancel()
	if err := m.await(ctx); err != nil {
		return err
	}
	if d := m.has(); !has(&d.info.Capabilities) {
		return driver.Fail("", driver.EOPNOTSUPP, lacks)
	}
	return nil
}
