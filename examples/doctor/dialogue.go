package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"drivergen/impl/esp8266/at"
	"drivergen/transports"
)

// commonRates are where a module may be found, the likeliest first.
var commonRates = []int{115200, 9600, 921600, 57600, 230400, 460800, 38400, 19200, 74880}

// syncLimit is how long a module is looked for at one rate.
const syncLimit = 3 * time.Second

// dialogue makes the checks that need no driver. It reports whether the module answers.
func (x *examination) dialogue(ctx context.Context) bool {
	talk := x.find(ctx)
	if talk == nil {
		return false
	}
	defer talk.Close()
	x.rate(ctx, talk)
	x.raise(ctx, talk)
	x.section("Firmware")
	x.versions(ctx, talk)
	x.moduleSettings(ctx, talk)
	x.section("Latency")
	x.latencies(ctx, talk)
	return true
}

// find looks for the module, first at the port's rate, then at others if the port has them.
func (x *examination) find(ctx context.Context) *at.Dialogue {
	first := x.portRate()
	if talk := x.ask(ctx); talk != nil {
		x.ok("the module answers%s", atRate(first))
		return talk
	}
	heard := x.line.heard()
	tried := []string{"the port's rate"}
	if first != 0 {
		tried[0] = fmt.Sprintf("%d baud", first)
	}
	for _, rate := range commonRates {
		if rate == first || ctx.Err() != nil || x.line.setBaud(rate) != nil {
			continue
		}
		tried = append(tried, fmt.Sprintf("%d baud", rate))
		if talk := x.ask(ctx); talk != nil {
			x.warn(fmt.Sprintf("give it with the address: --port %s", withBaud(x.settings.port, rate)),
				"the module answers at %d baud, not at %s", rate, tried[0])
			return talk
		}
		if len(heard) == 0 {
			heard = x.line.heard()
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	what := "nothing was heard"
	if len(heard) > 0 {
		what = fmt.Sprintf("it begins with %q", heard)
	}
	if len(tried) == 1 && first == 0 {
		what += "; other rates cannot be tried on this port"
	}
	x.fail(errors.New(what), adviseSilence(heard), "the module does not answer at %s", strings.Join(tried, ", "))
	return nil
}

// ask begins a dialogue and looks for the module; nil stands for none.
func (x *examination) ask(ctx context.Context) *at.Dialogue {
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	talk := at.New(x.line.session(), at.Handler{Retune: x.line.retune}, at.Limits{})
	if talk.Sync(ctx) != nil {
		talk.Close()
		return nil
	}
	return talk
}

// portRate is the rate that the address says, or 0 where the port has none.
func (x *examination) portRate() int {
	address, err := transports.ParseAddress(x.settings.port)
	if err != nil || address.Scheme != "serial" {
		return 0
	}
	rate, _ := address.Int("baud", 115200) // it was checked when the port was opened
	return rate
}

func withBaud(address string, rate int) string {
	a, err := transports.ParseAddress(address)
	if err != nil {
		return address
	}
	params := map[string]string{"baud": fmt.Sprint(rate)}
	for name, value := range a.Params {
		if name != "baud" {
			params[name] = value
		}
	}
	a.Params = params
	return a.String()
}

func atRate(rate int) string {
	if rate == 0 {
		return ""
	}
	return fmt.Sprintf(" at %d baud", rate)
}

// lines runs a command and returns the lines of its answer.
func lines(ctx context.Context, talk *at.Dialogue, c at.Cmd) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	var list []string
	err := talk.Command(ctx, c, func(line []byte) { list = append(list, printable(string(line))) })
	return list, err
}

// refused reports whether the module answered, and said no.
func refused(err error) bool {
	var no *at.Error
	return errors.As(err, &no)
}

// rate finds out at which rate the module runs.
func (x *examination) rate(ctx context.Context, talk *at.Dialogue) {
	for _, name := range []string{"UART_CUR", "UART"} {
		answer, err := lines(ctx, talk, at.Query(name))
		for _, line := range answer {
			if _, values, ok := strings.Cut(line, "+"+name+":"); ok {
				var flow, data, stop, parity int
				if n, _ := fmt.Sscanf(values, "%d,%d,%d,%d,%d", &x.baud, &data, &stop, &parity, &flow); n == 5 {
					x.ok("its UART runs at %d baud, %d data bits, flow control %s", x.baud, data,
						[]string{"off", "RTS", "CTS", "RTS and CTS"}[flow&3])
					return
				}
			}
		}
		if err != nil && !refused(err) {
			x.fail(err, adviseModule(err), "it does not tell its baud rate")
			return
		}
	}
	x.skip("the firmware does not tell its baud rate")
}
