package serving_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/serving"
	"drivergen/examples/net/internal/servingtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// program serves with a server of a test.
func program(s *serving.Server) board.Program {
	return board.Program{
		Name: "tryout", Does: "Tries to serve.", Flags: func(fs *flag.FlagSet) { s.Flags(fs, 1234) },
		Check: s.Check, Serves: s.Endless, Run: s.Run,
	}
}

// greet says good morning to everybody.
func greet(ctx context.Context, _ *board.Board, l net.Listener) error {
	for {
		conn, err := l.Accept()
		if errors.Is(err, net.ErrClosed) || ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		io.WriteString(conn, "good morning")
		conn.Close()
	}
}

// visit reads what the server says.
func visit(ctx context.Context, b *board.Board, dial serving.Dial) error {
	conn, err := dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	text, err := io.ReadAll(conn)
	b.Step("heard", "%s", text)
	return err
}

func TestClientBeside(t *testing.T) {
	r := boardtest.Run(t, program(&serving.Server{Serve: greet, Beside: visit}), "--listen", "99")
	boardtest.Done(t, r, boardtest.Online+"listens  at port 99 of the module\nheard    good morning\n")
}

// A server that fails ends the client, and its error is the program's where the client has none of its own.
func TestErrors(t *testing.T) {
	fails := func(context.Context, *board.Board, net.Listener) error { return errors.New("the lamp is broken") }
	waits := func(ctx context.Context, _ *board.Board, _ serving.Dial) error { <-ctx.Done(); return nil }
	ends := func(ctx context.Context, _ *board.Board, _ serving.Dial) error { <-ctx.Done(); return ctx.Err() }
	for _, beside := range []func(context.Context, *board.Board, serving.Dial) error{waits, ends} {
		boardtest.Fails(t, boardtest.Run(t, program(&serving.Server{Serve: fails, Beside: beside})), board.Failed, "tryout: the lamp is broken")
	}
	boardtest.Fails(t, boardtest.Run(t, program(&serving.Server{Serve: fails}), "--stay"), board.Failed, "tryout: the lamp is broken")
	lost := func(context.Context, *board.Board, serving.Dial) error { return errors.New("no way there") }
	boardtest.Fails(t, boardtest.Run(t, program(&serving.Server{Serve: greet, Beside: lost})), board.Failed, "tryout: no way there")
	// A server that is done leaves the client to itself.
	done := func(context.Context, *board.Board, net.Listener) error { return nil }
	says := func(ctx context.Context, b *board.Board, _ serving.Dial) error {
		b.Step("said", "%v", ctx.Err())
		return nil
	}
	boardtest.Done(t, boardtest.Run(t, program(&serving.Server{Serve: done, Beside: says})), boardtest.Online+"listens  at port 1234 of the module\nsaid     <nil>\n")
}

// After each restart of the module it listens again.
func TestListensAgain(t *testing.T) {
	s := &serving.Server{Scheme: "http"}
	restart := make(chan struct{}, 1)
	s.Serve = func(ctx context.Context, b *board.Board, l net.Listener) error {
		go func() {
			for range restart {
				b.WiFi.Reset(ctx)
			}
		}()
		defer close(restart)
		return greet(ctx, b, l)
	}
	s.Beside = func(ctx context.Context, b *board.Board, dial serving.Dial) error {
		for n := range 3 {
			if n > 0 {
				restart <- struct{}{}
			}
			err := serving.Again(ctx, func(ctx context.Context) error {
				conn, err := dial(ctx)
				if err != nil {
					return err
				}
				defer conn.Close()
				if text, err := io.ReadAll(conn); err != nil || string(text) != "good morning" {
					return errors.New("nobody greets")
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	r := boardtest.Run(t, program(s))
	if r.Code != board.Done || strings.Count(r.Out, "\nagain    listening, after: ") == 0 {
		t.Errorf("exit %d, standard error:\n%s\nprinted:\n%s", r.Code, r.Log, r.Out)
	}
}

func TestStay(t *testing.T) {
	r := servingtest.Start(t, program(&serving.Server{Scheme: "http", Serve: greet}), "--stay")
	address := r.Find(`listens  at http://(127\.0\.0\.1:\d+)/ \(http://10\.0\.0\.2:1234/ of the emulated module\) until Control-C`)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if text, err := io.ReadAll(conn); err != nil || string(text) != "good morning" {
		t.Errorf("%q, %v", text, err)
	}
	if code := r.End(); code != board.Done {
		t.Errorf("exit %d", code)
	}
}

func TestAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, n := time.Now(), 0
		err := serving.Again(t.Context(), func(context.Context) error {
			if n++; n < 4 {
				return io.EOF
			}
			return nil
		})
		if err != nil || n != 4 || time.Since(start) != 350*time.Millisecond {
			t.Errorf("%d times in %v: %v", n, time.Since(start), err)
		}
		n = 0
		err = serving.Again(t.Context(), func(context.Context) error { n++; return io.EOF })
		if err != io.EOF || n != 8 {
			t.Errorf("%d times: %v", n, err)
		}
		n = 0
		final := errors.New("final")
		err = serving.AgainIf(t.Context(), func(err error) bool { return err != final }, func(context.Context) error {
			if n++; n == 2 {
				return final
			}
			return io.EOF
		})
		if err != final || n != 2 {
			t.Errorf("%d times: %v", n, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := serving.Again(ctx, func(context.Context) error { return io.EOF }); err != io.EOF || ctx.Err() == nil {
			t.Error(err)
		}
	})
}
