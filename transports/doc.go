// Package transports opens the ports over which bytes get to a device, by one
// syntax of address for the flags of all programs:
//
//	serial:/dev/ttyUSB0?baud=115200&rtscts=1
//	tcp:192.168.1.20:23
//	unix:/run/modem.sock
//	playback:recording.jsonl
//
// A program's main registers more schemes with [Register], such as one that
// starts an emulator, so that this package knows none of what lies above it.
//
// # Ports
//
// A [Port] is an [io.ReadWriteCloser] and all ports of this module keep the
// same rules:
//
//   - Read waits without a time-out until a byte arrives. Close releases it,
//     and a Write that waits; on some systems with the exceptions that package
//     serial names.
//   - After Close, Read and Write fail with an error for which
//     errors.Is(err, fs.ErrClosed) holds.
//   - When the other end is gone for good (peer closed, device unplugged) Read
//     fails with an error for which errors.Is(err, io.EOF) holds. Its text says
//     what happened. Only the pipe gives io.EOF itself; compare with errors.Is.
//   - One goroutine may read while another writes and a third closes.
//
// What else a port can do it tells by its optional interfaces: [BaudSetter],
// [FlowController], [InputResetter]. Decorators have all of these methods and
// answer with an error for which errors.Is(err, driver.EOPNOTSUPP) holds, and
// errors.ErrUnsupported too, where the port below lacks one, so treat that answer as a missing interface.
package transports
