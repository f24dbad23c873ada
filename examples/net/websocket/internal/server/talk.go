package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
	"drivergen/examples/net/websocket/internal/echo"

	"github.com/coder/websocket"
)

// talk is the client beside the emulated module: it gets the page, and has a conversation.
func talk(ctx context.Context, b *board.Board, dial serving.Dial, messages echo.Messages) error {
	v := serving.NewVisitor(b, dial)
	defer v.Close()
	got, err := v.Get(ctx, "/", nil)
	if err != nil {
		return err
	}
	if err := got.Expect(http.StatusOK); err != nil {
		return err
	}
	if !bytes.Equal(got.Body, page) {
		return fmt.Errorf("the page is not what it should be: %d bytes of %d", len(got.Body), len(page))
	}
	b.Step("get", "/ is a page of %d bytes", len(page))
	url := "ws://" + v.Host + "/echo"
	b.Step("dial", "%s", url)
	conversation := echo.Conversation{
		Messages: int(messages),
		Lost:     func(error) bool { return true }, // whatever fails between this machine and the emulated module
		Dial: func(ctx context.Context) (*websocket.Conn, error) {
			conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: &v.HTTP})
			return conn, err
		},
	}
	return conversation.Run(ctx, b)
}
