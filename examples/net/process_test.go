package net_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"drivergen/examples/net/internal/boardtest"
)

// binaries are the programs that are built and run as processes; all are run by the tests in their folders.
var binaries = []string{"http-get", "tcpclient", "socket"}

func TestProcesses(t *testing.T) {
	dir := t.TempDir()
	args := []string{"build", "-o", dir + string(filepath.Separator)}
	for _, name := range binaries {
		args = append(args, "drivergen/examples/net/"+name)
	}
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for _, name := range binaries {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			binary := executable(dir, name)
			r := run(t, binary)
			if r.Code != 0 || r.Log != "" || !boardtest.Matches(r.Out, boardtest.Online+"server   <lines>") {
				t.Errorf("without arguments: exit %d, standard error:\n%s\nprinted:\n%s", r.Code, r.Log, r.Out)
			}
			if r = run(t, binary, "-h"); r.Code != 0 || !strings.HasPrefix(r.Out, "usage: "+name+" [flags]\n") {
				t.Errorf("-h: exit %d, printed:\n%s", r.Code, r.Out)
			}
			boardtest.Fails(t, run(t, binary, "--prot", "x"), 2, name+": unknown flag --prot: did you mean --port? ("+name+" -h tells more)")
			boardtest.Fails(t, run(t, binary, "--ssid", "nowhere"), 1, name+`: no access point in range is called "nowhere": <any>`)
		})
	}
	t.Run("interrupted", func(t *testing.T) { interrupted(t, executable(dir, "http-get")) })
}

func executable(dir, name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dir, name)
}

// command is a program that ends within a minute.
func command(t *testing.T, binary string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = append(os.Environ(), "WIFI_PASSWORD=")
	return cmd
}

// run runs a program to its end.
func run(t *testing.T, binary string, args ...string) boardtest.Result {
	t.Helper()
	cmd := command(t, binary, args...)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return boardtest.Result{Out: out.String(), Log: log.String(), Code: cmd.ProcessState.ExitCode()}
}

// interrupted presses Control-C while a program waits for a server that never answers.
func interrupted(t *testing.T, binary string) {
	if runtime.GOOS == "windows" {
		t.Skip("a process of Windows cannot be sent an interrupt")
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	cmd := command(t, binary, "--url", "http://"+listener.Addr().String()+"/")
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || line != "GET / HTTP/1.1\r\n" {
		t.Fatalf("the server read %q, %v", line, err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 1 || log.String() != "http-get: interrupted\n" {
		t.Errorf("%v, standard error %q", err, log.String())
	}
}
