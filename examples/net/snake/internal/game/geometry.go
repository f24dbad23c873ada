package game

import "fmt"

// A Point is a cell of the board: X counts from the left, Y from the top, both from 0.
type Point struct{ X, Y int }

// Add returns the cell one step away.
func (p Point) Add(d Direction) Point {
	s := steps[d%4]
	return Point{p.X + s.X, p.Y + s.Y}
}

// A Direction is where a snake goes.
type Direction uint8

// The directions, clockwise.
const (
	Up Direction = iota
	Right
	Down
	Left
)

var (
	steps = [4]Point{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}
	words = [4]string{"up", "right", "down", "left"}
)

// Opposite returns the direction back.
func (d Direction) Opposite() Direction { return (d + 2) % 4 }

// String returns up, right, down or left.
func (d Direction) String() string { return words[d%4] }

// ParseDirection reads what String writes.
func ParseDirection(word string) (Direction, error) {
	for i, w := range words {
		if w == word {
			return Direction(i), nil
		}
	}
	return 0, fmt.Errorf("%q is no direction: want up, right, down or left", word)
}
