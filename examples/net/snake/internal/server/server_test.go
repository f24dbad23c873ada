package server_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/examples/net/snake/internal/client"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/pilot"
	"drivergen/examples/net/snake/internal/server"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// team has pilots play to the end, who join in the order of their names, and returns the last board of each.
func team(t *testing.T, dial func(context.Context) (net.Conn, error), wait bool, names ...string) []game.State {
	t.Helper()
	boards := make([]game.State, len(names))
	var playing sync.WaitGroup
	for i, name := range names {
		joined := make(chan int, 1)
		playing.Go(func() {
			var err error
			boards[i], _, err = client.Play(t.Context(), client.Config{
				Dial: dial, Name: name, Wait: wait, Steer: pilot.Steer, Joined: func(id int) { joined <- id },
			})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				close(joined)
			}
		})
		if id := <-joined; id != i+1 {
			t.Errorf("%s has number %d", name, id)
		}
	}
	playing.Wait()
	return boards
}

var names = []string{"asp", "boa", "cobra"}

// Players who are waited for play the same game each time, and all see its end.
func TestPlayersWhoAreWaitedFor(t *testing.T) {
	var games []game.State
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			l, end := serve(t, server.Config{Ticks: 150, Players: len(names)})
			boards := team(t, l.dial, true, names...)
			if log, err := end(); err != nil || !strings.HasPrefix(log, "asp plays\nboa plays\ncobra plays\n") || strings.Count(log, " leaves") != 3 {
				t.Errorf("%v, logged\n%s", err, log)
			}
			for _, b := range boards {
				if diff := cmp.Diff(boards[0], b); diff != "" {
					t.Errorf("two players see two last boards\n%s", diff)
				}
			}
			if time.Since(start) != 0 {
				t.Errorf("it took %v", time.Since(start))
			}
			games = append(games, boards[0])
		})
	}
	if games[0].Tick != 150 || len(games[0].Snakes) != 3 {
		t.Errorf("the last board is %+v", games[0])
	}
	if diff := cmp.Diff(games[0], games[1]); diff != "" {
		t.Errorf("the second game is another\n%s", diff)
	}
}

// With a tick the game goes on by itself.
func TestTick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		l, end := serve(t, server.Config{Tick: 100 * time.Millisecond, Ticks: 20})
		boards := team(t, l.dial, false, "asp")
		if took := time.Since(start); boards[0].Tick != 20 || took != 2*time.Second {
			t.Errorf("%d ticks took %v", boards[0].Tick, took)
		}
		if _, err := end(); err != nil {
			t.Error(err)
		}
	})
}

// flaky is a connection that breaks after some bytes.
type flaky struct {
	net.Conn
	left int
}

func (f *flaky) Read(b []byte) (int, error) {
	if f.left <= 0 {
		f.Conn.Close()
		return 0, io.ErrUnexpectedEOF
	}
	n, err := f.Conn.Read(b[:min(len(b), f.left)])
	f.left -= n
	return n, err
}

// Connections that break, again and again, change nothing of the game.
func TestComingBack(t *testing.T) {
	play := func(t *testing.T, bytes int) (board game.State, dials int) {
		var log string
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			l, end := serve(t, server.Config{Ticks: 60, Players: len(names)})
			boards := team(t, func(ctx context.Context) (net.Conn, error) {
				mu.Lock()
				defer mu.Unlock()
				dials++
				c, err := l.dial(ctx)
				return &flaky{c, bytes}, err
			}, true, names...)
			board = boards[0]
			log, _ = end()
		})
		if came := strings.Count(log, " is back"); came != dials-len(names) {
			t.Errorf("%d connections, and %d came back:\n%s", dials, came, log)
		}
		return board, dials
	}
	whole, _ := play(t, 1<<30)
	broken, dials := play(t, 1500)
	if dials < 10 {
		t.Errorf("%d connections: nothing broke", dials)
	}
	if diff := cmp.Diff(whole, broken); diff != "" {
		t.Error(diff)
	}
}

type brokenListener struct{ *pipes }

func (brokenListener) Accept() (net.Conn, error) { return nil, errors.New("the module restarted") }

func TestListenerFails(t *testing.T) {
	s, err := server.New(server.Config{Game: game.Config{Width: 30, Height: 16, Food: 3}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(t.Context(), brokenListener{newPipes()}); err == nil || err.Error() != "listening for players: the module restarted" {
		t.Error(err)
	}
	if _, err := server.New(server.Config{}); err == nil {
		t.Error("a game with no board began")
	}
	if _, err := server.New(server.Config{Tick: -1}); err == nil {
		t.Error("a game with a negative tick began")
	}
}
