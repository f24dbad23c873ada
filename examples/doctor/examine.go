package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/port"
	"drivergen/impl/esp8266"
)

// examination is one run of the doctor.
type examination struct {
	settings
	report
	line *line
	baud int    // the rate of the line; 0 where it is not known
	peer string // HOST:PORT that the module can reach; empty: none
}

// examine makes all checks and reports whether the module is well.
func examine(ctx context.Context, s settings, out io.Writer) bool {
	x := &examination{settings: s, report: report{out: out}}
	x.header()
	x.section("Line")
	opened, err := port.Open(ctx, s.port, s.record)
	if err != nil {
		x.fail(err, advisePort(err), "the port does not open")
		return x.result(ctx.Err() != nil)
	}
	x.line = newLine(opened, x.portRate())
	x.checks(ctx)
	if err := x.line.close(); err != nil && s.record != "" {
		x.fail(err, "is the disk full?", "the recording is not whole")
	}
	return x.result(ctx.Err() != nil)
}

// header tells what is examined, and by what.
func (x *examination) header() {
	fmt.Fprint(x.out, "# Report on an ESP8266 module\n\n")
	x.gap = true
	network := "none"
	if x.SSID != "" {
		network = console.Visible(x.SSID)
	}
	rows := [][]string{
		{"port", x.settings.port},
		{"network", network},
		{"soak", x.soak.String()},
		{"machine", runtime.GOOS + "/" + runtime.GOARCH + ", " + runtime.Version()},
		{"date", time.Now().UTC().Format("2006-01-02 15:04 UTC")},
	}
	if x.record != "" {
		rows = append(rows, []string{"recording", x.record})
	}
	x.table([]string{"examined", ""}, rows...)
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// checks makes the checks, as far as the module lets them.
func (x *examination) checks(ctx context.Context) {
	if !x.dialogue(ctx) || ctx.Err() != nil {
		return
	}
	x.section("Driver")
	openCtx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	start := time.Now()
	dev, err := esp8266.Open(openCtx, x.line.session(), esp8266.KeepAutoConnect(), esp8266.Rejoin())
	if err != nil {
		x.fail(err, adviseModule(err), "the driver does not come up")
		return
	}
	defer dev.Close()
	x.ok("the driver came up in %v", rounded(time.Since(start)))
	x.capabilities(dev)
	if x.radio(ctx, dev) && ctx.Err() == nil {
		x.network(ctx, dev)
	}
	x.counters(dev)
}
