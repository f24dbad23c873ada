package main

import (
	"io"
	"net"
	"strings"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/servingtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestEcho(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+`listens  at port 8080 of the module
client   1: 8192 bytes came back unchanged
client   2: 8192 bytes came back unchanged
client   3: 8192 bytes came back unchanged
`)
	for _, firmware := range []string{"1.3", "1.7"} {
		address := "emulator:?firmware=" + firmware
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address, "--clients", "5", "--bytes", "1000", "--listen", "7"),
			strings.Replace(boardtest.Online, "emulator:", address, 1)+"listens  at port 7 of the module\n"+
				"client   1: 1000 bytes came back unchanged\nclient   2: 1000 bytes came back unchanged\n"+
				"client   3: 1000 bytes came back unchanged\nclient   4: 1000 bytes came back unchanged\nclient   5: 1000 bytes came back unchanged\n")
	}
}

// What goes wrong in the module costs time and connections, not data.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, faults := range []string{"busy=0.05,seed=3", "close-link=0.01,seed=2", "reboot-after=9000", "lose-send-ok=0.02,seed=5"} {
		t.Run(faults, func(t *testing.T) {
			r := boardtest.Run(t, program(), "--fault", faults, "--bytes", "4000")
			boardtest.Done(t, r, boardtest.OnlineWith(faults)+`listens  at port 8080 of the module
<lines>client   1: 4000 bytes came back unchanged<any>
client   2: 4000 bytes came back unchanged<any>
client   3: 4000 bytes came back unchanged<any>
`)
		})
	}
}

// Clients that never come through are an error, not a hang.
func TestTooManyFaults(t *testing.T) {
	t.Parallel()
	boardtest.Fails(t, boardtest.Run(t, program(), "--fault", "close-link=1,seed=1"), board.Failed, "tcpecho: client 1: <any>")
	boardtest.Fails(t, boardtest.Run(t, program(), "--timeout", "1ns"), board.Failed, "tcpecho: not done in 1ns, --timeout allows more<any>")
}

// With --stay it serves until Control-C, where it says.
func TestStay(t *testing.T) {
	r := servingtest.Start(t, program(), "--stay", "--timeout", "20s")
	conn, err := net.Dial("tcp", r.Find(`listens  at (127\.0\.0\.1:\d+) \(10\.0\.0\.2:8080 of the emulated module\) until Control-C`))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	b := make([]byte, 5)
	if _, err := conn.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, b); err != nil || string(b) != "hello" {
		t.Fatalf("%q, %v", b, err)
	}
	r.Find(`client   \S+ has connected`)
	conn.Close()
	r.Find(`client   \S+ has closed after 5 bytes`)
	if code := r.End(); code != board.Done {
		t.Errorf("exit %d", code)
	}
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "--listen 0: want a port from 1 to 65535", "--listen", "0")
	boardtest.Mistake(t, program(), "--listen 65536: want a port from 1 to 65535", "--listen", "65536")
	boardtest.Mistake(t, program(), "--clients 6: want from 1 to 5, the links of a module", "--clients", "6")
	boardtest.Mistake(t, program(), "--bytes 0: want from 1 to 1048576", "--bytes", "0")
	boardtest.Mistake(t, program(), "--stay is for the emulated module: a real one serves until Control-C anyway", "--stay", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(), "unknown flag --lisen: did you mean --listen?", "--lisen", "7")
}
