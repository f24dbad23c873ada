package main

import (
	"context"
	"strings"

	"drivergen/impl/esp8266/at"
)

// versions prints what the firmware tells of itself.
func (x *examination) versions(ctx context.Context, talk *at.Dialogue) {
	answer, err := lines(ctx, talk, at.Exec("GMR"))
	if err != nil {
		x.fail(err, adviseModule(err), "AT+GMR")
		return
	}
	x.ok("it tells its version")
	x.block("```\n" + strings.Join(answer, "\n") + "\n```\n")
}

// queries are the settings that are worth a line in a report. None of them holds a password.
var queries = []string{"CWMODE", "CWAUTOCONN", "CIPMUX", "CIPMODE", "CIPRECVMODE", "CIPDINFO", "SLEEP", "SYSRAM", "SYSSTORE", "RFPOWER", "CIPSNTPCFG"}

// moduleSettings prints what the module is set to.
func (x *examination) moduleSettings(ctx context.Context, talk *at.Dialogue) {
	var rows [][]string
	for _, name := range queries {
		answer, err := lines(ctx, talk, at.Query(name))
		switch {
		case refused(err):
			rows = append(rows, []string{"AT+" + name + "?", "not in this firmware"})
		case err != nil:
			x.fail(err, adviseModule(err), "AT+%s?", name)
			return
		default:
			text := strings.TrimPrefix(strings.Join(answer, " "), "+"+name+":")
			rows = append(rows, []string{"AT+" + name + "?", text})
		}
	}
	x.table([]string{"setting", "value"}, rows...)
}
