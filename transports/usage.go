package transports

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

func (r *registry) usage() string {
	var b strings.Builder
	b.WriteString("An address is SCHEME:TARGET, with parameters after a question mark: ?NAME=VALUE&NAME=VALUE.\n")
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	for _, name := range r.names() {
		s, _ := r.lookup(name)
		fmt.Fprintf(w, "  %s:%s\t%s\n", s.Name, s.Target, s.Doc)
		for _, p := range s.Params {
			fmt.Fprintf(w, "    %s=%s\t%s\n", p.Name, p.Value, p.Doc)
		}
	}
	w.Flush() // a strings.Builder takes every write
	return b.String()
}
