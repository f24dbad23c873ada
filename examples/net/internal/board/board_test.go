package board_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"drivergen/examples/net/internal/board"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run runs a program and returns what it printed.
func run(t *testing.T, p board.Program, env map[string]string, args ...string) (out, log string, code int) {
	t.Helper()
	return runContext(t, t.Context(), p, env, args...)
}

func runContext(t *testing.T, ctx context.Context, p board.Program, env map[string]string, args ...string) (out, log string, code int) {
	t.Helper()
	p.Name, p.Does = "tryout", "Tries the board."
	var stdout, stderr bytes.Buffer
	code = board.Run(ctx, p, args, func(name string) string { return env[name] }, &stdout, &stderr)
	return stdout.String(), stderr.String(), code
}

func nothing(context.Context, *board.Board) error { return nil }

const online = `module   opening emulator:%s
         an ESP8266 with AT firmware \d\.\d\.\d\.\d
join     lab
joined   lab at [0-9a-f:]{17}, channel 6, -42 dBm
address  10\.0\.0\.2 \([0-9a-f:]{17}\)
`

func TestOnline(t *testing.T) {
	for _, args := range [][]string{nil, {"--fault", "busy=0.1,seed=3"}, {"--record", filepath.Join(t.TempDir(), "uart.jsonl")}} {
		ran := false
		out, log, code := run(t, board.Program{Run: func(_ context.Context, b *board.Board) error {
			ran = b.Emulated && b.Addr.String() == "10.0.0.2" && b.Net != nil && b.WiFi != nil && b.Stack != nil
			return nil
		}}, nil, args...)
		faults := ""
		if len(args) > 0 && args[0] == "--fault" {
			faults = " with the faults " + args[1]
		}
		if code != board.Done || log != "" || !ran || !regexp.MustCompile(`^`+fmt.Sprintf(online, faults)+`$`).MatchString(out) {
			t.Errorf("%v: exit %d, ran %v, standard error %q, printed\n%s", args, code, ran, log, out)
		}
	}
}

// What stands beside is started before the program and stopped after it, and can be reached by its name.
func TestBeside(t *testing.T) {
	var steps []string
	greeted := make(chan string, 1)
	var listener net.Listener
	p := board.Program{
		Beside: func(context.Context, *board.Board) (func() error, error) {
			steps = append(steps, "start")
			var err error
			if listener, err = net.Listen("tcp4", "127.0.0.1:0"); err != nil {
				return nil, err
			}
			go func() {
				conn, err := listener.Accept()
				if err != nil {
					greeted <- err.Error()
					return
				}
				text, _ := io.ReadAll(conn)
				conn.Close()
				greeted <- string(text)
			}()
			return func() error { steps = append(steps, "stop"); return listener.Close() }, nil
		},
		Run: func(ctx context.Context, b *board.Board) error {
			steps = append(steps, "run")
			conn, err := b.Dial(ctx, "server", "tcp", fmt.Sprintf("%s:%d", board.PeerHost, listener.Addr().(*net.TCPAddr).Port))
			if err != nil {
				return err
			}
			if _, err := io.WriteString(conn, "good morning"); err != nil {
				return err
			}
			return conn.Close()
		},
	}
	if _, log, code := run(t, p, nil); code != board.Done {
		t.Fatal(log)
	}
	if got := <-greeted; got != "good morning" || strings.Join(steps, " ") != "start run stop" {
		t.Errorf("the peer read %q; the steps are %v", got, steps)
	}
}

// This machine reaches what the module listens at, as soon as it does.
func TestReach(t *testing.T) {
	p := board.Program{Run: func(ctx context.Context, b *board.Board) error {
		done := make(chan error, 1)
		go func() {
			at, err := b.AwaitReach(ctx, 80)
			if err != nil {
				done <- err
				return
			}
			conn, err := net.Dial("tcp", at.String())
			if err == nil {
				io.WriteString(conn, "knock")
				conn.Close()
			}
			done <- err
		}()
		listener, err := b.Stack.Listen("tcp", ":80")
		if err != nil {
			return err
		}
		defer listener.Close()
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		text, err := io.ReadAll(conn)
		conn.Close()
		b.Step("heard", "%s", text)
		return errors.Join(err, <-done)
	}}
	for _, args := range [][]string{nil, {"--record", filepath.Join(t.TempDir(), "uart.jsonl")}} {
		out, log, code := run(t, p, nil, args...)
		if code != board.Done || !strings.HasSuffix(out, "heard    knock\n") {
			t.Errorf("exit %d, standard error %q, printed\n%s", code, log, out)
		}
	}
	p.Run = func(ctx context.Context, b *board.Board) error {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		_, err := b.AwaitReach(ctx, 80)
		return err
	}
	if _, log, code := run(t, p, nil); code != board.Failed || log != "tryout: the module does not listen at port 80: context canceled\n" {
		t.Errorf("exit %d, standard error %q", code, log)
	}
}

// Each mistake gives one line that says what to do.
func TestMistakes(t *testing.T) {
	tests := []struct {
		args string
		code int
		want string
	}{
		{"--speed 9600", board.Usage, `unknown flag --speed: use one of --count, --fault, .*--timeout`},
		{"--prot tcp:h:1", board.Usage, `unknown flag --prot: did you mean --port\?`},
		{"--ssid", board.Usage, `--ssid needs a value, --ssid NAME: NAME of the network to join .*`},
		{"--timeout soon", board.Usage, `--timeout "soon": want a value such as 1m0s`},
		{"--timeout 0s", board.Usage, `--timeout 0s: want more than nothing, such as 30s`},
		{"--count many", board.Usage, `--count "many": want a value such as 3`},
		{"--count -1", board.Usage, `--count -1: want 1 or more`},
		{"now", board.Usage, `unexpected argument "now": every value has its flag`},
		{"--fault busy", board.Usage, `--fault: fault "busy": want key=value, such as drop=0\.001`},
		{"--fault bussy=0.1", board.Usage, `--fault: no fault "bussy": did you mean busy\?`},
		{"--fault busy=2", board.Usage, `--fault: fault busy=2: a chance is from 0 to 1`},
		{"--port emulator:?fault=busy=0.1 --fault drop=0.1", board.Usage, `--fault: the address of --port has faults already`},
		{"--port tcp:h:1 --ssid a --fault busy=0.1", board.Usage, `--fault is for the emulated module: --port tcp:h:1 has its own`},
		{"--port emulator", board.Usage, `--port: address "emulator": the scheme is missing: want SCHEME:TARGET, .*`},
		{"--port=", board.Usage, `--port: the address is empty: want SCHEME:TARGET, .*`},
		{"--port tcp:h:1", board.Usage, `--port tcp:h:1 needs --ssid: the network to join`},
		{"--port emulator:?firmware=9", board.Usage, `--port: address "emulator:\?firmware=9": .*use 1\.3, 1\.7, 2\.2 or 2\.2\.1`},
		{"--port tpc:h:1 --ssid a", board.Usage, `--port: address "tpc:h:1": unknown scheme tpc, did you mean tcp:\?.*`},
		{"--port serial:/dev/no-such-port --ssid a", board.Failed, `.*/dev/no-such-port.*`},
		{"--ssid nowhere", board.Failed, `no access point in range is called "nowhere": check --ssid, in range: "lab", "guests", .*`},
		{"--password wrong-password", board.Failed, `"lab" refused the password: check --password or \$WIFI_PASSWORD`},
		{"--timeout 1ns", board.Failed, `not done in 1ns, --timeout allows more: .*`},
		{"--record /no/such/folder/file", board.Failed, `--record: open /no/such/folder/file: .*`},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			t.Parallel()
			count := 0
			p := board.Program{Run: nothing,
				Flags: func(fs *flag.FlagSet) { fs.IntVar(&count, "count", 3, "`N`, the number of times") },
				Check: func(bool) error {
					if count < 1 {
						return fmt.Errorf("--count %d: want 1 or more", count)
					}
					return nil
				}}
			_, log, code := run(t, p, nil, strings.Fields(tt.args)...)
			want := "^tryout: " + tt.want
			if tt.code == board.Usage {
				want += ` \(tryout -h tells more\)`
			}
			if code != tt.code || !regexp.MustCompile(want+"\n$").MatchString(log) {
				t.Errorf("exit %d, standard error\n%swant %d and\n%s", code, log, tt.code, want)
			}
		})
	}
}

func TestPasswordOfTheEnvironment(t *testing.T) {
	if _, log, code := run(t, board.Program{Run: nothing}, map[string]string{"WIFI_PASSWORD": "wrong-password"}); code != board.Failed || !strings.Contains(log, "refused the password") {
		t.Errorf("exit %d, standard error %q", code, log)
	}
	if out, log, code := run(t, board.Program{Run: nothing}, map[string]string{"WIFI_PASSWORD": "correct horse"}, "--ssid", "lab"); code != board.Done {
		t.Errorf("exit %d, standard error %q, printed %q", code, log, out)
	}
}

// What a program that failed answers, and one that was ended.
func TestEnds(t *testing.T) {
	waits := func(ctx context.Context, b *board.Board) error {
		b.Step("waiting", "for the end")
		<-ctx.Done()
		return fmt.Errorf("ended\nwith %w", ctx.Err())
	}
	always := func(bool) bool { return true }
	refused := func(ctx context.Context, b *board.Board) error {
		gone, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return err
		}
		gone.Close()
		_, err = b.Dial(ctx, "server", "tcp", gone.Addr().String())
		return err
	}
	unknown := func(ctx context.Context, b *board.Board) error {
		_, err := b.Dial(ctx, "server", "tcp", "nowhere.test:7")
		return err
	}
	fails := func(context.Context, *board.Board) (func() error, error) { return nil, errors.New("no server") }
	stopFails := func(context.Context, *board.Board) (func() error, error) {
		return func() error { return errors.New("the server failed") }, nil
	}
	for _, tt := range []struct {
		name      string
		p         board.Program
		args      []string
		interrupt bool
		code      int
		want      string
	}{
		{"out of time", board.Program{Run: waits}, []string{"--timeout", "1s"}, false, board.Failed, `tryout: not done in 1s, --timeout allows more: [^\n]*\n`},
		{"interrupted", board.Program{Run: waits}, nil, true, board.Failed, `tryout: interrupted\n`},
		{"server interrupted", board.Program{Run: waits, Serves: always}, nil, true, board.Done, ``},
		{"server failed", board.Program{Run: refused, Serves: always}, nil, false, board.Failed, `tryout: nobody listens at 127\.0\.0\.1:\d+: .*\n`},
		{"refused", board.Program{Run: refused}, nil, false, board.Failed, `tryout: nobody listens at 127\.0\.0\.1:\d+: check --server and whether the server runs \(the emulated module's network is this machine: peer\.example\.test and loopback addresses\)\n`},
		{"unknown", board.Program{Run: unknown}, nil, false, board.Failed, `tryout: unknown host nowhere\.test: check --server \(.*\)\n`},
		{"nothing beside", board.Program{Run: nothing, Beside: fails}, nil, false, board.Failed, `tryout: no server\n`},
		{"beside failed", board.Program{Run: nothing, Beside: stopFails}, nil, false, board.Failed, `tryout: the server failed\n`},
		{"both failed", board.Program{Run: unknown, Beside: stopFails}, nil, false, board.Failed, `tryout: unknown host .*\n`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := tt.p
			job := p.Run
			p.Run = func(ctx context.Context, b *board.Board) error {
				if tt.interrupt {
					cancel()
				}
				return job(ctx, b)
			}
			_, log, code := runContext(t, ctx, p, nil, tt.args...)
			if code != tt.code || !regexp.MustCompile("^"+tt.want+"$").MatchString(log) {
				t.Errorf("exit %d, standard error\n%swant %d and\n%s", code, log, tt.code, tt.want)
			}
		})
	}
}

// A program whose output is lost has failed, though it did its job.
func TestOutputLost(t *testing.T) {
	ran := false
	p := board.Program{Name: "tryout", Run: func(context.Context, *board.Board) error { ran = true; return nil }}
	var log bytes.Buffer
	code := board.Run(t.Context(), p, nil, func(string) string { return "" }, full{}, &log)
	if code != board.Failed || !ran || log.String() != "tryout: the disk is full\n" {
		t.Errorf("exit %d, ran %v, standard error %q", code, ran, &log)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

// A connection ends with its context, also where somebody waits on it.
func TestDialEndsWithTheContext(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	p := board.Program{Run: func(ctx context.Context, b *board.Board) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		conn, err := b.Dial(ctx, "server", "tcp", listener.Addr().String())
		if err != nil {
			return err
		}
		defer conn.Close()
		time.AfterFunc(0, cancel)
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("Read: %v", err)
		}
		return nil
	}}
	if _, log, code := run(t, p, nil); code != board.Done {
		t.Error(log)
	}
}

func TestHelp(t *testing.T) {
	out, log, code := run(t, board.Program{Run: nothing}, nil, "-h")
	if code != board.Done || log != "" {
		t.Errorf("exit %d, standard error %q", code, log)
	}
	for _, want := range []string{`^usage: tryout \[flags\]\n\nTries the board\.\n`, `  --port ADDRESS +ADDRESS of the module \(default emulator:\)`,
		`  --fault KEY=CHANCE,… +what goes wrong by chance in the emulated module: KEY=CHANCE,…, such as busy=0\.05,seed=3`, `  --record FILE`, `  emulator: +an emulated ESP8266`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("the help has no %s:\n%s", want, out)
		}
	}
}

// What is recorded is a module that the same program can talk to.
func TestRecord(t *testing.T) {
	file := filepath.Join(t.TempDir(), "uart.jsonl")
	first, log, code := run(t, board.Program{Run: nothing}, nil, "--record", file)
	if code != board.Done {
		t.Fatal(log)
	}
	again, log, code := run(t, board.Program{Run: func(ctx context.Context, b *board.Board) error {
		if _, err := b.AwaitReach(ctx, 80); b.Emulated || err == nil {
			return errors.New("the recording is an emulated module")
		}
		return nil
	}}, map[string]string{"WIFI_PASSWORD": "correct horse"}, "--port", "playback:"+file, "--ssid", "lab")
	if want := strings.Replace(first, "emulator:", "playback:"+file, 1); code != board.Done || again != want {
		t.Errorf("exit %d, standard error %q, printed\n%s\nwant\n%s", code, log, again, want)
	}
}
