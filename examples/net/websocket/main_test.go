package main

import (
	"strings"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/servingtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const talk = `talk      1  text      12 bytes came back: hello, world
<lines>talk      2  text      27 bytes came back: Grüße aus der Leitung ☎
<lines>talk      3  binary   336 bytes came back
<lines>talk      4  text       0 bytes came back
<lines>talk      5  text    3300 bytes came back: more than a module takes at once more th…
<lines>closed   5 messages over `

const (
	dialled = "server   ws://peer.example.test:<port>/echo on 127.0.0.1:<port> sends back what it is sent\ndial     ws://peer.example.test:<port>/echo\n<lines>" + talk
	handled = "listens  at port 80 of the module\n<lines>get      / is a page of <n> bytes\ndial     ws://10.0.0.2/echo\n<lines>" + talk
)

// The module is first the client and then the server.
func TestBothSides(t *testing.T) {
	want := strings.ReplaceAll(dialled+"one connection\n"+handled+"one connection\n", "<lines>", "")
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+want)
	const faults = "busy=0.05,close-link=0.02,seed=3"
	boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+dialled+"<any>\n"+handled+"<any>\n")
}

func TestStay(t *testing.T) {
	r := servingtest.Start(t, program(), "--stay", "--messages", "1")
	r.Find(`closed   1 message over one connection`)
	r.Find(`listens  at (http://127\.0\.0\.1:\d+/) \(http://10\.0\.0\.2:80/ of the emulated module\) until Control-C`)
	if code := r.End(); code != board.Done {
		t.Errorf("exit %d", code)
	}
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "a real module needs --url, such as wss://echo.websocket.org/", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(), "--messages 0: want from 1 to 1000", "--messages", "0")
	boardtest.Mistake(t, program(), "--listen 0: want a port from 1 to 65535", "--listen", "0")
}
