package client

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/examples/net/snake/internal/game"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A script is what a server says, before each line that it waits for.
type script []struct{ say, hear string }

// dial returns a Dial whose n-th connection follows the n-th script; after the last one nobody listens.
func dial(t *testing.T, scripts ...script) func(context.Context) (net.Conn, error) {
	return func(context.Context) (net.Conn, error) {
		if len(scripts) == 0 {
			return nil, errNobody
		}
		near, far := net.Pipe()
		next := scripts[0]
		scripts = scripts[1:]
		go func() {
			defer far.Close()
			lines := bufio.NewScanner(far)
			for _, step := range next {
				switch step.hear {
				case "":
				case nothing:
					if lines.Scan() {
						t.Errorf("the client says %q", lines.Text())
					}
				default:
					if !lines.Scan() || lines.Text() != step.hear {
						t.Errorf("the client says %q, %v, want %q", lines.Text(), lines.Err(), step.hear)
					}
				}
				if _, err := io.WriteString(far, step.say); err != nil {
					return
				}
			}
		}()
		return near, nil
	}
}

// nothing is what is heard until the client closes.
const nothing = "nothing"

var errNobody = errors.New("nobody listens")

const frame = "frame 7 20 10\nfood 1,1\nsnake 1 0 0 up lisa 5,5 dd\nend\n"

func TestOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		joined := 0
		last, id, err := Play(t.Context(), Config{Name: "lisa", Joined: func(id int) { joined = id },
			Dial: dial(t, script{{say: "snake 1\n"}, {hear: "join lisa", say: "you 1 5f\n" + frame + "over\n"}})})
		if err != nil || id != 1 || joined != 1 || last.Tick != 7 || len(last.Snakes) != 1 {
			t.Errorf("%+v, player %d, %v", last, id, err)
		}
	})
}

// A connection that ends is made again, and the player is back with the token.
func TestBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lost := 0
		_, _, err := Play(t.Context(), Config{Name: "lisa", Wait: true, Lost: func(error) { lost++ },
			Steer: func(s game.State, id int) (game.Direction, bool) { return game.Left, id == 1 && s.Tick == 7 },
			Dial: dial(t,
				script{{say: "snake 1\n"}, {hear: "join lisa wait", say: "you 1 5f\n" + frame}, {hear: "seen 7 left"}},
				script{{say: "snake 1\n"}, {hear: "back 5f", say: "you 1 5f\n" + frame[:30]}},
				script{{say: "snake 1\n"}, {hear: "back 5f", say: "over\n"}})})
		if err != nil || lost != 2 {
			t.Errorf("%d connections were lost, %v", lost, err)
		}
	})
}

func TestErrors(t *testing.T) {
	endless := make([]script, 50)
	for i := range endless {
		endless[i] = script{{say: "snake 1\n"}, {hear: "join lisa"}}
	}
	for name, tt := range map[string]struct {
		cfg  Config
		want string
		took time.Duration
	}{
		"a bad name":     {Config{Name: "a b"}, "want letters, digits and signs", 0},
		"refused":        {Config{Name: "lisa", Dial: dial(t, script{{say: "snake 1\n"}, {hear: "join lisa", say: "error the game is \x1b[2Jfull\n"}})}, "the server of snake says: the game is [2Jfull", 0},
		"another server": {Config{Name: "lisa", Dial: dial(t, script{{say: "220 mail.example.test\n"}})}, `no server of snake: it says "220 mail.example.test"`, 0},
		"nobody listens": {Config{Name: "lisa", Dial: dial(t)}, "nobody listens", 6300 * time.Millisecond},
		"no use":         {Config{Name: "lisa", Dial: dial(t), Retry: func(err error) bool { return err != errNobody }}, "nobody listens", 0},
		"lost for ever":  {Config{Name: "lisa", Dial: dial(t, endless...)}, "the connection is lost again and again: unexpected EOF", -1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, _, err := Play(t.Context(), tt.cfg)
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v, want %s", err, tt.want)
				}
				if took := time.Since(start); tt.took >= 0 && took != tt.took {
					t.Errorf("it took %v, want %v", took, tt.took)
				}
			})
		})
	}
}

// A server that falls silent is a connection that is lost.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var why error
		_, _, err := Play(t.Context(), Config{Name: "lisa", Lost: func(err error) { why = err },
			Dial: dial(t,
				script{{say: "snake 1\n"}, {hear: "join lisa", say: "you 1 5f\n"}, {hear: nothing}},
				script{{say: "snake 1\n"}, {hear: "back 5f", say: "over\n"}})})
		var timeout net.Error
		if err != nil || !errors.As(why, &timeout) || !timeout.Timeout() || time.Since(start) != silence {
			t.Errorf("%v; lost after %v: %v", err, time.Since(start), why)
		}
	})
}

// The player's turns go out as they come, and the player leaves with a word.
func TestTurnsAndLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns, leave := make(chan game.Direction), make(chan struct{})
		go func() {
			turns <- game.Up
			turns <- game.Right
			close(leave)
		}()
		_, id, err := Play(t.Context(), Config{Name: "lisa", Turns: turns, Leave: leave,
			Dial: dial(t, script{{say: "snake 1\n"}, {hear: "join lisa", say: "you 3 5f\n"}, {hear: "turn up"}, {hear: "turn right", say: frame}, {hear: "quit", say: frame}})})
		if err != nil || id != 3 {
			t.Errorf("player %d, %v", id, err)
		}
	})
}

// The player leaves also where there is no connection, and the context ends everything.
func TestEndWithoutConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leave := make(chan struct{})
		time.AfterFunc(time.Second, func() { close(leave) })
		start := time.Now()
		if _, _, err := Play(t.Context(), Config{Name: "lisa", Dial: dial(t), Leave: leave}); err != nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err := Play(ctx, Config{Name: "lisa", Dial: dial(t)}); err != context.DeadlineExceeded {
			t.Error(err)
		}
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err := Play(ctx, Config{Name: "lisa", Dial: dial(t, script{{say: "snake 1\n"}, {hear: "join lisa"}, {hear: nothing}})}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}
