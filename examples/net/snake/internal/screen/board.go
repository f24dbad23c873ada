// Package screen shows a game of snake: as text for a file, or in a terminal.
package screen

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/protocol"
)

// A View is how a game is shown.
type View struct {
	You    int    // the player's number, who is pointed out; 0: nobody
	Colour bool   // with the escape sequences of a terminal that has 256 colours (ECMA-48, xterm)
	Help   string // a line below the board
}

// panel is the width of the list of players beside the board, in columns.
const panel = 2 + 2 + 1 + protocol.MaxName + len("  score  best")

// Size returns how many columns and rows the picture of a board takes.
func Size(s game.State) (columns, rows int) { return 2*s.Width + 2 + panel, s.Height + 3 }

// Draw returns the lines of a picture.
func (v View) Draw(s game.State) []string {
	cells := v.cells(s)
	title := fmt.Sprintf(" snake · tick %d ", s.Tick)
	lines := []string{v.paint(frameColour, "╭─") + v.paint(titleColour, title) +
		v.paint(frameColour, strings.Repeat("─", max(2*s.Width-1-utf8.RuneCountInString(title), 0))+"╮")}
	side := v.side(s)
	for y := range s.Height {
		line := v.paint(frameColour, "│") + strings.Join(cells[y], "") + v.paint(frameColour, "│")
		if y < len(side) && side[y] != "" {
			line += "  " + side[y]
		}
		lines = append(lines, line)
	}
	lines = append(lines, v.paint(frameColour, "╰"+strings.Repeat("─", 2*s.Width)+"╯"))
	if v.Help != "" {
		lines = append(lines, v.paint(frameColour, " "+v.Help))
	}
	return lines
}

// cells draws the board's cells, two columns each.
func (v View) cells(s game.State) [][]string {
	rows := make([][]string, s.Height)
	for y := range rows {
		rows[y] = make([]string, s.Width)
		for x := range rows[y] {
			rows[y][x] = "  "
		}
	}
	for _, at := range s.Food {
		rows[at.Y][at.X] = v.food()
	}
	for _, snake := range s.Snakes {
		for i := len(snake.Body) - 1; i >= 0; i-- {
			at := snake.Body[i]
			rows[at.Y][at.X] = v.segment(snake, i == 0)
		}
	}
	return rows
}

func (v View) food() string {
	if v.Colour {
		return v.paint(foodColour, "▐▌")
	}
	return "()"
}

// segment draws a cell of a snake. A head looks where it goes.
func (v View) segment(snake game.Snake, head bool) string {
	colour := colourOf(snake.ID)
	switch {
	case v.Colour && head:
		return v.paint(fmt.Sprintf("1;38;5;16;48;5;%d", colour.head), eyes[snake.Heading%4])
	case v.Colour:
		return v.paint(fmt.Sprintf("38;5;%d", colour.body), "██")
	case head:
		return strings.ToUpper(letter(snake.ID)) + arrows[snake.Heading%4]
	}
	return letter(snake.ID) + letter(snake.ID)
}

var (
	eyes   = [4]string{"''", " :", "..", ": "}
	arrows = [4]string{"^", ">", "v", "<"}
)

// letter is what a snake is drawn with where there are no colours.
func letter(id int) string { return string(rune('a' + (id-1)%26)) }

// side lists the players.
func (v View) side(s game.State) []string {
	side := []string{"", v.paint(titleColour, fmt.Sprintf("   %-*s  score  best", protocol.MaxName, "player"))}
	for _, snake := range s.Snakes {
		mark := letter(snake.ID) + letter(snake.ID)
		if v.Colour {
			mark = v.paint(fmt.Sprintf("38;5;%d", colourOf(snake.ID).body), "██")
		}
		name := fmt.Sprintf("%-*s  %5d %5d", protocol.MaxName, snake.Name, snake.Score, snake.Best)
		switch {
		case len(snake.Body) == 0:
			name = v.paint(frameColour, name+" ✝")
		case snake.ID == v.You:
			name = v.paint(titleColour, name+" ◂")
		}
		side = append(side, mark+" "+name)
	}
	return side
}
