package main

import (
	"io"
	"net"
	"testing"
)

// A server that shuts connections down behind their peers, as Kaluma's http does, hears of no failure: there is no
// uncaught exception in 200 of them.
func TestServerThatEndsLate(t *testing.T) {
	addr, end := serving(t, "--modules", "testdata/modules", "testdata/late.js")
	for n := range 200 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatalf("connection %d: %v", n, err)
		}
		if _, err := io.WriteString(conn, "hello"); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 5)
		if _, err := io.ReadFull(conn, buf); err != nil || string(buf) != "hello" {
			t.Fatalf("connection %d: heard %q, %v", n, buf, err)
		}
		conn.Close()
	}
	if log, code := end(); code != exitInterrupted || log != "" {
		t.Errorf("exit %d, standard error:\n%s", code, log)
	}
}
