// Command gnss prints where a receiver is. The receiver is in memory and plays a log; on a board its port is a UART, such as
// transports.Open(ctx, "serial:/dev/ttyAMA0").
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"drivergen/examples/gnss/fakereceiver"
	"drivergen/examples/gnss/generated/gnss"
	"drivergen/examples/gnss/mtk3339"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gnss:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	port := fakereceiver.New()
	receiver := mtk3339.New(port)
	defer receiver.Close(context.Background())

	gone := make(chan error, 1)
	events := receiver.Subscribe(gnss.ReceiverEvents{
		Fix: func(fix gnss.Fix) {
			fmt.Fprintf(out, "%s  %.5f° N %.5f° E  %.0f m  %.1f m/s  %d satellites\n",
				fix.Time.Format(time.TimeOnly), fix.Latitude, fix.Longitude, fix.Altitude, fix.Speed, fix.Satellites)
		},
		Lost:    func() { fmt.Fprintln(out, "lost") },
		Garbled: func(total uint64) { fmt.Fprintln(out, total, "bytes garbled so far") },
		Gone:    func(cause error) { gone <- cause },
	})
	defer events.Cancel()

	if err := receiver.SetPeriod(ctx, 100*time.Millisecond); err != nil {
		return err
	}
	port.Replay(fakereceiver.Walk)
	select {
	case cause := <-gone:
		return cause
	case <-ctx.Done():
		return ctx.Err()
	}
}
