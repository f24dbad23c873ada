package esp8266

import (
	"context"
	"slices"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// kept is a setting that the caller made and that a restart of the module loses. It is made again after one.
type kept struct {
	name string
	cmds []at.Cmd
}

// keep remembers a setting in the place of the one that has the same name. Settings are made again in the order in which
// they were made first.
func (m *module) keep(name string, cmds ...at.Cmd) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.kept, func(k kept) bool { return k.name == name })
	if i < 0 {
		m.kept = append(m.kept, kept{name, cmds})
		return
	}
	m.kept[i].cmds = cmds
}

// set makes a setting and keeps it.
func (m *module) set(ctx context.Context, name string, cmds ...at.Cmd) error {
	for _, c := range cmds {
		if err := m.command(ctx, m.reply, c, nil); err != nil {
			return failed(err, driver.EIO)
		}
	}
	m.keep(name, cmds...)
	return nil
}

// remake makes all settings anew. One that the module refuses now, since it depends on what is no more, is left out.
func (m *module) remake(ctx context.Context) error {
	m.mu.Lock()
	all := slices.Clone(m.kept)
	m.mu.Unlock()
	for _, k := range all {
		for _, c := range k.cmds {
			if _, err := m.accepted(ctx, c); err != nil {
				return err
			}
		}
	}
	return nil
}
