package console

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"

	"drivergen/internal/nearest"
)

// NewFlagSet returns a set of flags that prints nothing by itself.
func NewFlagSet(program string) *flag.FlagSet {
	fs := flag.NewFlagSet(program, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return fs
}

// Parse reads the arguments of a program that takes flags alone. Its errors say what to write instead; flag.ErrHelp is
// passed on.
func Parse(fs *flag.FlagSet, args []string) error {
	if err := ParseFlags(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: every value has its flag", fs.Arg(0))
	}
	return nil
}

// ParseFlags is Parse for a program whose flags come before other arguments, which fs has afterwards.
func ParseFlags(fs *flag.FlagSet, args []string) error {
	err := fs.Parse(args)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		return explain(fs, err)
	}
	return err
}

// What package flag says of a mistake. It has no other way to tell which flag it was.
var (
	unknownFlag = regexp.MustCompile(`^flag provided but not defined: -(.+)$`)
	valueLacks  = regexp.MustCompile(`^flag needs an argument: -(.+)$`)
	valueWrong  = regexp.MustCompile(`^invalid (?:boolean )?value (".*") for (?:flag )?-(\S+): (.*)$`)
)

// explain adds to a mistake what to do about it.
func explain(fs *flag.FlagSet, err error) error {
	text := err.Error()
	if m := unknownFlag.FindStringSubmatch(text); m != nil {
		var known []string
		fs.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
		if near := nearest.To(m[1], known); near != "" {
			return fmt.Errorf("unknown flag --%s: did you mean --%s?", m[1], near)
		}
		return fmt.Errorf("unknown flag --%s: use one of --%s", m[1], strings.Join(known, ", --"))
	}
	if m := valueLacks.FindStringSubmatch(text); m != nil {
		value, doc := flag.UnquoteUsage(fs.Lookup(m[1]))
		return fmt.Errorf("--%s needs a value, --%s %s: %s", m[1], m[1], value, doc)
	}
	if m := valueWrong.FindStringSubmatch(text); m != nil {
		if m[3] != "parse error" {
			return fmt.Errorf("--%s %s: %s", m[2], m[1], m[3])
		}
		like := fs.Lookup(m[2]).DefValue
		if like == "0s" { // nothing, which is no example of a duration
			like = "30s"
		}
		return fmt.Errorf("--%s %s: want a value such as %s", m[2], m[1], like)
	}
	return err
}
