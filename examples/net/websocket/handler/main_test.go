package main

import (
	"context"
	"strings"
	"testing"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/servingtest"

	"github.com/coder/websocket"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const talked = `listens  at port 80 of the module
<lines>get      / is a page of <n> bytes
dial     ws://10.0.0.2/echo
<lines>talk      1  text      12 bytes came back: hello, world
<lines>talk      2  text      27 bytes came back: Grüße aus der Leitung ☎
<lines>talk      3  binary   336 bytes came back
<lines>talk      4  text       0 bytes came back
<lines>talk      5  text    3300 bytes came back: more than a module takes at once more th…
<lines>closed   5 messages over `

func TestHandler(t *testing.T) {
	t.Parallel()
	want := strings.ReplaceAll(talked, "<lines>", "") + "one connection\n"
	boardtest.Done(t, boardtest.Run(t, program()), boardtest.Online+want)
	for _, firmware := range []string{"1.3", "1.7"} {
		address := "emulator:?firmware=" + firmware
		boardtest.Done(t, boardtest.Run(t, program(), "--port", address), strings.Replace(boardtest.Online, "emulator:", address, 1)+want)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, faults := range []string{"busy=0.05,seed=3", "close-link=0.02,seed=3", "reboot-after=7000", "send-fail=0.05,seed=5"} {
		t.Run(faults, func(t *testing.T) {
			boardtest.Done(t, boardtest.Run(t, program(), "--fault", faults), boardtest.OnlineWith(faults)+talked+"<any>\n")
		})
	}
	boardtest.Fails(t, boardtest.Run(t, program(), "--fault", "close-link=1,seed=1"), board.Failed, "handler: <any>")
}

// With --stay several clients talk at the same time, until Control-C.
func TestStay(t *testing.T) {
	r := servingtest.Start(t, program(), "--stay")
	url := "ws" + strings.TrimPrefix(r.Find(`listens  at (http://127\.0\.0\.1:\d+/) \(http://10\.0\.0\.2:80/ of the emulated module\) until Control-C`), "http") + "echo"
	dial := func() *websocket.Conn {
		conn, _, err := websocket.Dial(t.Context(), url, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.CloseNow() })
		return conn
	}
	say := func(conn *websocket.Conn, text string) {
		if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if _, back, err := conn.Read(t.Context()); err != nil || string(back) != text {
			t.Fatalf("%q came back, %v", back, err)
		}
	}
	one, two := dial(), dial()
	say(one, "first")
	say(two, "second\x1b[2J")
	say(one, "third")
	r.Find(`message  from \S+: first`)
	r.Find(`message  from \S+: second\[2J`)
	if err := one.Write(t.Context(), websocket.MessageBinary, make([]byte, 500)); err != nil {
		t.Fatal(err)
	}
	r.Find(`message  of 500 bytes from \S+`)
	if code := r.End(); code != board.Done {
		t.Errorf("exit %d", code)
	}
	if _, _, err := two.Read(context.Background()); err == nil {
		t.Error("the connection outlives the server")
	}
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(), "--messages 1001: want from 1 to 1000", "--messages", "1001")
	boardtest.Mistake(t, program(), "--listen 0: want a port from 1 to 65535", "--listen", "0")
}
