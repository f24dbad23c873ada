package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"drivergen/examples/internal/port"

	"go.uber.org/goleak"
)

// runAsProgram makes the test's binary be the program.
const runAsProgram = "DOCTOR_TEST_RUN"

func TestMain(m *testing.M) {
	if os.Getenv(runAsProgram) != "" {
		main()
		return
	}
	port.RegisterEmulator(emulatedWorld()...)
	registerBench()
	goleak.VerifyTestMain(m)
}

// program is the program with its arguments, not yet started.
func program(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(append(os.Environ(), runAsProgram+"=1", passwordVariable+"="), env...)
	return cmd
}

// doctor runs the program.
func doctor(t *testing.T, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := program(t, env, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// wants are lines that must be in an output, in this order.
func wants(t *testing.T, output string, patterns ...string) {
	t.Helper()
	lines := strings.Split(output, "\n")
	for _, pattern := range patterns {
		match := regexp.MustCompile("^" + pattern + "$")
		for len(lines) > 0 && !match.MatchString(lines[0]) {
			lines = lines[1:]
		}
		if len(lines) == 0 {
			t.Fatalf("no line (in order) is %s in\n%s", pattern, output)
		}
		lines = lines[1:]
	}
}

const mac = `[0-9a-f]{2}(:[0-9a-f]{2}){5}`

func TestReportOfAnEmulatedModule(t *testing.T) {
	for firmware, version := range map[string]string{"2.2": `AT version:2\.2\..*`, "1.7": `AT version:1\.7\..*`} {
		t.Run(firmware, func(t *testing.T) {
			t.Parallel()
			out, errs, code := doctor(t, nil, "--port", "emulator:?firmware="+firmware, "--soak", "300ms")
			if code != 0 || errs != "" {
				t.Fatalf("exit %d, standard error %q\n%s", code, errs, out)
			}
			wants(t, out,
				`# Report on an ESP8266 module`,
				`\| port +\| emulator:\?firmware=.* \|`,
				`\| network +\| lab +\|`,
				`## Line`, ``,
				`- ok       the module answers.*`,
				`- ok       its UART runs at 115\d\d\d baud, 8 data bits, flow control off`,
				`## Firmware`,
				version,
				`\| AT\+CWMODE\? +\| \d +\|`,
				`## Latency`,
				`\| AT\+GMR +\| 50 +\| .*`,
				`- ok       commands are answered in time`,
				`## Driver`,
				`- ok       the driver came up in .*`,
				`- ok       firmware .* [12]\.\d.*`,
				`The firmware has: PassiveReceive, .*`,
				`It has not: .*`,
				`## Radio`,
				`- ok       3 access points in range`,
				`\| lab +\| `+mac+` \| WPA2.* \| 6 +\| -42 dBm \|`,
				`- ok       joined lab in .*`,
				`- ok       access point `+mac+`, channel 6, -42 dBm`,
				`## Network`,
				`- ok       address 10\.0\.0\.2 \(`+mac+`\)`,
				`- ok       www\.example\.test is 127\.0\.0\.1, found in .*`,
				`- ok       www\.example\.test answers a ping in .*`,
				`## Throughput`,
				`\| up +\| 65536 +\| .*`,
				`\| down +\| 65536 +\| .*`,
				`- ok       what arrived is what was sent`,
				`## Soak of 300ms`,
				`- ok       \d+ transactions, \d+ bytes each way, the slowest took .*, no error`,
				`## Dialogue of the driver`,
				`\| bytes in +\| [1-9]\d+ +\|`,
				`\| commands +\| [1-9]\d+ +\|`,
				`- ok       nothing was damaged or lost`,
				`## Result`,
				`\d+ ok, 0 warnings, 0 failed, \d skipped`,
			)
			if strings.Contains(out, labPassword) {
				t.Error("the report tells the password")
			}
			if strings.Contains(out, "\n\n\n") {
				t.Errorf("the report has gaps:\n%s", out)
			}
		})
	}
}

// A module's network that is not there, or lets nobody in, fails the report, which goes on as far as it can.
func TestNetworkFailures(t *testing.T) {
	tests := []struct {
		name string
		args string
		env  []string
		want []string
	}{
		{name: "no such network", args: "--ssid nowhere", want: []string{
			`- FAILED   nowhere cannot be joined: .*`, `  → check --ssid; .*`, `## Dialogue of the driver`, `\d+ ok, 0 warnings, 1 failed, .*`, `- FAILED   nowhere cannot be joined: .*`}},
		{name: "wrong password", env: []string{"WIFI_PASSWORD=wrong-secret"}, want: []string{
			`- FAILED   lab cannot be joined: .*`, `  → check --password or \$WIFI_PASSWORD`}},
		{name: "unknown host", args: "--host nowhere.test --soak 0 --size 100", want: []string{
			`- warning  nowhere\.test is unknown`, `  → check --host.*`, `\| up .*`, `\d+ ok, 1 warning, 0 failed, .*`}},
		{name: "no peer", args: "--peer 127.0.0.1:1", want: []string{
			`- FAILED   up, 65536 bytes: .*refused.*`, `  → can the network reach 127\.0\.0\.1:1\? .*`, `- FAILED   down, .*`, `- FAILED   \d+ transactions, .*ECONNREFUSED`}},
		{name: "no port to listen at", args: "--listen 127.0.0.1:99999", want: []string{`- FAILED   the server for the module: .*`, `  → check --listen`}},
		{name: "no such port", args: "--port serial:/dev/no-such-port", want: []string{
			`- FAILED   the port does not open: .*/dev/no-such-port.*`, `  → is the adapter plugged in\? .*`, `0 ok, 0 warnings, 1 failed, 0 skipped`}},
		{name: "no scheme", args: "--port /dev/ttyUSB0", want: []string{
			`- FAILED   the port does not open: .*write serial:/dev/ttyUSB0`, `  → check --port; .*`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, errs, code := doctor(t, tt.env, strings.Fields("--soak 100ms "+tt.args)...)
			failed := strings.Contains(out, "\n- FAILED ")
			if failed != (code == 1) || code > 1 || errs != "" {
				t.Errorf("exit %d, standard error %q", code, errs)
			}
			wants(t, out, tt.want...)
			if strings.Contains(out, "wrong-secret") {
				t.Error("the report tells the password")
			}
		})
	}
}

func TestMistakesOfUsage(t *testing.T) {
	for args, want := range map[string]string{
		"here":                           `doctor: unexpected argument "here": every value has its flag \(doctor -h tells more\)`,
		"--soak -1s":                     `doctor: --soak -1s: want a duration such as 1m, or 0 for none .*`,
		"--size 0":                       `doctor: --size 0: want 1 to \d+ bytes .*`,
		"--speed 9600":                   `doctor: flag provided but not defined: -speed .*`,
		"--peer a:1 --listen 127.0.0.1:": `doctor: --peer and --listen exclude each other: .*`,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			out, errs, code := doctor(t, nil, strings.Fields(args)...)
			if code != 2 || out != "" || !regexp.MustCompile("^"+want+"\n$").MatchString(errs) {
				t.Errorf("exit %d, standard error\n%swant one line\n%s", code, errs, want)
			}
		})
	}
	out, errs, code := doctor(t, nil, "-h")
	if code != 0 || errs != "" {
		t.Errorf("-h: exit %d, standard error %q", code, errs)
	}
	wants(t, out, `usage: doctor \[flags\]`, `  --port ADDRESS .*`, `  --record FILE .*`, `  --soak DURATION .*`, `  emulator: .*`)
}

// What is recorded is the whole examination: it plays back as a module.
func TestRecord(t *testing.T) {
	file := filepath.Join(t.TempDir(), "uart.jsonl")
	out, _, code := doctor(t, nil, "--record", file, "--soak", "0", "--size", "100")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	wants(t, out, `\| recording +\| .*uart\.jsonl +\|`)
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`{"format":"drivergen-record"`, `"port":"emulator:"`, `"text":"AT+GMR\r\n"`, `"kind":"close"`} {
		if !bytes.Contains(kept, []byte(want)) {
			t.Errorf("the recording lacks %s", want)
		}
	}
	// A playback is silent after what it has, so the run that departs from it ends with a failed check and no wait.
	out, _, code = doctor(t, nil, "--port", "playback:"+file, "--soak", "0", "--size", "100")
	if code != 1 && code != 0 {
		t.Errorf("exit %d", code)
	}
	wants(t, out, `- ok       the module answers`, `AT version:2\.2\..*`, `- ok       the driver came up in .*`)
}

// A peer of its own serves the module of another doctor.
func TestServe(t *testing.T) {
	serving := program(t, nil, "--serve", "127.0.0.1:0")
	address := startAndRead(t, serving, "serving at ")
	out, errs, code := doctor(t, nil, "--peer", address, "--soak", "100ms", "--size", "3000")
	if code != 0 || errs != "" {
		t.Errorf("exit %d, standard error %q\n%s", code, errs, out)
	}
	wants(t, out, `\| up +\| 3000 .*`, `- ok       \d+ transactions, .*`)
	if err := serving.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := serving.Wait(); err != nil {
		t.Errorf("the peer ended with %v", err)
	}
	if _, errs, code := doctor(t, nil, "--serve", "127.0.0.1:99999"); code != 1 || !strings.HasPrefix(errs, "doctor: --serve: ") {
		t.Errorf("no such port: exit %d, standard error %q", code, errs)
	}
}

// Ctrl-C ends the report, in the middle of the soak, with what is known by then.
func TestInterrupt(t *testing.T) {
	cmd := program(t, nil, "--soak", "10m")
	var rest bytes.Buffer
	startAndFollow(t, cmd, "## Soak of 10m0s", &rest)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit %d", code)
	}
	wants(t, rest.String(), `## Result`, `Interrupted: .*`, `\d+ ok, 0 warnings, 0 failed, \d+ skipped`)
}
