// Package protocol is what a server of snake and its players say to each other over a stream: lines of text that end
// in LF, so that a game can be looked at, and played, with nc.
//
// The server greets, and the player joins or, after a connection that was lost, comes back:
//
//	< snake 1
//	> join lisa                 or: join lisa wait      or: back 5f1c09aa
//	< you 2 5f1c09aa
//
// 2 is the player's number, 5f1c09aa what brings the player back to the same snake on a new connection. Then the server
// sends a frame each tick; one that the line has no room for is left out.
//
//	< frame 118 40 20           tick, width, height
//	< food 3,4 31,17
//	< snake 1 5 9 right bart 12,7 l8u3
//	< snake 2 0 4 up lisa -
//	< end
//
// A snake's line has its number, its score, its best score, where it heads, its name, its head, and the way from there along
// its body: 8 cells to the left, 3 up. A snake that is off the board has - instead. A player turns at any time:
//
//	> turn up                   or down, left, right
//
// The game waits for a player who joined with wait until that player has seen the frame, and may turn with that:
//
//	> seen 118
//	> seen 119 left
//
// The server says over when the game is over; a player who joined with wait answers quit, and may come back for the word where it
// was lost with the connection. An error with its reason ends the connection. A player leaves with quit, or closes.
package protocol

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Greeting is the first line of a server: the protocol's name and version.
const Greeting = "snake 1"

// MaxCommand is how long a line of a player may be, in bytes.
const MaxCommand = 128

// MaxName is how long a name may be, in characters.
const MaxName = 12

// CheckName tells what is wrong with a player's name.
func CheckName(name string) error {
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return errors.New("a player needs a name")
	case n > MaxName:
		return fmt.Errorf("the name %q has %d characters: want %d at the most", name, n, MaxName)
	}
	for _, r := range name {
		if r == utf8.RuneError || r == ' ' || !unicode.IsPrint(r) || unicode.Is(unicode.Mn, r) {
			return fmt.Errorf("the name %q: want letters, digits and signs, and no space", name)
		}
	}
	return nil
}
