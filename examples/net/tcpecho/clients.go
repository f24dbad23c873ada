package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
)

// clients are those that run beside the emulated module.
type clients struct{ number, bytes int }

const (
	maxLinks = 5    // of a module
	maxPiece = 3000 // more than a module takes at once
	patience = 10 * time.Second
)

func (c *clients) check() error {
	if c.number < 1 || c.number > maxLinks {
		return fmt.Errorf("--clients %d: want from 1 to %d, the links of a module", c.number, maxLinks)
	}
	if c.bytes < 1 || c.bytes > 1<<20 {
		return fmt.Errorf("--bytes %d: want from 1 to %d", c.bytes, 1<<20)
	}
	return nil
}

// run runs them all at once, and tells how each of them fared.
func (c *clients) run(ctx context.Context, b *board.Board, dial serving.Dial) error {
	tries, errs := make([]int, c.number), make([]error, c.number)
	var running sync.WaitGroup
	for i := range c.number {
		running.Go(func() { tries[i], errs[i] = converse(ctx, dial, uint64(i), c.bytes) })
	}
	running.Wait()
	for i, err := range errs {
		if err != nil {
			return fmt.Errorf("client %d: %w", i+1, err)
		}
		connections := ""
		if tries[i] > 1 {
			connections = fmt.Sprintf(", over %d connections", tries[i])
		}
		b.Step("client", "%d: %s came back unchanged%s", i+1, console.Counted(c.bytes, "byte"), connections)
	}
	return nil
}

// converse sends bytes in pieces of several sizes, each once the one before has come back, and tells how many connections
// that took.
func converse(ctx context.Context, dial serving.Dial, seed uint64, total int) (connections int, err error) {
	random := rand.New(rand.NewPCG(seed, 7))
	var conn net.Conn
	defer func() {
		if conn != nil {
			conn.Close()
		}
	}()
	for sent := 0; sent < total; {
		piece := make([]byte, min(1+random.IntN(maxPiece), total-sent))
		for i := range piece {
			piece[i] = byte(random.Uint32())
		}
		err := serving.AgainIf(ctx, func(err error) bool { return err != errEcho }, func(ctx context.Context) (err error) {
			if conn == nil {
				if conn, err = dial(ctx); err != nil {
					conn = nil
					return err
				}
				connections++
			}
			if err = exchange(ctx, conn, piece); err != nil {
				conn.Close()
				conn = nil
			}
			return err
		})
		if err != nil {
			return connections, err
		}
		sent += len(piece)
	}
	return connections, nil
}

// errEcho is the error of what is not to be tried again: data that changed on its way.
var errEcho = errors.New("what came back is not what was sent")

// exchange sends a piece and compares what comes back.
func exchange(ctx context.Context, conn net.Conn, piece []byte) error {
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := conn.Write(piece); err != nil {
		return err
	}
	back := make([]byte, len(piece))
	if _, err := io.ReadFull(conn, back); err != nil {
		return err
	}
	if !bytes.Equal(back, piece) {
		return errEcho
	}
	return nil
}
