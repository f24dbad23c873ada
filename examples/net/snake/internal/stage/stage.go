// Package stage is where a user plays snake: a terminal that shows the game and whose keys are turns.
package stage

import (
	"context"
	"os"
	"sync"
	"time"

	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/screen"
)

// A Stage is a terminal that was taken over.
type Stage struct {
	terminal *screen.Terminal
	turns    chan game.Direction
	left     chan struct{}
	leave    sync.Once
	cancel   context.CancelFunc
	release  context.CancelFunc
}

// farewell is how long leaving a game may take before it is left without a word.
const farewell = 2 * time.Second

// Open takes the process's terminal over. Cancel is called where the context ends, where the terminal goes away, and when the game
// was to be left and that took long; after it Close gives the terminal back.
func Open(ctx context.Context, cancel context.CancelFunc) (*Stage, error) {
	hangup, release := screen.UntilHangup(ctx) // before the terminal is another than it was
	terminal, err := screen.Open(os.Stdin, os.Stdout)
	if err != nil {
		release()
		return nil, err
	}
	s := &Stage{terminal: terminal, turns: make(chan game.Direction, 8), left: make(chan struct{}), cancel: cancel, release: release}
	context.AfterFunc(hangup, cancel)
	go screen.Keys(os.Stdin, s.press) // ends with the process: nothing else wakes a read of a terminal
	return s, nil
}

// press does what a key says. Turns that nobody takes are dropped: they are more than a game takes, or this is a demonstration.
func (s *Stage) press(key screen.Key) {
	if key.Quit {
		s.leave.Do(func() {
			close(s.left)
			time.AfterFunc(farewell, s.cancel)
		})
		return
	}
	select {
	case s.turns <- key.Turn:
	default:
	}
}

// Turns are the user's turns.
func (s *Stage) Turns() <-chan game.Direction { return s.turns }

// Left is closed when the user quits.
func (s *Stage) Left() <-chan struct{} { return s.left }

// HasLeft reports whether the user has quit.
func (s *Stage) HasLeft() bool {
	select {
	case <-s.left:
		return true
	default:
		return false
	}
}

// Show draws a game for a player, or for nobody where you is 0.
func (s *Stage) Show(state game.State, you int) {
	view := screen.View{You: you, Colour: screen.Colours(), Help: "arrows or W A S D turn · q quits"}
	if you == 0 {
		view.Help = "a demonstration · q quits"
	}
	if s.terminal.Show(view, state) != nil {
		s.cancel() // the terminal is gone
	}
}

// Close gives the terminal back. A second one does nothing.
func (s *Stage) Close() error {
	defer s.release()
	return s.terminal.Close()
}
