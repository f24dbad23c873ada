// Command esp8266emu is an ESP8266 module with AT firmware, on a TCP port, a Unix socket or a pseudo-terminal.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr}))
}

// run gives the exit code: 0 for a clean end, 1 for what went wrong while running, 2 for wrong flags.
func run(ctx context.Context, args []string, io streams) int {
	cmd := newCommand(io)
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintf(io.err, "esp8266emu: %v\n", err)
	if errors.As(err, new(failure)) {
		return 1
	}
	fmt.Fprintln(io.err, "Run esp8266emu --help for the flags.")
	return 2
}

// failure is an error that is not the user's way of writing flags.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }
