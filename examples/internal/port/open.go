package port

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"drivergen/transports"
	"drivergen/transports/record"
)

// RecordUsage is the help of the flag --record, which every example with a port has.
const RecordUsage = "keep the UART's bytes with their times in `FILE`; passwords are in it, too"

// A RecordError is what failed where it was the recording, and not the port.
type RecordError struct{ Err error }

func (e *RecordError) Error() string { return "--record: " + e.Err.Error() }
func (e *RecordError) Unwrap() error { return e.Err }

// Open opens the port at an address. With the name of a file all that goes through the port is kept there, as package
// record does, until the port is closed. The file can be read by its owner alone: it holds what was sent, passwords
// included. Close fails where the recording is not whole. What fails of it alone is a *RecordError.
func Open(ctx context.Context, address, file string) (io.ReadWriteCloser, error) {
	if file == "" {
		return transports.Open(ctx, address)
	}
	if plays(address, file) {
		return nil, &RecordError{fmt.Errorf("%s is the recording that is played: give another file", file)}
	}
	line, err := transports.Open(ctx, address)
	if err != nil {
		return nil, err // an earlier recording stays
	}
	out, err := create(file)
	if err != nil {
		return nil, errors.Join(&RecordError{err}, line.Close())
	}
	port, err := record.New(named{pass{line}, address}, out)
	if err != nil {
		return nil, errors.Join(&RecordError{err}, line.Close(), out.Close())
	}
	return &recorded{Port: port, line: line, file: out}, nil
}

// plays reports whether an address is the playback of a file.
func plays(address, file string) bool {
	a, err := transports.ParseAddress(address)
	if err != nil || a.Scheme != "playback" {
		return false
	}
	played, err := os.Stat(a.Target)
	if err != nil {
		return false
	}
	kept, err := os.Stat(file)
	return err == nil && os.SameFile(played, kept)
}

// create makes a file empty that its owner alone can read, also where it was there before.
func create(file string) (*os.File, error) {
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := out.Stat(); err == nil && info.Mode().IsRegular() {
		if err := out.Chmod(0o600); err != nil {
			return nil, errors.Join(err, out.Close())
		}
	}
	return out, nil
}

// recorded is a port that is being recorded in a file.
type recorded struct {
	*record.Port
	line io.ReadWriteCloser // the port below
	file *os.File
}

// Close closes the port and completes the file.
func (r *recorded) Close() error {
	err := r.Port.Close()
	if fileErr := r.file.Close(); fileErr != nil && !errors.Is(fileErr, os.ErrClosed) {
		err = errors.Join(err, &RecordError{fileErr})
	}
	return err
}
