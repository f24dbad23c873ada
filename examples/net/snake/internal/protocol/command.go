package protocol

import (
	"fmt"
	"strconv"
	"strings"

	"drivergen/examples/net/snake/internal/game"
)

// A Command is a line of a player: one of Join, Back, Turn, Seen, Quit.
type Command interface {
	// String returns the line without its end.
	String() string
}

// Join asks for a snake.
type Join struct {
	Name string
	Wait bool // each tick waits for this player's Seen
}

// Back asks for the snake of a connection that was lost.
type Back struct{ Token string }

// Turn turns the snake.
type Turn struct{ To game.Direction }

// Seen tells that the frame of a tick has arrived, and may turn the snake.
type Seen struct {
	Tick  int
	Turns bool
	To    game.Direction // where Turns
}

// Quit leaves the game.
type Quit struct{}

func (c Join) String() string {
	if c.Wait {
		return "join " + c.Name + " wait"
	}
	return "join " + c.Name
}

func (c Back) String() string { return "back " + c.Token }
func (c Turn) String() string { return "turn " + c.To.String() }
func (Quit) String() string   { return "quit" }

func (c Seen) String() string {
	if c.Turns {
		return fmt.Sprintf("seen %d %v", c.Tick, c.To)
	}
	return fmt.Sprintf("seen %d", c.Tick)
}

// ParseCommand reads what String writes. A space more, and a CR at the end, do no harm.
func ParseCommand(line string) (Command, error) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return nil, fmt.Errorf("an empty line: want join, back, turn, seen or quit")
	}
	name, args := words[0], words[1:]
	switch {
	case name == "join" && (len(args) == 1 || len(args) == 2 && args[1] == "wait"):
		return Join{Name: args[0], Wait: len(args) == 2}, CheckName(args[0])
	case name == "back" && len(args) == 1:
		return Back{Token: args[0]}, nil
	case name == "turn" && len(args) == 1:
		to, err := game.ParseDirection(args[0])
		return Turn{To: to}, err
	case name == "seen" && (len(args) == 1 || len(args) == 2):
		return parseSeen(args)
	case name == "quit" && len(args) == 0:
		return Quit{}, nil
	}
	return nil, fmt.Errorf("%q: want join NAME [wait], back TOKEN, turn DIRECTION, seen TICK [DIRECTION] or quit", line)
}

func parseSeen(args []string) (Command, error) {
	tick, err := strconv.Atoi(args[0])
	if err != nil || tick < 0 {
		return nil, fmt.Errorf("%q is no tick", args[0])
	}
	c := Seen{Tick: tick, Turns: len(args) == 2}
	if c.Turns {
		c.To, err = game.ParseDirection(args[1])
	}
	return c, err
}
