package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/websocket/internal/echo"

	"github.com/coder/websocket"
)

// A conversation is what the flags say.
type conversation struct {
	url      string
	messages int
}

func (c *conversation) check(emulated bool) error {
	if c.messages < 1 || c.messages > 1000 {
		return fmt.Errorf("--messages %d: want from 1 to 1000", c.messages)
	}
	if c.url == "" {
		if emulated {
			return nil
		}
		return errors.New("a real module needs --url, such as wss://echo.websocket.org/")
	}
	return console.CheckWebSocketURL("url", c.url)
}

// handshakeLimit is how long a server may take to begin a WebSocket connection.
const handshakeLimit = 10 * time.Second

func (c *conversation) run(ctx context.Context, b *board.Board) error {
	transport := &http.Transport{
		// The connection outlives the handshake's context, and ends with the program's.
		DialContext: func(_ context.Context, network, address string) (net.Conn, error) {
			return b.Dial(ctx, "url", network, address)
		},
		TLSHandshakeTimeout: handshakeLimit,
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	b.Step("dial", "%s", c.url)
	talk := echo.Conversation{
		Messages: c.messages,
		Lost:     online.Lost,
		Dial: func(ctx context.Context) (*websocket.Conn, error) {
			ctx, cancel := context.WithTimeout(ctx, handshakeLimit)
			defer cancel()
			conn, response, err := websocket.Dial(ctx, c.url, &websocket.DialOptions{HTTPClient: client})
			if err != nil && response != nil && response.StatusCode != http.StatusSwitchingProtocols {
				return nil, fmt.Errorf("%s answered %s instead of a WebSocket: check --url", c.url, console.Printable(response.Status))
			}
			return conn, err
		},
	}
	return talk.Run(ctx, b)
}
