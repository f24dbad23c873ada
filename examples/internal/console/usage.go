package console

import (
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
)

// Usage prints the help of a program: what it does, and its flags.
func Usage(w io.Writer, flags *flag.FlagSet, doc string) {
	fmt.Fprintf(w, "usage: %s [flags]\n\n%s\n\n", flags.Name(), doc)
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	flags.VisitAll(func(f *flag.Flag) {
		value, doc := flag.UnquoteUsage(f)
		if f.DefValue != "" && f.DefValue != "false" {
			doc += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(table, "  --%s %s\t%s\n", f.Name, value, doc)
	})
	table.Flush()
}
