package protocol

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"drivergen/examples/net/snake/internal/game"
)

// AppendFrame appends the lines of a frame.
func AppendFrame(b []byte, s game.State) []byte {
	b = fmt.Appendf(b, "frame %d %d %d\nfood", s.Tick, s.Width, s.Height)
	for _, f := range s.Food {
		b = fmt.Appendf(b, " %d,%d", f.X, f.Y)
	}
	b = append(b, '\n')
	for _, snake := range s.Snakes {
		b = fmt.Appendf(b, "snake %d %d %d %v %s ", snake.ID, snake.Score, snake.Best, snake.Heading, snake.Name)
		b = append(appendBody(b, snake.Body), '\n')
	}
	return append(b, "end\n"...)
}

// steps are the letters of the directions.
const steps = "urdl"

// appendBody appends a head and the way from there to the tail.
func appendBody(b []byte, body []game.Point) []byte {
	if len(body) == 0 {
		return append(b, '-')
	}
	b = fmt.Appendf(b, "%d,%d ", body[0].X, body[0].Y)
	for i := 1; i < len(body); {
		d, n := stepBetween(body[i-1], body[i]), 1
		for i += 1; i < len(body) && stepBetween(body[i-1], body[i]) == d; i++ {
			n++
		}
		b = append(b, steps[d])
		if n > 1 {
			b = strconv.AppendInt(b, int64(n), 10)
		}
	}
	return b
}

func stepBetween(a, b game.Point) game.Direction {
	for d := game.Up; d < game.Left; d++ {
		if a.Add(d) == b {
			return d
		}
	}
	return game.Left
}

// parseFrame begins a frame with its first line's words.
func parseFrame(words []string) (s game.State, err error) {
	var n [3]int
	if len(words) != len(n) {
		return s, fmt.Errorf("%d words: want a tick, a width and a height", len(words))
	}
	for i, word := range words {
		if n[i], err = strconv.Atoi(word); err != nil || n[i] < 0 {
			return s, fmt.Errorf("%q is no number", word)
		}
	}
	s = game.State{Tick: n[0], Width: n[1], Height: n[2]}
	if s.Width > game.MaxWidth || s.Height > game.MaxHeight {
		return s, fmt.Errorf("a board of %d by %d cells is too large", s.Width, s.Height)
	}
	return s, nil
}

// parseLine adds a line of food or a snake to a frame.
func parseLine(s *game.State, line string) error {
	words := strings.Fields(line)
	if len(words) == 0 {
		return fmt.Errorf("an empty line")
	}
	switch words[0] {
	case "food":
		for _, word := range words[1:] {
			at, err := parsePoint(s, word)
			if err != nil {
				return err
			}
			s.Food = append(s.Food, at)
		}
		if len(s.Food) > s.Width*s.Height {
			return fmt.Errorf("more food than cells")
		}
		return nil
	case "snake":
		snake, err := parseSnake(s, words[1:])
		if err == nil && slices.ContainsFunc(s.Snakes, func(other game.Snake) bool { return other.ID == snake.ID }) {
			err = fmt.Errorf("snake %d is there twice", snake.ID)
		}
		if len(s.Snakes) == game.MaxPlayers {
			err = fmt.Errorf("more than %d snakes", game.MaxPlayers)
		}
		s.Snakes = append(s.Snakes, snake)
		return err
	}
	return fmt.Errorf("%q: want food, snake or end", words[0])
}

func parseSnake(s *game.State, words []string) (snake game.Snake, err error) {
	if len(words) < 6 || len(words) > 7 {
		return snake, fmt.Errorf("%d words: want a snake's number, scores, heading, name and body", len(words))
	}
	for i, to := range []*int{&snake.ID, &snake.Score, &snake.Best} {
		if *to, err = strconv.Atoi(words[i]); err != nil || *to < 0 {
			return snake, fmt.Errorf("%q is no number", words[i])
		}
	}
	if snake.Heading, err = game.ParseDirection(words[3]); err != nil {
		return snake, err
	}
	if snake.Name = words[4]; CheckName(snake.Name) != nil {
		return snake, CheckName(snake.Name)
	}
	if words[5] == "-" && len(words) == 6 {
		return snake, nil
	}
	head, err := parsePoint(s, words[5])
	if err != nil {
		return snake, err
	}
	snake.Body = []game.Point{head}
	if len(words) == 7 {
		snake.Body, err = parseWay(s, head, words[6])
	}
	return snake, err
}

// parseWay reads a body after its head.
func parseWay(s *game.State, head game.Point, way string) ([]game.Point, error) {
	body := []game.Point{head}
	for way != "" {
		d := strings.IndexByte(steps, way[0])
		if d < 0 {
			return nil, fmt.Errorf("%q is no step of a body", way)
		}
		digits := len(way) - len(strings.TrimLeft(way[1:], "0123456789")) - 1
		n := 1
		if digits > 0 {
			var err error
			if n, err = strconv.Atoi(way[1 : 1+digits]); err != nil || n < 1 || n > game.MaxWidth {
				return nil, fmt.Errorf("%q is no number of steps", way[1:1+digits])
			}
		}
		way = way[1+digits:]
		for range n {
			at := body[len(body)-1].Add(game.Direction(d))
			if !inside(s, at) || len(body) == s.Width*s.Height {
				return nil, fmt.Errorf("a body that leaves the board at %d,%d", at.X, at.Y)
			}
			body = append(body, at)
		}
	}
	return body, nil
}

func parsePoint(s *game.State, word string) (at game.Point, err error) {
	x, y, ok := strings.Cut(word, ",")
	if at.X, err = strconv.Atoi(x); !ok || err != nil {
		return at, fmt.Errorf("%q is no cell: want X,Y", word)
	}
	if at.Y, err = strconv.Atoi(y); err != nil {
		return at, fmt.Errorf("%q is no cell: want X,Y", word)
	}
	if !inside(s, at) {
		return at, fmt.Errorf("the cell %s is not on a board of %d by %d", word, s.Width, s.Height)
	}
	return at, nil
}

func inside(s *game.State, at game.Point) bool {
	return at.X >= 0 && at.X < s.Width && at.Y >= 0 && at.Y < s.Height
}
