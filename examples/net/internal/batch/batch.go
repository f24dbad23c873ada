// Package batch is what tcpclient and socket share: many short lines that are sent quickly to a server that counts them. The
// two differ in how they talk to the device.
package batch

import (
	"context"
	"flag"
	"fmt"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/rounds"
)

// maxWrites bounds --writes: a gigabyte.
const maxWrites = 10_000_000

// A Batch is what is sent, and to whom.
type Batch struct {
	Server peer.Address
	Times  rounds.Rounds
	writes int
}

// Flags adds the flags --server, --writes, --count and --interval.
func (a *Batch) Flags(fs *flag.FlagSet) {
	a.Server.Flags(fs, "a server that takes what it is sent, such as nc -lk 8080")
	fs.IntVar(&a.writes, "writes", 1000, "`NUMBER` of lines of 100 bytes to send, each with a write of its own")
	a.Times.Flags(fs, 500*time.Millisecond)
}

// Check looks for mistakes of usage.
func (a *Batch) Check(emulated bool) error {
	if a.writes < 1 || a.writes > maxWrites {
		return fmt.Errorf("--writes %d: want 1 to %d", a.writes, maxWrites)
	}
	if err := a.Times.Check(); err != nil {
		return err
	}
	return a.Server.Check(emulated, "192.168.1.10:8080")
}

// Beside starts the server that counts, unless --server names another one. It is for Program.Beside.
func (a *Batch) Beside(_ context.Context, b *board.Board) (stop func() error, err error) {
	return a.Server.Beside(b, "counts what it is sent", Count)
}

// A Link is a connection to the server. Its calls end with their context.
type Link interface {
	Write(ctx context.Context, data []byte) error
	Read(ctx context.Context, buf []byte) (int, error)
	Close() error
}

// Dial connects to the server.
type Dial func(ctx context.Context, server string) (Link, error)

// Run sends the batch as often as the flags say.
func (a *Batch) Run(ctx context.Context, b *board.Board, dial Dial) error {
	return a.Times.Do(ctx, b, func(ctx context.Context) error {
		s := &sending{board: b, server: string(a.Server), dial: dial, writes: a.writes}
		defer s.hangUp()
		return s.run(ctx)
	})
}
