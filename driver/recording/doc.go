// Package recording keeps what a device was asked and what it answered, in a file that people and
// programs can read: JSON Lines, one call or event a line. A Tracer writes it, given to the generated
// tracing wrapper; a Reader reads it; package replay makes a device of it again.
//
//	file, err := os.Create("run.jsonl")
//	rec := recording.New(file, recording.Payload(1460))
//	dev = netdevtrace.Wrap(dev, rec)
//	…
//	err = rec.Close() // the first failure to write, if there was one
//
// What a description calls sensitive is never in a recording; payloads are only where they were asked for.
// docs/recording.md tells each member of a line.
package recording

// Format and Version begin every recording. A reader ignores members that it does not know; a
// change that it cannot ignore raises the version.
const (
	Format  = "drivergen"
	Version = 1
)
