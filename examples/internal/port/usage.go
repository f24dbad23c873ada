package port

import (
	"flag"
	"fmt"
	"io"

	"drivergen/examples/internal/console"
	"drivergen/transports"
)

// Usage prints the help of an example: what it does, its flags, and the kinds of addresses of a port.
func Usage(w io.Writer, flags *flag.FlagSet, doc string) {
	console.Usage(w, flags, doc)
	fmt.Fprintf(w, "\n%s", transports.Usage())
}
