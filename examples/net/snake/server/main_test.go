package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A game is played by hand, until the server is interrupted.
func TestServer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, w := io.Pipe()
	out := bufio.NewScanner(r)
	ended := make(chan int, 1)
	var log bytes.Buffer
	go func() {
		ended <- run(ctx, []string{"--listen", "127.0.0.1:0", "--tick", "20ms", "--seed", "4"}, w, &log)
		w.Close()
	}()
	out.Scan()
	m := regexp.MustCompile(`^listens  at (127\.0\.0\.1:\d+) until Control-C$`).FindStringSubmatch(out.Text())
	if m == nil {
		t.Fatalf("it prints %q", out.Text())
	}
	conn, err := net.Dial("tcp", m[1])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "join lisa\r\nturn up\r\n"); err != nil {
		t.Fatal(err)
	}
	if out.Scan(); out.Text() != "game     lisa plays" {
		t.Errorf("it prints %q", out.Text())
	}
	heard := bufio.NewScanner(conn)
	const frame = `frame \d+ 32 18` // of a game that does not wait for its player
	for _, want := range []string{`snake 1`, `you 1 [0-9a-f]{16}`, frame, `food( \d+,\d+){5}`, `snake 1 \d+ \d+ \w+ lisa .+`, `end`, frame} {
		if !heard.Scan() || !regexp.MustCompile("^"+want+"$").MatchString(heard.Text()) {
			t.Fatalf("%q, %v, want %q", heard.Text(), heard.Err(), want)
		}
	}
	cancel()
	last := ""
	for heard.Scan() {
		last = heard.Text()
	}
	if last != "error the server ends" || heard.Err() != nil {
		t.Errorf("its last line is %q, %v", last, heard.Err())
	}
	for out.Scan() { // what it still prints
	}
	if code := <-ended; code != 0 || log.Len() > 0 {
		t.Errorf("exit %d, standard error:\n%s", code, &log)
	}
}

func TestMistakes(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"--tick 1ms", 2, "server: --tick 1ms: want from 20ms to 5s (server -h tells more)\n"},
		{"--width 5", 2, "server: --width, --height and --food: a board of 5 by 18 cells: want from 12 by 8 to 120 by 60 (server -h tells more)\n"},
		{"--food 0", 2, "server: --width, --height and --food: 0 pieces of food: want from 1 to 72 on this board (server -h tells more)\n"},
		{"--listen 7070", 2, "server: --listen \"7070\": want [HOST]:PORT, such as :7070 (server -h tells more)\n"},
		{"--lisen :1", 2, "server: unknown flag --lisen: did you mean --listen? (server -h tells more)\n"},
		{"--listen " + taken.Addr().String(), 1, "server: --listen " + taken.Addr().String() + ": listen tcp " + taken.Addr().String() + ": bind: address already in use\n"},
	} {
		var out, log bytes.Buffer
		if code := run(t.Context(), strings.Fields(tt.args), &out, &log); code != tt.code || log.String() != tt.want {
			t.Errorf("%s: exit %d, standard error:\n%s", tt.args, code, &log)
		}
	}
	var out, log bytes.Buffer
	if code := run(t.Context(), []string{"-h"}, &out, &log); code != 0 || !strings.Contains(out.String(), "--listen [HOST]:PORT") {
		t.Errorf("exit %d, printed:\n%s", code, &out)
	}
}
