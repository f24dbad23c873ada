package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"drivergen/gen"
	"drivergen/gen/plugin"
	"drivergen/gen/project"
	"drivergen/gen/typescript"
)

// langGo is the language that drivergen writes where nothing else is asked for.
const langGo = "go"

// languages are the values of --lang.
var languages = []string{langGo, typescript.Lang}

// pluginTime is how long a plugin may take for a description unless told otherwise.
const pluginTime = time.Minute

// emitterFlags are the flags that say what makes files of a description.
type emitterFlags struct {
	langs   []string
	plugins []string
	options []string
	timeout time.Duration
}

// add gives a command the flags.
func (f *emitterFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&f.langs, "lang", nil, "write `LANG,...`: "+strings.Join(languages, ", ")+" (default go, or nothing where there is a plugin)")
	cmd.Flags().StringArrayVar(&f.plugins, "plugin", nil, "have `PROGRAM`, in PATH or a path with a slash, make files; may be repeated")
	cmd.Flags().StringArrayVar(&f.options, "plugin-option", nil, "pass `KEY=VALUE` to the plugins; may be repeated")
	cmd.Flags().DurationVar(&f.timeout, "plugin-timeout", pluginTime, "end a plugin that takes longer than `TIME` for a description; 0 for no limit")
	offerWords(cmd, "lang", languages...)
}

// emitters returns what the flags ask for. The plugins end when ctx does.
func (f *emitterFlags) emitters(ctx context.Context, cmd *cobra.Command, kinds []gen.Kind) ([]project.Emitter, error) {
	options, err := f.parse()
	if err != nil {
		return nil, err
	}
	langs := f.langs
	if len(langs) == 0 && len(f.plugins) == 0 {
		langs = []string{langGo}
	}
	if len(kinds) > 0 && !slices.Contains(langs, langGo) {
		return nil, usagef("--only chooses among the kinds of Go code, which is not asked for: add --lang go")
	}
	var emitters []project.Emitter
	for _, lang := range languages {
		if !slices.Contains(langs, lang) {
			continue
		}
		if lang == langGo {
			emitters = append(emitters, project.Go(kinds))
		} else {
			emitters = append(emitters, project.TypeScript())
		}
	}
	var errs []error
	names := map[string]string{}
	for _, value := range f.plugins {
		program, err := plugin.Find(value)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if first, twice := names[program.Name]; twice {
			return nil, usagef("--plugin: %s and %s have the same name, by which their files are known", first, value)
		}
		names[program.Name] = value
		program.Timeout = f.timeout
		emitters = append(emitters, project.Plugin(ctx, program, options, cmd.ErrOrStderr()))
	}
	return emitters, errors.Join(errs...)
}

// parse checks the flags' values and returns the options of the plugins.
func (f *emitterFlags) parse() (map[string]string, error) {
	for i, lang := range f.langs {
		f.langs[i] = strings.TrimSpace(lang)
		if !slices.Contains(languages, f.langs[i]) {
			return nil, usagef("--lang: there is no language %q%s", lang, didYouMean(lang, languages, ""))
		}
	}
	switch {
	case len(f.options) > 0 && len(f.plugins) == 0:
		return nil, usagef("--plugin-option needs a --plugin that it is for")
	case f.timeout < 0:
		return nil, usagef("--plugin-timeout: %v is less than no time", f.timeout)
	}
	options := map[string]string{}
	for _, option := range f.options {
		key, value, ok := strings.Cut(option, "=")
		if !ok || key == "" {
			return nil, usagef("--plugin-option: %q is not KEY=VALUE", option)
		}
		if _, twice := options[key]; twice {
			return nil, usagef("--plugin-option: %s is given twice", key)
		}
		options[key] = value
	}
	return options, nil
}

// interruptible returns a context that ends when the user interrupts the program.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}
