// Package batchtest tests the programs of examples/net that send a batch: what they print and do is the same.
package batchtest

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/peer"
)

const server = "server   peer.example.test:<port> counts what it is sent, on 127.0.0.1:<port>\n"

const sent = `send     1000 writes of 100 bytes to peer.example.test:<port>
sent     100000 bytes in <time>, <rate>
answer   100000 bytes arrived
`

// Batch sends batches with each line of firmware, and one twice.
func Batch(t *testing.T, program func() board.Program) {
	t.Parallel()
	for _, firmware := range []string{"1.3", "1.7", "2.2"} {
		address := "emulator:?firmware=" + firmware
		online := strings.Replace(boardtest.Online, "emulator:", address, 1)
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address), online+server+sent)
	}
	boardtest.Done(t, boardtest.Run(t, program(), "--count", "2", "--interval", "0s"), boardtest.Online+server+"\n-------- 1 --------\n"+sent+"\n-------- 2 --------\n"+sent)
}

// BusyModule looks that lines are neither lost nor doubled where the module is only slow.
func BusyModule(t *testing.T, program func() board.Program) {
	t.Parallel()
	const faults = "busy=0.02,stray-busy=0.02,seed=3"
	boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+server+sent)
}

// Reconnect looks that a connection which is lost is made anew, and that the batch goes on.
func Reconnect(t *testing.T, program func() board.Program) {
	t.Parallel()
	for _, faults := range []string{"close-link=0.002,seed=3", "send-fail=0.002,seed=1", "reboot-after=50000"} {
		r := boardtest.Run(t, program(), "--fault", faults)
		want := boardtest.OnlineWith(faults) + server + "send     <any>\nlost     after <n> line<any>: <any>\n<lines>sent     100000 bytes in <time>, <rate>\nanswer   <n> bytes arrived over the last of <n> connections\n"
		boardtest.Done(t, r, want)
	}
}

// Lines looks that every line arrives, whole and in order, also at a server that answers nothing.
func Lines(t *testing.T, program func() board.Program) {
	t.Parallel()
	received := make(chan string, 1)
	s, err := peer.Serve(func(conn net.Conn) {
		text, err := io.ReadAll(conn)
		if err != nil {
			t.Error(err)
		}
		received <- string(text)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	address := s.Addr().String()
	r := boardtest.Run(t, program(), "--server", address, "--writes", "3")
	boardtest.Done(t, r, boardtest.Online+"send     3 writes of 100 bytes to "+address+"\nsent     300 bytes in <time>, <rate>\nanswer   none in 2s: a server such as nc gives none\n")
	want := ""
	for n := range 3 {
		want += fmt.Sprintf("line %d of 3 %s\n", n+1, strings.Repeat("-", 87))
	}
	if got := <-received; got != want+"end\n" {
		t.Errorf("the server read\n%s", got)
	}
}

// ServerGone looks that a server which goes away in the middle is waited for, but not for ever.
func ServerGone(t *testing.T, program func() board.Program) {
	t.Parallel()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			io.ReadFull(conn, make([]byte, 1000))
			conn.Close()
		}
		listener.Close()
	}()
	r := boardtest.Run(t, program(), "--server", listener.Addr().String())
	boardtest.Fails(t, r, board.Failed, program().Name+": nobody listens at 127.0.0.1:<port>: check --server and whether the server runs <any>")
	if n := strings.Count(r.Out, "\nlost     after "); n != 5 {
		t.Errorf("%d losses, printed:\n%s", n, r.Out)
	}
}

// Mistakes are told in one line, with what to do.
func Mistakes(t *testing.T, program func() board.Program) {
	boardtest.Mistake(t, program(), "a real module needs --server HOST:PORT, such as 192.168.1.10:8080", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(), "--writes 0: want 1 to 10000000", "--writes", "0")
	boardtest.Mistake(t, program(), "--interval -1s: want a duration such as 10s", "--interval", "-1s")
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", boardtest.Nobody(t)), board.Failed, program().Name+": nobody listens at 127.0.0.1:<port>: check --server and whether the server runs <any>")
	boardtest.Fails(t, boardtest.Run(t, program(), "--server", "nowhere.test:80"), board.Failed, program().Name+": unknown host nowhere.test: check --server <any>")
}
