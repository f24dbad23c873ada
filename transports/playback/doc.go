// Package playback plays a recorded port back: a recording of package record stands in for the device, in a test or
// wherever an address is written (playback:FILE).
//
//	port := playback.Start(t, "testdata/module.jsonl")
//	dev, err := esp8266.Open(ctx, port)
//
// What the host wrote when the recording was made it has to write again, in the same order; how it cuts that into
// calls of Write does not matter. A byte that differs ends the playback: this and every later call of Read and Write fails
// with an error that wraps [ErrDeparted] and tells where in the recording it is, what was expected, and what came.
//
// What the device said is read when all that the host had written before it has been written again, and with [Timing]
// as long after it as then. Without [Timing] it is there at once. Timing follows the clock of a testing/synctest bubble.
//
// At the end of the recording the device is silent, as a device is that has nothing to say; where the recorded port
// failed the port fails with the same words, and errors.Is(err, io.EOF) holds. SetBaud, SetRTSCTS and ResetInput succeed
// where they did in the recording, and elsewhere fail with driver.EOPNOTSUPP, as on a port that lacks them.
//
// # Scripts
//
// A file that does not begin with { is a script: a dialogue written by hand or taken from a log, whose lines are
//
//	# a comment
//	> "what the host writes"
//	< "what the device says"
//	~ 50ms
//
// with Go's quoted strings. A line with ~ lets time pass, which counts with [Timing].
package playback
