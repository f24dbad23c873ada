package main

import (
	"fmt"
	"reflect"

	"drivergen/examples/internal/console"
	"drivergen/impl/esp8266"
)

// capabilities prints what the driver found out about the firmware.
func (x *examination) capabilities(dev *esp8266.Device) {
	info := dev.Info()
	x.ok("firmware %s %s", info.Line, orNone(console.Printable(info.AT)))
	if info.LineError != nil {
		x.warn("the line works at its old rate", "the line is not as it was asked for: %s", console.OneLine(info.LineError))
	}
	var has, lacks []string
	capabilities := reflect.ValueOf(info.Capabilities)
	for i := range capabilities.NumField() {
		if name := capabilities.Type().Field(i).Name; capabilities.Field(i).Bool() {
			has = append(has, name)
		} else {
			lacks = append(lacks, name)
		}
	}
	x.list("The firmware has", has)
	x.list("It has not", lacks)
}

// counters prints what happened in the driver's dialogue with the module.
func (x *examination) counters(dev *esp8266.Device) {
	x.section("Dialogue of the driver")
	stats := dev.Stats().Dialogue
	var rows [][]string
	for _, c := range []struct {
		name string
		n    uint64
	}{
		{"bytes in", stats.BytesIn}, {"bytes out", stats.BytesOut}, {"commands", stats.Commands}, {"busy answers", stats.Busy},
		{"commands repeated", stats.Repeated}, {"garbage lines", stats.GarbageLines}, {"garbage bytes", stats.GarbageBytes},
		{"damaged answers", stats.Damaged}, {"lost replies", stats.LostReplies}, {"step lost and found", stats.Resyncs}, {"restarts", stats.Restarts},
	} {
		rows = append(rows, []string{c.name, fmt.Sprint(c.n)})
	}
	x.table([]string{"counted", "times"}, rows...)
	if stats.Restarts > 0 {
		x.fail(nil, "the power supply most often breaks down when the radio sends: 300 mA and more at 3.3 V, 100 µF near the module",
			"the module restarted by itself %d times", stats.Restarts)
	}
	switch broken := stats.GarbageLines + stats.Damaged + stats.LostReplies; {
	case broken > 0:
		x.warn("bytes are lost or changed on the line: a slower rate, shorter wires, or flow control", "%d answers were damaged or lost", broken)
	case stats.Resyncs > 0:
		x.warn("attach a recording (--record) to the report", "the driver lost step with the module %d times and found it again", stats.Resyncs)
	default:
		x.ok("nothing was damaged or lost")
	}
}
