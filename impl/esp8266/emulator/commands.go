package emulator

import (
	"slices"
	"strings"
)

// suffixes says which of X, X_CUR and X_DEF a firmware has of a command.
type suffixes int

const (
	absent suffixes = iota
	plain           // X
	both            // X, X_CUR and X_DEF
	suffix          // X_CUR and X_DEF
)

// command is a command of the firmware. A form that it has no handler for is an ERROR.
type command struct {
	name                      string
	on17, on22                suffixes
	since                     string // the first version of a line that has it, where that is not all: 1.7 or 2.2.2
	saved                     bool   // ESP-AT saves what it sets while AT+SYSSTORE=1
	execute, query, test, set handler
}

// tables are the commands of each firmware by their typed names. They are filled once and then only read.
var tables = map[Firmware]map[string]*command{}

func init() {
	families := [][]command{
		basicCommands, uartCommands, powerCommands, systemCommands,
		modeCommands, joinCommands, enterpriseCommands, scanCommands, apCommands, dhcpCommands, addressCommands,
		startCommands, closeCommands, statusCommands, sendCommands, receiveCommands, throughCommands,
		serverCommands, nameCommands, timeCommands, sslCommands, optionCommands,
		gpioCommands, flashCommands, protocolCommands, provisionCommands,
		bufferCommands, savedLinkCommands, updateCommands, mqttCommands, httpCommands,
	}
	for _, f := range firmwares {
		tables[f] = tableOf(f, families)
	}
}

func tableOf(f Firmware, families [][]command) map[string]*command {
	table := map[string]*command{}
	for _, family := range families {
		for i := range family {
			cmd := &family[i]
			has := cmd.on22
			if f.nonOS() {
				has = cmd.on17
			}
			if f.lacks(cmd.since) {
				has = absent
			}
			if has == plain || has == both {
				table[cmd.name] = cmd
			}
			if has == suffix || has == both {
				table[cmd.name+"_CUR"] = cmd
				table[cmd.name+"_DEF"] = cmd
			}
		}
	}
	return table
}

// find gives the command of a typed name, or nil.
func (f Firmware) find(name string) *command { return tables[f][name] }

// saves reports whether what a command sets outlives a reset: on AT 1.7 unless its name ends in _CUR, on ESP-AT as
// AT+SYSSTORE has it.
func (cmd *command) saves(name string, m *module) bool {
	switch {
	case strings.HasSuffix(name, "_CUR"):
		return false
	case m.v17() || strings.HasSuffix(name, "_DEF"):
		return true
	}
	return cmd.saved && m.sysStore
}

// listCommands answers AT+CMD?.
func listCommands(c *call) result {
	table := tables[c.m.e.cfg.Firmware]
	names := []string{"", "E0", "E1"}
	for name := range table {
		names = append(names, "+"+name)
	}
	slices.Sort(names)
	for i, name := range names {
		cmd := &command{execute: listCommands}
		if len(name) > 2 {
			cmd = table[name[1:]]
		}
		c.say("+CMD:%d,\"AT%s\",%d,%d,%d,%d\r\n", i, name, has(cmd.test), has(cmd.query), has(cmd.set), has(cmd.execute))
	}
	return done
}

func has(h handler) int {
	if h == nil {
		return 0
	}
	return 1
}
