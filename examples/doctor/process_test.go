package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// startAndRead starts a program and returns what follows a prefix in its first line.
func startAndRead(t *testing.T, cmd *exec.Cmd, prefix string) string {
	t.Helper()
	out := start(t, cmd)
	line, err := bufio.NewReader(out).ReadString('\n')
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), prefix)
	if !ok {
		t.Fatalf("the first line is %q, %v", line, err)
	}
	return rest
}

// startAndFollow starts a program, waits for a line of its output, and keeps what follows it in rest: all of it when
// Wait has returned.
func startAndFollow(t *testing.T, cmd *exec.Cmd, line string, rest *bytes.Buffer) {
	t.Helper()
	seen := make(chan bool)
	cmd.Stdout = &follower{line: []byte(line), seen: seen, rest: rest}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-seen
}

// follower is a writer that tells when a line was written and keeps what comes after it.
type follower struct {
	line   []byte
	before []byte
	seen   chan bool
	found  bool
	rest   *bytes.Buffer
}

func (f *follower) Write(p []byte) (int, error) {
	if f.found {
		return f.rest.Write(p)
	}
	f.before = append(f.before, p...)
	if _, after, ok := bytes.Cut(f.before, f.line); ok {
		f.found = true
		f.rest.Write(after)
		close(f.seen)
	}
	return len(p), nil
}

func start(t *testing.T, cmd *exec.Cmd) io.Reader {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return out
}
