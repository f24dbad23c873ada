package console

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// What a program exits with.
const (
	Done    = 0 // it did what it is for
	Failed  = 1 // it could not
	Misused = 2 // its flags are wrong
)

// Main runs a program, and exits with what it returns. Control-C ends its context, as does a signal that asks for an end; a second one
// ends the process at once.
func Main(run func(ctx context.Context) (code int)) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	code := run(ctx)
	stop()
	os.Exit(code)
}

// Fail tells why a program failed, in one line, and returns what it exits with.
func Fail(log io.Writer, program string, err error) (code int) {
	fmt.Fprintf(log, "%s: %s\n", program, OneLine(err))
	return Failed
}

// Misuse tells what is wrong with a program's flags, in one line, and returns what it exits with. Where the error is that help was
// asked for, help gives it on out.
func Misuse(out, log io.Writer, program string, help func(io.Writer), err error) (code int) {
	if errors.Is(err, flag.ErrHelp) {
		help(out)
		return Done
	}
	fmt.Fprintf(log, "%[1]s: %[2]s (%[1]s -h tells more)\n", program, OneLine(err))
	return Misused
}
