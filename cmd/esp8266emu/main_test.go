package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"drivergen/impl/esp8266/emulator"

	"go.bug.st/serial"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const hasPTY = runtime.GOOS == "linux" || runtime.GOOS == "darwin"

const patience = 30 * time.Second

// buffer is standard error, written by several goroutines.
type buffer struct {
	mu   sync.Mutex
	b    bytes.Buffer
	more chan struct{} // closed and replaced at each write, or nil
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.more != nil {
		close(b.more)
		b.more = nil
	}
	return b.b.Write(p)
}

// waitFor waits until text was written.
func (b *buffer) waitFor(t *testing.T, text string) {
	t.Helper()
	timeout := time.After(patience)
	for {
		b.mu.Lock()
		if strings.Contains(b.b.String(), text) {
			b.mu.Unlock()
			return
		}
		if b.more == nil {
			b.more = make(chan struct{})
		}
		more := b.more
		b.mu.Unlock()
		select {
		case <-more:
		case <-timeout:
			t.Fatalf("standard error lacks %q:\n%s", text, b)
		}
	}
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// program runs the program and gives the address of its first line. It must end cleanly when the test does.
func program(t *testing.T, args ...string) (address string, stderr *buffer) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	stderr = &buffer{}
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, args, streams{w, stderr})
		w.Close()
	}()
	t.Cleanup(func() {
		cancel()
		if got := <-code; got != 0 {
			t.Errorf("exit code %d, want 0; standard error:\n%s", got, stderr)
		}
	})
	line, err := bufio.NewReader(r).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "listening on ")
	if err != nil || !ok {
		t.Fatalf("the first line is %q, %v; standard error:\n%s", line, err, stderr)
	}
	return address, stderr
}

// talk sends a command over a connection and wants the answer.
func talk(t *testing.T, rw io.ReadWriter, sent, want string) {
	t.Helper()
	if _, err := io.WriteString(rw, sent); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, len(want))
	if _, err := io.ReadFull(rw, buf); err != nil || string(buf) != want {
		t.Fatalf("%q was answered %q, %v; want %q", sent, buf, err, want)
	}
}

func dial(t *testing.T, network, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return conn
}

func TestTCP(t *testing.T) {
	address, stderr := program(t, "--firmware", "1.7", "--ap", `ssid=a\,b\\c,password=correct horse`, "--dns", "x.example=127.0.0.1", "--trace")
	target, ok := strings.CutPrefix(address, "tcp:")
	if !ok {
		t.Fatalf("listening on %q", address)
	}
	conn := dial(t, "tcp", target)
	talk(t, conn, "ATE0\r\n", "ATE0\r\n\r\nOK\r\n")
	conn.Close()
	conn = dial(t, "tcp", target)
	talk(t, conn, "AT+CWMODE_CUR=1\r\n", "\r\nOK\r\n")
	talk(t, conn, `AT+CWJAP_CUR="a\,b\\c","correct horse"`+"\r\n", "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n")
	talk(t, conn, `AT+CIPDOMAIN="x.example"`+"\r\n", "+CIPDOMAIN:127.0.0.1\r\n\r\nOK\r\n")
	talk(t, conn, "AT+CIPMUX=1\r\nAT+CIPSERVER=1,80\r\n", "\r\nOK\r\n\r\nOK\r\n")
	if got := stderr.String(); !strings.Contains(got, `> "ATE0\r\n"`) {
		t.Errorf("--trace shows only:\n%s", got)
	}
}

// The line that says where a port of the module is comes from a goroutine of its own: read until it is there.
func TestModulePortIsTold(t *testing.T) {
	r, w := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int)
	out, outw := io.Pipe()
	go func() { ended <- run(ctx, nil, streams{outw, w}) }()
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(r)
	for range defaultAPs {
		lines.Scan()
	}
	conn := dial(t, "tcp", strings.TrimPrefix(strings.TrimSpace(first), "listening on tcp:"))
	talk(t, conn, "AT+CIPMUX=1\r\n", "AT+CIPMUX=1\r\n\r\nOK\r\n")
	talk(t, conn, "AT+CIPSERVER=1,80\r\n", "AT+CIPSERVER=1,80\r\n\r\nOK\r\n")
	lines.Scan()
	target, ok := strings.CutPrefix(lines.Text(), "module port 80 is at tcp:")
	if !ok {
		t.Fatalf("standard error says %q", lines.Text())
	}
	dial(t, "tcp", target)
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestUnix(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the socket's file of a program that was killed is another matter there")
	}
	path := filepath.Join(t.TempDir(), "esp")
	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	stale.SetUnlinkOnClose(false)
	stale.Close()
	address, stderr := program(t, "--listen", "unix:"+path)
	if address != "unix:"+path {
		t.Fatalf("listening on %q", address)
	}
	talk(t, dial(t, "unix", path), "AT\r\n", "AT\r\n\r\nOK\r\n")
	if !strings.Contains(stderr.String(), "access point ssid=open") {
		t.Errorf("standard error does not say which access points there are: %q", stderr)
	}
	var second buffer
	if code := run(context.Background(), []string{"--listen", "unix:" + path}, streams{io.Discard, &second}); code != 1 {
		t.Errorf("a second program on the socket ends with %d: %s", code, &second)
	}
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, []byte("kept"), 0o600)
	if code := run(context.Background(), []string{"--listen", "unix:" + file}, streams{io.Discard, &second}); code != 1 {
		t.Errorf("a program on a file that is no socket ends with %d", code)
	}
	if kept, _ := os.ReadFile(file); string(kept) != "kept" {
		t.Error("a file that is no socket was overwritten")
	}
}

func TestPTY(t *testing.T) {
	if !hasPTY {
		var stderr buffer
		if code := run(context.Background(), []string{"--listen", "pty:"}, streams{io.Discard, &stderr}); code != 1 || !strings.Contains(stderr.String(), "use --listen tcp:") {
			t.Errorf("exit code %d: %s", code, &stderr)
		}
		return
	}
	address, _ := program(t, "--listen", "pty:", "--firmware", "2.2")
	device, ok := strings.CutPrefix(address, "serial:")
	if !ok {
		t.Fatalf("listening on %q", address)
	}
	for i := range 2 {
		port, err := serial.Open(device, &serial.Mode{BaudRate: 115200})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			talk(t, port, "ATE0\r\n", "ATE0\r\n\r\nOK\r\n")
		}
		talk(t, port, "AT\r\n", "\r\nOK\r\n")
		port.Close()
	}
}

// The program ends when it is told to also while a host has the pseudo-terminal open: program checks the exit.
func TestPTYInUse(t *testing.T) {
	if !hasPTY {
		return
	}
	var port serial.Port
	t.Cleanup(func() { // after the program's own
		if port != nil {
			port.Close()
		}
	})
	address, _ := program(t, "--listen", "pty:")
	var err error
	port, err = serial.Open(strings.TrimPrefix(address, "serial:"), &serial.Mode{BaudRate: 115200})
	if err != nil {
		t.Fatal(err)
	}
	talk(t, port, "AT\r\n", "AT\r\n\r\nOK\r\n")
}

// Both streams into one file, and still the address is its first line. Wrong flags say only what is wrong.
func TestAddressComesFirst(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	ended := make(chan int)
	go func() {
		ended <- run(ctx, nil, streams{w, w})
		w.Close()
	}()
	lines := bufio.NewScanner(r)
	for i, want := range []string{"listening on tcp:127.0.0.1:", "access point ssid=open", "access point ssid=lab"} {
		if lines.Scan(); !strings.HasPrefix(lines.Text(), want) {
			t.Errorf("line %d is %q, want %s...", i+1, lines.Text(), want)
		}
	}
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("exit code %d", code)
	}
	var stderr buffer
	run(context.Background(), []string{"--listen", "tcp:1"}, streams{io.Discard, &stderr})
	if strings.Contains(stderr.String(), "access point") {
		t.Errorf("a wrong flag is answered with more than the reason: %s", &stderr)
	}
}

func TestWrongFlags(t *testing.T) {
	for _, tt := range []struct {
		args string
		want string
	}{
		{"--nope", "unknown flag: --nope"},
		{"extra", "unexpected argument"},
		{"--listen|serial:/dev/ttyUSB0", "want tcp:HOST:PORT, pty: or unix:PATH"},
		{"--listen|tcp:127.0.0.1", "want tcp:HOST:PORT"},
		{"--listen|unix:", "want unix:PATH"},
		{"--listen|pty:x", "write pty: alone"},
		{"--firmware|3.0", "use 1.3, 1.7, 2.2 or 2.2.1"},
		{"--baud|-1", "use 0 for no pace"},
		{"--baud|fast", "invalid argument"},
		{"--ap|lab", "not key=value"},
		{"--ap|ssid=lab,colour=red", "no such key"},
		{"--ap|ssid=lab,ssid=lab", "given twice"},
		{"--ap|ssid=lab,security=WPA9", "use one of OPEN"},
		{"--ap|ssid=lab,channel=six", "whole number"},
		{"--ap|ssid=lab,bssid=1:2", "want the form"},
		{"--ap|ssid=lab,password=short", "8 to 64"},
		{"--ap|password=long enough", "1 to 32"},
		{"--dns|localhost", "want NAME=IP"},
		{"--dns|a=b", "not an IPv4 address"},
		{"--allow|10.0.0.1", "address range"},
		{"--fault|dorp=1", "did you mean drop?"},
		{"--fault|drop=1|--fault|drop=1", "given twice"},
		{"--fault|drop=lots", "chance from 0 to 1"},
		{"--timing|rael", "want real, none, or key=value"},
		{"--timing|scna=1s", "did you mean scan?"},
		{"--interleave|at=ecko,text=x", "did you mean echo?"},
		{"--overrun|-1", "use 0 for any number"},
		{"--boot-garbage=perhaps", "invalid argument"},
		{"--pty|--listen|tcp:127.0.0.1:0", "give one of them"},
		{"--station|1:2", "want the form"},
		{"--station-mac|1:2", "--station-mac: hardware address"},
		{"--ap-mac|1:2", "--ap-mac: hardware address"},
		{"--station-ip|10.0.0.2", "such as 10.0.0.2/24"},
		{"--ap-ip|::1/64", "such as 10.0.0.2/24"},
		{"--ca|nowhere.pem", "--ca: open nowhere.pem"},
		{"--ca|main.go", "no certificate"},
		{"--cert|main.go", "--cert: "},
	} {
		var stderr buffer
		code := run(context.Background(), strings.Split(tt.args, "|"), streams{io.Discard, &stderr})
		if code != 2 || !strings.Contains(stderr.String(), tt.want) {
			t.Errorf("%s: exit code %d, %q; want 2 and %q", tt.args, code, stderr.String(), tt.want)
		}
	}
}

func TestHelp(t *testing.T) {
	var out buffer
	if code := run(context.Background(), []string{"--help"}, streams{&out, io.Discard}); code != 0 {
		t.Errorf("exit code %d", code)
	}
	words := slices.Concat(defaultAPs, emulator.FaultKeys(), emulator.TimingKeys())
	for _, word := range append(words, "--fault", "--timing", "--pty", "--overrun") {
		if !strings.Contains(out.String(), word) {
			t.Errorf("--help does not show %s", word)
		}
	}
}
