package echo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"

	"github.com/coder/websocket"
)

// A Conversation is what a client sends to an echo server.
type Conversation struct {
	Messages int

	// Dial connects to the server.
	Dial func(ctx context.Context) (*websocket.Conn, error)

	// Lost reports whether an error is that of a connection that was lost, so that another is made.
	Lost func(error) bool
}

// patience is how long a server may take to send a message back.
const patience = 10 * time.Second

// errEcho is the error of a server that sends something else back.
var errEcho = errors.New("what came back is not what was sent")

// Run has the conversation and tells of each message. A message whose connection is lost is sent over another.
func (c Conversation) Run(ctx context.Context, b *board.Board) error {
	var conn *websocket.Conn
	defer func() {
		if conn != nil {
			conn.CloseNow()
		}
	}()
	connections := 0
	again := func(err error) bool { return !errors.Is(err, errEcho) && c.Lost(err) }
	for i := range c.Messages {
		kind, message := compose(i)
		err := serving.AgainIf(ctx, again, func(ctx context.Context) (err error) {
			if conn == nil {
				if conn, err = c.Dial(ctx); err != nil {
					conn = nil
					return err
				}
				connections++
			}
			if err = exchange(ctx, conn, kind, message); err != nil {
				conn.CloseNow()
				conn = nil
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("message %d: %w", i+1, err)
		}
		b.Step("talk", "%2d  %-6s %5d bytes came back%s", i+1, name(kind), len(message), shown(kind, message))
	}
	over := "one connection"
	if connections > 1 {
		over = fmt.Sprintf("%d connections", connections)
	}
	if err := conn.Close(websocket.StatusNormalClosure, "that is all"); err != nil {
		over += ", the last of which was lost before both had closed it"
	}
	conn = nil
	b.Step("closed", "%s over %s", console.Counted(c.Messages, "message"), over)
	return nil
}

// exchange sends a message and compares what comes back.
func exchange(ctx context.Context, conn *websocket.Conn, kind websocket.MessageType, message []byte) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn.SetReadLimit(MaxMessage)
	if err := conn.Write(ctx, kind, message); err != nil {
		return err
	}
	backKind, back, err := conn.Read(ctx)
	if err != nil {
		return err
	}
	if backKind != kind || !bytes.Equal(back, message) {
		return fmt.Errorf("%w: %s of %d bytes for %s of %d", errEcho, name(backKind), len(back), name(kind), len(message))
	}
	return nil
}

// compose makes a message: texts, an empty one among them, and binary ones of several sizes.
func compose(i int) (websocket.MessageType, []byte) {
	switch i % 5 {
	case 0:
		return websocket.MessageText, []byte("hello, world")
	case 1:
		return websocket.MessageText, []byte("Grüße aus der Leitung ☎")
	case 2:
		return websocket.MessageBinary, bytes.Repeat([]byte{0, '\r', '\n', 'O', 'K', '\r', '\n', 0xff}, 40+i)
	case 3:
		return websocket.MessageText, nil
	}
	return websocket.MessageText, []byte(strings.Repeat("more than a module takes at once ", 100))
}

func name(kind websocket.MessageType) string {
	if kind == websocket.MessageBinary {
		return "binary"
	}
	return "text"
}

// shown is the beginning of a text, where there is one.
func shown(kind websocket.MessageType, message []byte) string {
	const most = 40
	switch {
	case kind == websocket.MessageBinary || len(message) == 0:
		return ""
	case len(message) > most:
		return ": " + string(message[:most]) + "…"
	}
	return ": " + string(message)
}
