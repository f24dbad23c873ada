package protocol

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"drivergen/examples/net/snake/internal/game"

	"github.com/google/go-cmp/cmp"
)

func TestCommands(t *testing.T) {
	for want, c := range map[string]Command{
		"join lisa": Join{Name: "lisa"}, "join lisa wait": Join{Name: "lisa", Wait: true}, "back 5f": Back{Token: "5f"},
		"turn up": Turn{To: game.Up}, "seen 0": Seen{}, "seen 118 left": Seen{Tick: 118, Turns: true, To: game.Left}, "quit": Quit{},
	} {
		if c.String() != want {
			t.Errorf("%#v is written %q, want %q", c, c, want)
		}
		if read, err := ParseCommand(want + " \r"); read != c || err != nil {
			t.Errorf("%q is read as %#v, %v", want, read, err)
		}
	}
}

func TestBadCommands(t *testing.T) {
	for line, want := range map[string]string{
		"":                   "an empty line",
		"hello":              `"hello": want join NAME [wait], back TOKEN`,
		"join":               "want join NAME",
		"join a b":           "want join NAME",
		"join thirteen-long": "13 characters: want 12 at the most",
		"join \x1b[2J":       "want letters, digits and signs",
		"turn":               "turn DIRECTION",
		"turn north":         `"north" is no direction`,
		"seen x":             `"x" is no tick`,
		"seen -1":            `"-1" is no tick`,
		"seen 1 back":        `"back" is no direction`,
		"quit now":           "or quit",
	} {
		if _, err := ParseCommand(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", line, err, want)
		}
	}
}

var sample = game.State{
	Width: 40, Height: 20, Tick: 118,
	Food: []game.Point{{X: 3, Y: 4}, {X: 31, Y: 17}},
	Snakes: []game.Snake{
		{ID: 1, Score: 5, Best: 9, Heading: game.Right, Name: "bart", Body: []game.Point{{X: 12, Y: 7}, {X: 11, Y: 7}, {X: 10, Y: 7}, {X: 10, Y: 6}}},
		{ID: 2, Best: 4, Name: "lisa"},
		{ID: 5, Heading: game.Down, Name: "Zoë", Body: []game.Point{{X: 0, Y: 19}}},
	},
}

const sampleText = `frame 118 40 20
food 3,4 31,17
snake 1 5 9 right bart 12,7 l2u
snake 2 0 4 up lisa -
snake 5 0 0 down Zoë 0,19` + " " + `
end
`

func TestMessages(t *testing.T) {
	text := string(AppendFrame(nil, sample))
	if diff := cmp.Diff(sampleText, text); diff != "" {
		t.Errorf("the frame (-want +got)\n%s", diff)
	}
	stream := Greeting + "\nyou 2 5f1c09aa\n" + text + "error too slow: 10s\nover\n"
	want := []Message{Hello{}, You{ID: 2, Token: "5f1c09aa"}, Frame{sample}, Refused{"too slow: 10s"}, Over{}}
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(stream), "byte by byte": iotest.OneByteReader(strings.NewReader(stream))} {
		var got []Message
		reader := NewReader(r)
		for {
			m, err := reader.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, m)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestBadMessages(t *testing.T) {
	tests := map[string]string{
		"HTTP/1.1 400 Bad Request\n":                              `no server of snake: it says "HTTP/1.1 400 Bad Request"`,
		"you\n":                                                   `it says "you"`,
		"you x 5f\n":                                              `it says "you x 5f"`,
		"frame 1 40\n":                                            "2 words: want a tick, a width and a height",
		"frame 1 40 x\n":                                          `"x" is no number`,
		"frame 1 4000 20\n":                                       "too large",
		"frame 1 40 20\n\n":                                       "an empty line",
		"frame 1 40 20\nmouse 1\n":                                `"mouse": want food, snake or end`,
		"frame 1 40 20\nfood 1\n":                                 `"1" is no cell: want X,Y`,
		"frame 1 40 20\nfood 1,x\n":                               `"1,x" is no cell`,
		"frame 1 40 20\nfood 40,1\n":                              "the cell 40,1 is not on a board of 40 by 20",
		"frame 1 40 20\nsnake 1\n":                                "1 words: want a snake's number",
		"frame 1 40 20\nsnake 1 x 2 up a -\n":                     `"x" is no number`,
		"frame 1 40 20\nsnake 1 1 2 north a -\n":                  `"north" is no direction`,
		"frame 1 40 20\nsnake 1 1 2 up \x1b -\n":                  "want letters",
		"frame 1 40 20\nsnake 1 1 2 up a 1,2 x\n":                 `"x" is no step of a body`,
		"frame 1 40 20\nsnake 1 1 2 up a 1,2 l9999999999999\n":    "is no number of steps",
		"frame 1 40 20\nsnake 1 1 2 up a 1,2 l2\n":                "leaves the board at -1,2",
		"frame 1 40 20\nsnake 1 1 2 up a -\nsnake 1 1 2 up b -\n": "snake 1 is there twice",
		strings.Repeat("x", maxLine+1):                            "a line of more than",
	}
	for text, want := range tests {
		m, err := NewReader(strings.NewReader(text)).Read()
		if m != nil || !errors.Is(err, ErrProtocol) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, %v, want %q", text, m, err, want)
		}
	}
	if _, err := NewReader(strings.NewReader("frame 1 40 20\n")).Read(); err != io.ErrUnexpectedEOF {
		t.Errorf("a stream that ends in a frame: %v", err)
	}
	if m, err := NewReader(strings.NewReader("frame 1 40 20\nsnake 1 1 2 up a 1,")).Read(); m != nil || err != io.ErrUnexpectedEOF {
		t.Errorf("a stream that ends in a line: %v, %v", m, err)
	}
	broken := errors.New("broken")
	if _, err := NewReader(iotest.ErrReader(broken)).Read(); err != broken {
		t.Errorf("a stream that breaks: %v", err)
	}
}

// Whatever arrives gives a message or an error, and a frame that was read is written and read the same.
func FuzzReader(f *testing.F) {
	f.Add(sampleText)
	f.Add(Greeting + "\nyou 2 5f\nover\nerror x\n")
	f.Add("frame 1 5 5\nsnake 1 0 0 up a 1,1 l1r1u1d1\nend\n")
	f.Fuzz(func(t *testing.T, text string) {
		r := NewReader(strings.NewReader(text))
		for {
			m, err := r.Read()
			if err != nil {
				return
			}
			frame, ok := m.(Frame)
			if !ok {
				continue
			}
			again, err := NewReader(strings.NewReader(string(AppendFrame(nil, frame.State)))).Read()
			if diff := cmp.Diff(m, again); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		}
	})
}
