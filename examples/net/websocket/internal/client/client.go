// Package client is the WebSocket client on the module: it has a conversation with a server that sends back what it is sent.
package client

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/web"
	"drivergen/examples/net/websocket/internal/echo"

	"github.com/coder/websocket"
)

// A Client is what the flags say.
type Client struct {
	Messages echo.Messages
	url      string // of the server; empty until Beside has started it
}

// Flags adds the flag --url.
func (c *Client) Flags(fs *flag.FlagSet) {
	fs.StringVar(&c.url, "url", "", "`URL` of the server, ws:// or wss:// (emulator: a server of this program)")
}

// Check looks for mistakes of usage.
func (c *Client) Check(emulated bool) error {
	if err := c.Messages.Check(); err != nil {
		return err
	}
	if c.url == "" {
		if emulated {
			return nil
		}
		return errors.New("a real module needs --url, such as wss://echo.websocket.org/")
	}
	return console.CheckWebSocketURL("url", c.url)
}

// Beside starts the server on this machine, unless --url names another one.
func (c *Client) Beside(_ context.Context, b *board.Board) (stop func() error, err error) {
	if c.url != "" {
		return nil, nil
	}
	server, err := web.StartServer(false, echo.Handler(nil))
	if err != nil {
		return nil, err
	}
	c.url = "ws://" + server.HostPort() + "/echo"
	b.Step("server", "%s on %v sends back what it is sent", c.url, server.Addr())
	return server.Stop, nil
}

// handshakeLimit is how long a server may take to begin a WebSocket connection.
const handshakeLimit = 10 * time.Second

// Run has the conversation.
func (c *Client) Run(ctx context.Context, b *board.Board) error {
	transport := &http.Transport{
		// The connection outlives the handshake's context, and ends with the program's.
		DialContext: func(_ context.Context, network, address string) (net.Conn, error) {
			return b.Dial(ctx, "url", network, address)
		},
		TLSHandshakeTimeout: handshakeLimit,
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	b.Step("dial", "%s", console.Redacted(c.url))
	talk := echo.Conversation{
		Messages: int(c.Messages),
		Lost:     online.Lost,
		Dial: func(ctx context.Context) (*websocket.Conn, error) {
			ctx, cancel := context.WithTimeout(ctx, handshakeLimit)
			defer cancel()
			conn, response, err := websocket.Dial(ctx, c.url, &websocket.DialOptions{HTTPClient: client})
			if err != nil && response != nil && response.StatusCode != http.StatusSwitchingProtocols {
				return nil, fmt.Errorf("%s answered %s instead of a WebSocket: check --url", console.Redacted(c.url), console.Printable(response.Status))
			}
			return conn, err
		},
	}
	return talk.Run(ctx, b)
}
