package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"drivergen/examples/internal/programtest"
)

func TestMain(m *testing.M) {
	programtest.Main(main)
	os.Exit(m.Run())
}

func TestPageThroughTheEmulator(t *testing.T) {
	t.Parallel()
	for _, firmware := range []string{"2.2", "1.7"} {
		t.Run(firmware, func(t *testing.T) {
			out, errs, code := programtest.Run(t, nil, "--port", "emulator:?firmware="+firmware)
			if code != 0 || errs != "" {
				t.Fatalf("exit %d, standard error:\n%s", code, errs)
			}
			programtest.Lines(t, out,
				`server   http://www\.example\.test:\d+/ is a page of this program, on 127\.0\.0\.1:\d+`,
				`module   opening emulator:.*`,
				`  SSID +BSSID +SECURITY +SIGNAL +CHANNEL`,
				`  lab +`+programtest.MAC+` +WPA2.* +▂▄▆█  -42 dBm +6`,
				`  guests +`+programtest.MAC+` +OPEN +▂▄▆   -58 dBm +11`,
				`  Café, 1er étage +`+programtest.MAC+` +WPA.* +▂▄    -71 dBm +1`,
				`  printer in the cellar +`+programtest.MAC+` +WEP +-88 dBm +3`,
				`join     lab`,
				`joined   lab at `+programtest.MAC+`, channel 6, -42 dBm`,
				`address  10\.0\.0\.2 \(`+programtest.MAC+`\)`,
				`get      http://www\.example\.test:\d+/`,
				`HTTP/1\.1 200 OK`,
				`Content-Type: text/html; charset=utf-8`,
				`<h1>Hello from the other end of the wire</h1>`,
				`<p>Your address here is 127\.0\.0\.1:\d+, and you are "Go-http-client/1\.1"\.</p>`,
			)
		})
	}
}

// Each mistake gives one line that says what to do.
func TestMistakes(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	tests := []struct {
		name string
		args string
		env  []string
		code int
		want string
	}{
		{name: "address without a scheme", args: "--port /dev/ttyUSB0 --ssid a --url http://b/", code: 2, want: `httpget: --port: address "/dev/ttyUSB0": .* write serial:/dev/ttyUSB0 .*`},
		{name: "unknown scheme", args: "--port tpc:h:1 --ssid a --url http://b/", code: 2, want: `httpget: --port: address "tpc:h:1": unknown scheme tpc, did you mean tcp:\?.*`},
		{name: "no such port", args: "--port serial:/dev/no-such-port --ssid a --url http://b/", code: 1, want: `httpget: .*/dev/no-such-port.*`},
		{name: "no such firmware", args: "--port emulator:?firmware=9", code: 2, want: `httpget: --port: .*use 1\.3, 1\.7, 2\.2 or 2\.2\.1 .*`},
		{name: "no network", args: "--ssid nowhere", code: 1, want: `httpget: no access point in range is called "nowhere": check --ssid, in range: "lab", "guests", .*`},
		{name: "wrong password", args: "--password wrong-password", code: 1, want: `httpget: "lab" refused the password: check --password or \$WIFI_PASSWORD`},
		{name: "wrong password in the environment", env: []string{"WIFI_PASSWORD=wrong-password"}, code: 1, want: `httpget: "lab" refused the password: .*`},
		{name: "unknown host", args: "--url http://nowhere.test/", code: 1, want: `httpget: unknown host nowhere\.test: check --url`},
		{name: "nobody listens", args: "--url http://" + closed.Addr().String() + "/", code: 1, want: `httpget: nobody listens at 127\.0\.0\.1:\d+: check --url and whether the server runs`},
		{name: "out of time", args: "--timeout 1ns", code: 1, want: `httpget: not done in 1ns, --timeout allows more: .*`},
		{name: "no ssid", args: "--port tcp:h:1 --url http://b/", code: 2, want: `httpget: --port tcp:h:1 needs --ssid: .*`},
		{name: "no URL", args: "--port tcp:h:1 --ssid a", code: 2, want: `httpget: --port tcp:h:1 needs --url: .*`},
		{name: "no web URL", args: "--url ftp://b/", code: 2, want: `httpget: --url "ftp://b/": want http://HOST/ or https://HOST/ .*`},
		{name: "malformed URL", args: "--url http://[b/", code: 2, want: `httpget: --url "http://\[b/": missing '\]' in host .*`},
		{name: "argument without a flag", args: "http://b/", code: 2, want: `httpget: unexpected argument "http://b/": .*`},
		{name: "unknown flag", args: "--speed 9600", code: 2, want: `httpget: unknown flag --speed: use one of --calls, .*`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, errs, code := programtest.Run(t, tt.env, strings.Fields(tt.args)...)
			if code != tt.code {
				t.Errorf("exit %d, want %d", code, tt.code)
			}
			if !regexp.MustCompile("^" + tt.want + "\n$").MatchString(errs) {
				t.Errorf("standard error\n%swant one line\n%s", errs, tt.want)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	out, errs, code := programtest.Run(t, nil, "-h")
	if code != 0 || errs != "" {
		t.Errorf("exit %d, standard error %q", code, errs)
	}
	programtest.Lines(t, out, `usage: httpget \[flags\]`, `  --port ADDRESS +ADDRESS of the module \(default emulator:\)`, `  emulator: +an emulated ESP8266 .*`, `  serial:DEVICE .*`)
}

// A password that is too short for WPA opens a WEP network.
func TestWEP(t *testing.T) {
	out, errs, code := programtest.Run(t, nil, "--ssid", "printer in the cellar", "--password", "12345")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d, standard error:\n%s", code, errs)
	}
	programtest.Lines(t, out, `joined   printer in the cellar at .*`, `HTTP/1\.1 200 OK`)
}

// The same program, and a module on the other side of a TCP connection.
func TestPageThroughTheEmulatorProgram(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("a line of a long page\n", 500)
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, long) })}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })

	address := startEmulator(t, "--ap", "ssid=workshop,password=screwdriver,channel=9,rssi=-61", "--dns", "pages.test=127.0.0.1")
	_, webPort, _ := net.SplitHostPort(listener.Addr().String())
	out, errs, code := programtest.Run(t, []string{"WIFI_PASSWORD=screwdriver"},
		"--port", address, "--ssid", "workshop", "--url", "http://pages.test:"+webPort+"/")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d, standard error:\n%s", code, errs)
	}
	programtest.Lines(t, out,
		`module   opening `+regexp.QuoteMeta(address),
		`  workshop .* -61 dBm +9`,
		`joined   workshop at `+programtest.MAC+`, channel 9, -61 dBm`,
		`HTTP/1\.1 200 OK`,
		`a line of a long page`,
		fmt.Sprintf(`… and %d bytes more`, len(long)-12*22),
	)
}

// startEmulator builds and runs esp8266emu and returns the address that it listens at.
func startEmulator(t *testing.T, args ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "esp8266emu")
	if out, err := exec.Command("go", "build", "-o", binary, "drivergen/cmd/esp8266emu").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, binary, append([]string{"--listen", "tcp:127.0.0.1:0"}, args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); cmd.Wait() })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !ok {
		t.Fatalf("the first line of esp8266emu is %q, %v", line, err)
	}
	return address
}

// What is at the other end of the line says nothing, or goes away.
func TestNoModule(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"silent": `httpget: not done in 1s, --timeout allows more: the module at tcp:\S+: .*|httpget: the module at tcp:\S+: .*no answer.*`,
		"gone":   `httpget: the module at tcp:\S+ is gone: .*: check its plug and its power`,
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp4", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			accepted := make(chan net.Conn, 1)
			go func() {
				conn, err := l.Accept()
				if err == nil && name == "gone" {
					conn.Close()
				}
				accepted <- conn
			}()
			_, errs, code := programtest.Run(t, nil, "--port", "tcp:"+l.Addr().String(), "--ssid", "a", "--url", "http://b/", "--timeout", "1s")
			if conn := <-accepted; conn != nil {
				conn.Close()
			}
			if code != 1 || !regexp.MustCompile("^("+want+")\n$").MatchString(errs) {
				t.Errorf("exit %d, standard error\n%swant one line\n%s", code, errs, want)
			}
		})
	}
}
