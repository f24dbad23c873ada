package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/servingtest"
	"drivergen/examples/net/snake/internal/client"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/pilot"
	"drivergen/examples/net/snake/internal/server"

	"go.uber.org/goleak"
)

var update = flag.Bool("update", false, "write the last board of the demonstration to testdata/demo.txt")

// runAsProgram makes the test's binary be the program.
const runAsProgram = "SNAKE_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(runAsProgram) != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// demo is the program without a terminal.
func demo() board.Program { return program(false) }

const (
	beside = "server   peer.example.test:<port> on 127.0.0.1:<port> holds the game\njoin     the game at peer.example.test:<port>\n"
	holds  = "listens  at port 7070 of the module\n"
)

// last is the last board of the demonstration, with what follows.
func last(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/demo.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The demonstration has three players at the same time, and is the same game with every firmware, in both directions.
func TestDemonstration(t *testing.T) {
	t.Parallel()
	r := boardtest.Run(t, demo())
	if *update {
		_, text, _ := strings.Cut(r.Out, "╭")
		if err := os.WriteFile("testdata/demo.txt", []byte("╭"+text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	boardtest.Done(t, r, boardtest.Online+beside+last(t))
	boardtest.Done(t, boardtest.Run(t, demo(), "--serve"), boardtest.Online+holds+last(t))
	for _, firmware := range []string{"1.3", "1.7"} {
		address := "emulator:?firmware=" + firmware
		online := strings.Replace(boardtest.Online, "emulator:", address, 1)
		boardtest.Done(t, boardtest.Run(t, demo(), "--port", address), online+beside+last(t))
		boardtest.Done(t, boardtest.Run(t, demo(), "--port", address, "--serve"), online+holds+last(t))
	}
}

// What goes wrong in the module costs time and connections; the game stays the same.
func TestFaults(t *testing.T) {
	t.Parallel()
	const ticks = "--ticks=80"
	whole := boardtest.Run(t, demo(), ticks)
	_, board, _ := strings.Cut(whole.Out, "╭")
	if whole.Code != 0 || !strings.Contains(board, "tick 80 ") {
		t.Fatalf("exit %d, standard error:\n%s\nprinted:\n%s", whole.Code, whole.Log, whole.Out)
	}
	for _, faults := range []string{"busy=0.02,seed=3", "close-link=0.005,seed=3", "reboot-after=20000", "send-fail=0.01,seed=2"} {
		for _, args := range [][]string{nil, {"--serve"}} {
			t.Run(strings.Join(append(args, faults), " "), func(t *testing.T) {
				r := boardtest.Run(t, demo(), append(args, ticks, "--fault", faults)...)
				before := beside
				if args != nil {
					before = holds + "<lines>"
				}
				boardtest.Done(t, r, boardtest.OnlineWith(faults)+before+"╭"+board+"<lines>")
				if lost := strings.Contains(r.Out, " lost on the way, and made again\n"); lost == strings.HasPrefix(faults, "busy") {
					t.Errorf("printed:\n%s", r.Out)
				}
			})
		}
	}
}

// A game elsewhere goes on without this program's players, who leave it after their ticks.
func TestGameElsewhere(t *testing.T) {
	came := make(chan string, 100)
	held, err := server.New(server.Config{Game: game.Config{Width: 20, Height: 10, Food: 3, Seed: 1}, Tick: 10 * time.Millisecond,
		Log: func(format string, args ...any) { came <- fmt.Sprintf(format, args...) }})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- held.Serve(ctx, l) }()
	r := boardtest.Run(t, demo(), "--server", l.Addr().String(), "--rivals", "1", "--ticks", "5")
	boardtest.Done(t, r, boardtest.Online+"join     the game at 127.0.0.1:<port>\n<lines>score    asp          <any>\nscore    boa          <any>\n")
	var names []string
	for range 4 {
		names = append(names, <-came)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	slices.Sort(names)
	if got := strings.Join(names, ", "); got != "asp leaves, asp plays, boa leaves, boa plays" {
		t.Errorf("who came and left: %s", got)
	}
}

func TestServersThatAreNone(t *testing.T) {
	const local = " (the emulated module's network is this machine: peer.example.test and loopback addresses)"
	boardtest.Fails(t, boardtest.Run(t, demo(), "--server", boardtest.Nobody(t)), board.Failed,
		"snake: asp: nobody listens at 127.0.0.1:<port>: check --server and whether the server runs"+local)
	boardtest.Fails(t, boardtest.Run(t, demo(), "--server", "nowhere.test:7070"), board.Failed, "snake: asp: unknown host nowhere.test: check --server"+local)
	web, err := peer.Serve(func(c net.Conn) { c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) })
	if err != nil {
		t.Fatal(err)
	}
	defer web.Stop()
	boardtest.Fails(t, boardtest.Run(t, demo(), "--server", web.Addr().String()), board.Failed, `snake: asp: no server of snake: it says "HTTP/1.1 400 Bad Request<any>`)
}

// With --stay the module holds the game until Control-C, and players come from this machine.
func TestStay(t *testing.T) {
	r := servingtest.Start(t, demo(), "--serve", "--stay", "--tick", "20ms")
	address := r.Find(`listens  at (127\.0\.0\.1:\d+) \(10\.0\.0\.2:7070 of the emulated module\) until Control-C`)
	leave := make(chan struct{})
	seen := 0
	_, id, err := client.Play(t.Context(), client.Config{
		Name: "lisa", Leave: leave,
		Dial: func(context.Context) (net.Conn, error) { return net.Dial("tcp", address) },
		Steer: func(s game.State, id int) (game.Direction, bool) {
			if seen++; seen == 5 {
				close(leave)
			}
			return pilot.Steer(s, id)
		},
	})
	if err != nil || id != 1 {
		t.Errorf("player %d, %v", id, err)
	}
	r.Find(`game     lisa plays`)
	r.Find(`game     lisa leaves`)
	if code := r.End(); code != board.Done {
		t.Errorf("exit %d", code)
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	silent, err := peer.Serve(func(c net.Conn) {
		c.Write([]byte("snake 1\n"))
		c.Read(make([]byte, 1))
		cancel()
		c.Read(make([]byte, 100))
	})
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Stop()
	boardtest.Fails(t, boardtest.RunContext(ctx, demo(), "--server", silent.Addr().String()), board.Failed, "snake: interrupted")
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, demo(), "a real module needs --server HOST:PORT, such as 192.168.1.10:7070 (or --serve)", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, demo(), "--serve and --server: this program holds the game or joins one, not both", "--serve", "--server", "h:1")
	boardtest.Mistake(t, demo(), "--rivals 4: want from 0 to 3, since a module has five links", "--rivals", "4")
	boardtest.Mistake(t, demo(), "--ticks 0: want 1 or more", "--ticks", "0")
	boardtest.Mistake(t, demo(), "--tick 1ms: want from 20ms to 5s", "--tick", "1ms")
	boardtest.Mistake(t, demo(), `--name: the name "a b": want letters, digits and signs, and no space`, "--name", "a b")
	boardtest.Mistake(t, demo(), "--width and --height: a board of 5 by 18 cells: want from 12 by 8 to 120 by 60", "--width", "5")
	boardtest.Mistake(t, demo(), "unknown flag --rival: did you mean --rivals?", "--rival", "1")
}
