package runtime

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/dop251/goja"
)

// Config is what a program finds around it.
type Config struct {
	Stdout, Stderr io.Writer         // of console and print; nil: nowhere
	Stdin          io.Reader         // of process.stdin; nil: nothing comes
	Args           []string          // process.argv
	Env            map[string]string // process.env
	Storage        map[string]string // what the storage holds, such as WIFI_SSID
	Modules        string            // a folder of modules, which win over the built-in ones; empty: none
	GoOn           func(*Mistake)    // told what a callback or a timer threw, whereupon the program goes on as on Kaluma; nil: it ends
	NoHalfClose    bool              // the device cannot end one direction of a connection: module net closes both
}

// A Runtime is one program: a script and what it needs. It runs once.
type Runtime struct {
	config  Config
	loop    *Loop
	vm      *goja.Runtime
	sources sources
	modules *modules
	stdin   *input

	inspectValue goja.Callable
	ends         []func() // run when the program is over
}

// maxCalls is how deep calls may be nested. A microcontroller's limit is far lower.
const maxCalls = 2000

// New returns a runtime whose globals are set.
func New(config Config) *Runtime {
	config.Stdout = cmp.Or[io.Writer](config.Stdout, io.Discard)
	config.Stderr = cmp.Or[io.Writer](config.Stderr, io.Discard)
	for _, table := range []*map[string]string{&config.Env, &config.Storage} {
		if *table == nil {
			*table = map[string]string{} // a script may set some
		}
	}
	r := &Runtime{config: config, loop: newLoop(), sources: sources{}}
	r.vm = r.loop.vm
	r.vm.SetMaxCallStackSize(maxCalls)
	if config.GoOn != nil {
		r.loop.goOn = r.goOn
	}
	r.modules = &modules{vm: r.vm, sources: r.sources, folder: config.Modules, loaded: map[string]*goja.Object{}}
	r.stdin = &input{from: config.Stdin}
	r.vm.Set("global", r.vm.GlobalObject())
	r.loop.timers.install(r.vm)
	r.installGlobals()
	return r
}

// VM returns the JavaScript machine. It is used on the loop, or before Run.
func (r *Runtime) VM() *goja.Runtime { return r.vm }

// Loop returns the loop on which the program's JavaScript runs.
func (r *Runtime) Loop() *Loop { return r.loop }

// Keep makes the program last while keeper is busy, and calls end when the program is over: no JavaScript runs any more.
// It is called before Run.
func (r *Runtime) Keep(keeper Keeper, end func()) {
	r.loop.keepers = append(r.loop.keepers, keeper)
	r.ends = append(r.ends, end)
}

// RunFile runs a script from a file.
func (r *Runtime) RunFile(ctx context.Context, name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return r.Run(ctx, name, string(text))
}

// goOn tells of an exception that does not end the program.
func (r *Runtime) goOn(err error) {
	err = r.sources.mistake(r.vm, err, r.inspect)
	var mistake *Mistake
	if !errors.As(err, &mistake) {
		mistake = &Mistake{Message: err.Error()}
	}
	r.config.GoOn(mistake)
}

// Run runs a script until nothing is left to do. A mistake of the script is a *Mistake, process.exit with another number
// than 0 an ExitError; the end of ctx is its cause, in an *Interruption where the script computed.
func (r *Runtime) Run(ctx context.Context, name, text string) error {
	err := r.loop.run(ctx, func() {
		_, err := r.modules.evaluate(filepath.Clean(name), text)
		r.loop.Fail(err)
	})
	for _, end := range r.ends {
		end()
	}
	r.loop.terminate()
	if exit, ok := err.(ExitError); ok && exit == 0 {
		return nil
	}
	return r.sources.mistake(r.vm, err, r.inspect)
}
