package board

import (
	"context"
	"flag"
	"io"
	"os"
	"sync"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/impl/esp8266"
)

// What a program exits with.
const (
	Done   = console.Done
	Failed = console.Failed
	Usage  = console.Misused
)

// A Program is one of the programs.
type Program struct {
	Name string // as its folder: http-get
	Does string // one line for --help

	// Flags adds the program's own flags; nil where it has none.
	Flags func(fs *flag.FlagSet)

	// Check looks for mistakes of usage once the flags are parsed; emulated is whether the module is the emulated one. nil where
	// none can be made.
	Check func(emulated bool) error

	// Serves reports, after Check, whether the program runs until it is interrupted, which is then no failure: --timeout bounds
	// only how long it may take to join the network. nil is never.
	Serves func(emulated bool) bool

	// Options are asked for, after Check, what the module's driver is to be opened with beside Rejoin; nil is nothing.
	Options func() []esp8266.Option

	// Beside starts on this machine, with the emulated module alone and before Run, the server or client that the program
	// needs. stop ends it, after Run; it may be nil, as Beside may be.
	Beside func(ctx context.Context, b *Board) (stop func() error, err error)

	// Run is the program on a module that has joined its network. Its error says what to do.
	Run func(ctx context.Context, b *Board) error
}

// Main runs a program with the arguments of the process, and exits. Control-C ends it.
func Main(p Program) {
	console.Main(func(ctx context.Context) int {
		return Run(ctx, p, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	})
}

// register makes the emulated module known, once for all programs of a process.
var register = sync.OnceFunc(func() { port.RegisterEmulator(world()...) })

// Run runs a program with other arguments and streams than those of the process, and returns what it exits with.
func Run(ctx context.Context, p Program, args []string, env func(string) string, out, log io.Writer) (code int) {
	register()
	s, flags, err := p.parse(args, env)
	if err != nil {
		return console.Misuse(out, log, p.Name, func(w io.Writer) { port.Usage(w, flags, p.Does) }, err)
	}
	shown := console.NewOutput(out)
	b := &Board{Out: shown, Log: console.NewOutput(log), Emulated: s.emulated()}
	err = p.run(ctx, s, b)
	if err == nil {
		err = shown.Err()
	}
	if err != nil {
		return console.Fail(log, p.Name, err)
	}
	return Done
}

// run gets the module into its network and has the program do its job.
func (p Program) run(ctx context.Context, s settings, b *Board) (err error) {
	bounded, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	defer func() {
		if closeErr := b.end(); err == nil {
			err = closeErr
		}
	}()
	var opts []esp8266.Option
	if p.Options != nil {
		opts = p.Options()
	}
	if err := b.start(bounded, s, opts); err != nil {
		return online.AdviseEnd(bounded, s.timeout, err)
	}
	if p.Serves != nil && p.Serves(b.Emulated) {
		if err := p.job(ctx, b); ctx.Err() == nil {
			return err
		}
		return nil
	}
	if err := p.job(bounded, b); err != nil {
		return online.AdviseEnd(bounded, s.timeout, err)
	}
	return nil
}

// job runs the program between the start and the end of what stands beside it.
func (p Program) job(ctx context.Context, b *Board) error {
	if !b.Emulated || p.Beside == nil {
		return p.Run(ctx, b)
	}
	stop, err := p.Beside(ctx, b)
	if err != nil {
		return err
	}
	err = p.Run(ctx, b)
	if stop == nil {
		return err
	}
	if stopErr := stop(); err == nil {
		err = stopErr
	}
	return err
}
