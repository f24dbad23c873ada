package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/examples/internal/programtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	programtest.Main(main)
	port.RegisterEmulator(online.Lab(labHost)...)
	registerBench()
	goleak.VerifyTestMain(m)
}

func TestReportOfAnEmulatedModule(t *testing.T) {
	for firmware, version := range map[string]string{"2.2": `AT version:2\.2\..*`, "1.7": `AT version:1\.7\..*`} {
		t.Run(firmware, func(t *testing.T) {
			t.Parallel()
			out, errs, code := programtest.Run(t, nil, "--port", "emulator:?firmware="+firmware, "--soak", "300ms")
			if code != 0 || errs != "" {
				t.Fatalf("exit %d, standard error %q\n%s", code, errs, out)
			}
			programtest.Lines(t, out,
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
				`- ok       5 access points in range`,
				`\| lab +\| `+programtest.MAC+` \| WPA2.* \| 6 +\| -42 dBm \|`,
				`- ok       joined lab in .*`,
				`- ok       access point `+programtest.MAC+`, channel 6, -42 dBm`,
				`## Network`,
				`- ok       address 10\.0\.0\.2 \(`+programtest.MAC+`\)`,
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
			if strings.Contains(out, online.LabPassword) {
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
			`- FAILED   nowhere cannot be joined: .*`, `  → check --ssid; .*`, `## Dialogue of the driver`, `\d+ ok, 0 warnings, 1 failed, .*`, `- FAILED   Radio: nowhere cannot be joined`}},
		{name: "wrong password", env: []string{"WIFI_PASSWORD=wrong-secret"}, want: []string{
			`- FAILED   lab cannot be joined: connect: permission denied: the password is wrong: at: [^()]*\(\+CWJAP:2\)`, `  → check --password or \$WIFI_PASSWORD`}},
		{name: "unknown host", args: "--host nowhere.test --soak 0 --size 100", want: []string{
			`- warning  nowhere\.test is unknown`, `  → check --host.*`, `\| up .*`, `\d+ ok, 1 warning, 0 failed, .*`}},
		{name: "no peer", args: "--peer 127.0.0.1:1", want: []string{
			`- FAILED   up, 65536 bytes: .*refused.*`, `  → can the network reach 127\.0\.0\.1:1\? .*`,
			`- FAILED   down, 65536 bytes: the same`, `- skipped  soak: it needs the peer, which was not reached`,
			`\d+ ok, 0 warnings, 2 failed, 1 skipped`, `- FAILED   Throughput: up, 65536 bytes`, `- FAILED   Throughput: down, 65536 bytes`}},
		{name: "unknown peer", args: "--peer nowhere.test:7007", want: []string{
			`- FAILED   up, 65536 bytes: .*nowhere\.test.*`, `  → check --peer, .*`}},
		{name: "no address to listen at", args: "--listen 192.0.2.1:0", want: []string{`- FAILED   the server for the module: .*`, `  → check --listen`}},
		{name: "no folder for the recording", args: "--record /no/such/folder/file", want: []string{
			`- FAILED   the port does not open: --record: open /no/such/folder/file: .*`, `  → check --record: .*`}},
		{name: "no such port", args: "--port serial:/dev/no-such-port", want: []string{
			`- FAILED   the port does not open: .*/dev/no-such-port.*`, `  → is the adapter plugged in\? .*`, `0 ok, 0 warnings, 1 failed, 0 skipped`}},
		{name: "nobody at the port", args: "--port tcp:127.0.0.1:1", want: []string{
			`- FAILED   the port does not open: .*refused.*`, `  → check --port; .*`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, errs, code := programtest.Run(t, tt.env, strings.Fields("--soak 100ms "+tt.args)...)
			failed := strings.Contains(out, "\n- FAILED ")
			if failed != (code == 1) || code > 1 || errs != "" {
				t.Errorf("exit %d, standard error %q", code, errs)
			}
			programtest.Lines(t, out, tt.want...)
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
		"--speed 9600":                   `doctor: unknown flag --speed: use one of --host, .*`,
		"--prot tcp:h:1":                 `doctor: unknown flag --prot: did you mean --port\? .*`,
		"--soak long":                    `doctor: --soak "long": want a value such as 1m0s .*`,
		"--port /dev/ttyUSB0":            `doctor: --port: address "/dev/ttyUSB0": the scheme is missing: write serial:/dev/ttyUSB0 .*`,
		"--port tpc:h:1":                 `doctor: --port: address "tpc:h:1": unknown scheme tpc, did you mean tcp:\?.*`,
		"--peer h":                       `doctor: --peer "h": want HOST:PORT, such as 192\.168\.1\.10:7007 .*`,
		"--peer h:0":                     `doctor: --peer "h:0": want a port from 1 to 65535 .*`,
		"--listen 127.0.0.1:99999":       `doctor: --listen "127\.0\.0\.1:99999": want a port from 0, .*`,
		"--serve 7007":                   `doctor: --serve "7007": want \[HOST\]:PORT, such as :7007 .*`,
		"--peer a:1 --listen 127.0.0.1:": `doctor: --peer and --listen exclude each other: .*`,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			out, errs, code := programtest.Run(t, nil, strings.Fields(args)...)
			if code != 2 || out != "" || !regexp.MustCompile("^"+want+"\n$").MatchString(errs) {
				t.Errorf("exit %d, standard error\n%swant one line\n%s", code, errs, want)
			}
		})
	}
	out, errs, code := programtest.Run(t, nil, "-h")
	if code != 0 || errs != "" {
		t.Errorf("-h: exit %d, standard error %q", code, errs)
	}
	programtest.Lines(t, out, `usage: doctor \[flags\]`, `  --port ADDRESS .*`, `  --record FILE .*`, `  --soak DURATION .*`, `  emulator: .*`)
}

// What is recorded is the whole examination: it plays back as a module.
func TestRecord(t *testing.T) {
	file := filepath.Join(t.TempDir(), "uart.jsonl")
	out, _, code := programtest.Run(t, nil, "--record", file, "--soak", "0", "--size", "100")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	programtest.Lines(t, out, `\| recording +\| .*uart\.jsonl +\|`)
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
	out, _, code = programtest.Run(t, nil, "--port", "playback:"+file, "--soak", "0", "--size", "100")
	if code != 1 && code != 0 {
		t.Errorf("exit %d", code)
	}
	programtest.Lines(t, out, `- ok       the module answers`, `AT version:2\.2\..*`, `- ok       the driver came up in .*`)
}

// A peer of its own serves the module of another doctor.
func TestServe(t *testing.T) {
	serving := programtest.Command(t, nil, "--serve", "127.0.0.1:0")
	address := startAndRead(t, serving, "serving at ")
	out, errs, code := programtest.Run(t, nil, "--peer", address, "--soak", "100ms", "--size", "3000")
	if code != 0 || errs != "" {
		t.Errorf("exit %d, standard error %q\n%s", code, errs, out)
	}
	programtest.Lines(t, out, `\| up +\| 3000 .*`, `- ok       \d+ transactions, .*`)
	if err := serving.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := serving.Wait(); err != nil {
		t.Errorf("the peer ended with %v", err)
	}
	if _, errs, code := programtest.Run(t, nil, "--serve", "192.0.2.1:7007"); code != 1 || !strings.HasPrefix(errs, "doctor: --serve: ") {
		t.Errorf("no such address: exit %d, standard error %q", code, errs)
	}
}

// Ctrl-C ends the report, in the middle of the soak, with what is known by then.
func TestInterrupt(t *testing.T) {
	cmd := programtest.Command(t, nil, "--soak", "10m")
	var rest bytes.Buffer
	startAndFollow(t, cmd, "## Soak of 10m0s", &rest)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit %d", code)
	}
	programtest.Lines(t, rest.String(), `## Result`, `Interrupted: .*`, `\d+ ok, 0 warnings, 0 failed, \d+ skipped`)
}
