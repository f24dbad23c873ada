package web

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"slices"

	"drivergen/examples/internal/console"
)

// shownLines is how many lines of a text are shown.
const shownLines = 40

// Secured tells of a TLS connection in one line.
func Secured(state tls.ConnectionState) string {
	return fmt.Sprintf("by %s, %s; the certificate is one of %s", tls.VersionName(state.Version),
		tls.CipherSuiteName(state.CipherSuite), console.Printable(state.PeerCertificates[0].Subject.String()))
}

// print prints an answer. Its error is that of an answer which tells of a failure.
func (a *answer) print(out io.Writer) error {
	fmt.Fprintf(out, "\n%s %s\n", a.response.Proto, console.Printable(a.response.Status))
	for _, name := range slices.Sorted(maps.Keys(a.response.Header)) {
		for _, value := range a.response.Header[name] {
			fmt.Fprintln(out, console.Printable(name+": "+value))
		}
	}
	if a.body.Len() > 0 {
		fmt.Fprintln(out)
		printText(out, &a.body, a.more)
	}
	if a.response.StatusCode >= 400 {
		return fmt.Errorf("the server answered %s", console.Printable(a.response.Status))
	}
	return nil
}

// printText prints the first lines of a text, and how many bytes follow them, with more that the text does not hold.
func printText(out io.Writer, text io.Reader, more int64) {
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, kept+1)
	for range shownLines {
		if !lines.Scan() {
			return
		}
		fmt.Fprintln(out, console.Printable(lines.Text()))
	}
	for lines.Scan() {
		more += int64(len(lines.Bytes())) + 1
	}
	if more > 0 {
		fmt.Fprintf(out, "… and %d bytes more\n", more)
	}
}
