package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"drivergen/examples/internal/console"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// kaluma runs the program and returns what it printed.
func kaluma(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, log bytes.Buffer
	code = run(t.Context(), args, nil, strings.NewReader(""), &out, &log)
	return out.String(), log.String(), code
}

// wants are patterns of lines that must be in an output, in this order.
func wants(t *testing.T, output string, patterns ...string) {
	t.Helper()
	lines := strings.Split(output, "\n")
	for _, pattern := range patterns {
		match := regexp.MustCompile("^" + pattern + "$")
		i := slices.IndexFunc(lines, match.MatchString)
		if i < 0 {
			t.Fatalf("no line (in order) is %s in\n%s", pattern, output)
		}
		lines = lines[i+1:]
	}
}

const mac = `[0-9a-f]{2}(:[0-9a-f]{2}){5}`

// joined is what the program prints before a script that does not join a network itself.
var joined = []string{
	`module   opening emulator:.*`, `         an ESP8266 with AT firmware .*`, `join     lab`, `joined   lab at ` + mac + `, channel 6, -42 dBm`,
	`address  10\.0\.0\.2 \(` + mac + `\)`,
}

// scripts are the bundled scripts, each with lines that it prints, in order.
var scripts = map[string][]string{
	"scan": {
		mac + `  -42 dBm  channel 6  WPA2 PSK  lab`, mac + `  -71 dBm  channel 1  WPA WPA2 PSK  Café, 1er étage`, mac + `  -88 dBm  channel 3  WEP  printer in the cellar`,
		`associated`, `connected, the address is 10\.0\.0\.2`, `joined lab at ` + mac, `disconnected`, `now joined to null`,
	},
	"wifi": {
		`5 networks; the strongest is lab at -42 dBm`, `ENOENT: No such file, host or network`, `event: associated`, `event: connected`,
		`joined lab at ` + mac, `event: disconnected`, `joined nothing`,
	},
	"echo": {
		`server: bound to port 7007`, `reach    port 7007 of the module at 127\.0\.0\.1:\d+`, `server: listening`, `client: connected to 10\.0\.0\.2:7007`,
		`client: hears Hello,`, `client: hears ESP8266`, `client: hears naïve café ☕`, `client: closed`,
	},
	"clients": {`reach    port 7008 of the module at 127\.0\.0\.1:\d+`, `all have left`},
	"dgram": {
		`server: listening at port 7009`, `server: 6 bytes from 10\.0\.0\.2:\d+`, `client: hears Hello, from port 7009`,
		`client: hears datagram from port 7009`, `server: 16 bytes from 10\.0\.0\.2:\d+`, `client: hears naïve café ☕ from port 7009`, `client: closed`,
	},
	"web": {
		`server: listening at port 8080`, `server: GET /`, `200 OK: <h1>Hello from a module</h1>`, `<p>You are visitor 1\.</p>`,
		`server: POST /upper`, `200 OK: A NAÏVE CAFÉ`, `404 Not Found: There is no such page\.`,
	},
	"errors": {
		`get of no socket gives null EBADF`, `close of no socket gives -1 EBADF`, `write before connect gives -1 ENOTCONN`,
		`connect where nobody listens gives -1 ECONNREFUSED`, `the module net gives SystemError -2 ENOENT: No such file, host or network`,
		`socket gives -1 EMFILE when all are open`,
	},
}

func TestScripts(t *testing.T) {
	files, err := filepath.Glob("scripts/*.js")
	if err != nil || len(files) != len(scripts) || len(bundled) != len(scripts) {
		t.Fatalf("there are %v (%v), %d in the tour, and tests of %d", files, err, len(bundled), len(scripts))
	}
	for _, b := range bundled {
		for _, firmware := range []string{"2.2", "1.7"} {
			t.Run(b.name+" on "+firmware, func(t *testing.T) {
				out, log, code := kaluma(t, "--port", "emulator:?firmware="+firmware, filepath.Join("scripts", b.name+".js"))
				if code != 0 || log != "" {
					t.Fatalf("exit %d, standard error:\n%s", code, log)
				}
				wants(t, out, append(slices.Clone(joined), scripts[b.name]...)...)
			})
		}
	}
}

// Without arguments the bundled scripts run, one after another.
func TestTour(t *testing.T) {
	out, log, code := kaluma(t)
	if code != 0 || log != "" {
		t.Fatalf("exit %d, standard error:\n%s", code, log)
	}
	var lines []string
	for _, b := range bundled {
		lines = append(lines, regexp.QuoteMeta(b.name+".js: "+b.does))
		lines = append(lines, scripts[b.name]...)
	}
	wants(t, out, lines...)
}

// What goes wrong by chance on the way to the module is no mistake of the script.
func TestFaults(t *testing.T) {
	for _, name := range []string{"echo", "web"} {
		out, log, code := kaluma(t, "--fault", "busy=0.1,seed=3", name)
		if code != 0 || log != "" {
			t.Fatalf("%s: exit %d, standard error:\n%s\n%s", name, code, log, out)
		}
		wants(t, out, scripts[name]...)
	}
}

// serving runs a script that serves until the test's end, and returns where.
func serving(t *testing.T, args ...string) (addr string, end func() (log string, code int)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var log bytes.Buffer
	var code int
	var running sync.WaitGroup
	running.Go(func() {
		code = run(ctx, args, nil, strings.NewReader(""), writer, &log)
		writer.Close()
	})
	found := make(chan string, 1)
	running.Go(func() {
		defer close(found)
		var all bytes.Buffer
		reach := regexp.MustCompile(`reach +port \d+ of the module at (\S+)`)
		buf := make([]byte, 4096)
		for told := false; ; {
			n, err := reader.Read(buf)
			all.Write(buf[:n])
			if m := reach.FindSubmatch(all.Bytes()); m != nil && !told {
				told = true
				found <- string(m[1])
			}
			if err != nil {
				return
			}
		}
	})
	addr, ok := <-found
	end = func() (string, int) {
		cancel()
		running.Wait()
		return log.String(), code
	}
	if !ok {
		log, code := end()
		t.Fatalf("no address, exit %d, standard error:\n%s", code, log)
	}
	t.Cleanup(func() { end() })
	return addr, end
}

// A web server in a script stays up for 200 requests of this machine.
func TestWebServerStays(t *testing.T) {
	addr, end := serving(t, "web", "stay")
	for _, keepAlive := range []bool{false, true} {
		clients := 1 // whose connections may still be on their way out: a module has five links
		if keepAlive {
			clients = 2
		}
		transport := &http.Transport{DisableKeepAlives: !keepAlive}
		client := http.Client{Transport: transport}
		var asking sync.WaitGroup
		for range clients {
			asking.Go(func() {
				for n := range 100 / clients {
					response, err := client.Post("http://"+addr+"/upper", "text/plain", strings.NewReader(fmt.Sprintf("request %d", n)))
					if err != nil {
						t.Error(err)
						return
					}
					body, err := io.ReadAll(response.Body)
					response.Body.Close()
					if want := fmt.Sprintf("REQUEST %d", n); err != nil || string(body) != want {
						t.Errorf("got %q, %v, want %q", body, err, want)
					}
				}
			})
		}
		asking.Wait()
		transport.CloseIdleConnections()
	}
	if log, code := end(); code != exitInterrupted || log != "" {
		t.Errorf("exit %d, standard error:\n%s", code, log)
	}
}

// A module of a folder wins over the built-in one; what Kaluma's own module does goes: several clients at once, and more of them
// than there are descriptors.
func TestModulesOfFolder(t *testing.T) {
	addr, end := serving(t, "--modules", "testdata/modules", "testdata/server.js")
	for range 20 {
		var clients sync.WaitGroup
		for range 2 { // those of the round before may still be on their way out: a module has five links
			clients.Go(func() {
				conn, err := net.Dial("tcp", addr)
				if err != nil {
					t.Error(err)
					return
				}
				defer conn.Close()
				for _, word := range []string{"one", "two"} {
					if _, err := io.WriteString(conn, word); err != nil {
						t.Error(err)
					}
					buf := make([]byte, 64)
					n, err := conn.Read(buf)
					if err != nil || !strings.HasSuffix(string(buf[:n]), ": "+word) {
						t.Errorf("heard %q, %v", buf[:n], err)
						return
					}
				}
			})
		}
		clients.Wait()
	}
	if log, code := end(); code != exitInterrupted || log != "" {
		t.Errorf("exit %d, standard error:\n%s", code, log)
	}
}

// silentPeer accepts connections of this machine and returns the port.
func silentPeer(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var accepting sync.WaitGroup
	accepting.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	})
	t.Cleanup(func() { listener.Close(); accepting.Wait() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// A mistake in a callback of the device shows its line; the program goes on, and fails in the end.
func TestMistakeInCallback(t *testing.T) {
	for _, flags := range [][]string{nil, {"--strict"}} {
		_, log, code := kaluma(t, append(flags, "testdata/mistake.js", silentPeer(t))...)
		if code != console.Failed {
			t.Errorf("exit %d", code)
		}
		wants(t, log,
			`testdata/mistake\.js:9:30: TypeError: Cannot read property 'name' of undefined`,
			"  9 |   console\\.log\\(`Hello, \\$\\{whom\\.name\\}`\\);",
			`    | +\^`,
			`    at greet \(testdata/mistake\.js:9:30\)`,
			`    at <anonymous> \(testdata/mistake\.js:5:8\)`,
		)
	}
}

func TestMistakes(t *testing.T) {
	folder := t.TempDir()
	script := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	syntax := script("syntax.js", "let x = ;\n")
	tests := []struct {
		name string
		args []string
		code int
		want string // of standard error
	}{
		{"syntax", []string{syntax}, console.Failed, syntax + ":1:9: SyntaxError: Unexpected token ;\n  1 | let x = ;\n    |         ^\n"},
		{"thrown", []string{script("throw.js", "\n  throw new Error('no');")}, console.Failed, "throw.js:2:9: Error: no"},
		{"exit", []string{script("exit.js", "process.exit(3)")}, 3, ""},
		{"exit with nothing", []string{script("exit0.js", "setInterval(() => {}, 1); process.exit(0)")}, console.Done, ""},
		{"module", []string{script("module.js", "require('htpp')")}, console.Failed, `there is no module "htpp" (did you mean "http"?)`},
		{"script", []string{"eco"}, console.Failed, "there is no script eco: did you mean echo?"},
		{"no script", []string{"nothing/of/this"}, console.Failed, "there is no script nothing/of/this: give a file, or one of scan, wifi, echo"},
		{"folder", []string{folder}, console.Failed, "there is no script"},
		{"time", []string{"--timeout", "1ms", script("ever.js", "setInterval(() => {}, 1000)")}, console.Failed, "not done in 1ms, --timeout allows more"},
		{"endless", []string{"--timeout", "300ms", script("endless.js", "for (;;) {}")}, console.Failed, "not done in 300ms"},
		{"flag", []string{"--prt", "x"}, console.Misused, "unknown flag --prt: did you mean --port?"},
		{"timeout", []string{"--timeout", "-1s"}, console.Misused, "--timeout -1s"},
		{"fault", []string{"--fault", "bussy=1"}, console.Misused, "--fault"},
		{"modules", []string{"--modules", "nowhere", "echo"}, console.Misused, "--modules nowhere: there is no such folder"},
		{"ssid", []string{"--port", "tcp:127.0.0.1:1", "echo"}, console.Misused, "needs --ssid"},
		{"port", []string{"--port", "tcp:127.0.0.1:1", "--no-join", "scan"}, console.Failed, "127.0.0.1:1"},
		{"password", []string{"--password", "wrong horse", "echo"}, console.Failed, "refused the password"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, log, code := kaluma(t, test.args...)
			if code != test.code || !strings.Contains(log, test.want) || test.want == "" && log != "" {
				t.Errorf("exit %d, want %d, with %q; standard error:\n%s", code, test.code, test.want, log)
			}
		})
	}
}

// A program whose output is lost has failed, though its script has not.
func TestOutputLost(t *testing.T) {
	var log bytes.Buffer
	code := run(t.Context(), []string{"scan"}, nil, strings.NewReader(""), full{}, &log)
	if code != console.Failed || log.String() != "kaluma: the disk is full\n" {
		t.Errorf("exit %d, standard error %q", code, &log)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestHelp(t *testing.T) {
	out, log, code := kaluma(t, "--help")
	if code != 0 || log != "" {
		t.Errorf("exit %d, %s", code, log)
	}
	for _, b := range bundled {
		wants(t, out, fmt.Sprintf("  %-9s %s", b.name, regexp.QuoteMeta(b.does)))
	}
	wants(t, out, `  --modules FOLDER +.*`)
}

// What goes over the line can be kept and played again, and the calls can be seen, without passwords.
func TestRecordAndTrace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "uart.jsonl")
	out, log, code := kaluma(t, "--record", file, "--trace", "echo")
	if code != 0 {
		t.Fatalf("exit %d, standard error:\n%s", code, log)
	}
	wants(t, out, scripts["echo"]...)
	wants(t, log, `.*msg=listen interface=netdev.*`, `.*msg=accept_cb.*`)
	if strings.Contains(log, "correct horse") {
		t.Error("the password is in the trace")
	}
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		t.Errorf("the recording: %v", err)
	}
}
