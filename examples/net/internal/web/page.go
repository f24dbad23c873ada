package web

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"drivergen/examples/internal/online"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/rounds"
)

// A Page is what a program gets over a connection of its own, with a request that it writes by hand.
type Page struct {
	Server  peer.Address
	Times   rounds.Rounds
	path    string
	example string // of --server
}

// Flags adds the flags --server, --path, --count and --interval. service is the kind and the port of the server: http and 80.
func (p *Page) Flags(fs *flag.FlagSet, service string, port int) {
	p.example = fmt.Sprintf("example.org:%d", port)
	p.Server.Flags(fs, "the server, of "+service)
	fs.StringVar(&p.path, "path", "/", "`PATH` of the page")
	p.Times.Flags(fs, 10*time.Second)
}

// Check looks for mistakes of usage.
func (p *Page) Check(emulated bool) error {
	if u, err := url.ParseRequestURI(p.path); err != nil || u.Scheme != "" || !strings.HasPrefix(p.path, "/") || strings.Contains(p.path, " ") {
		return fmt.Errorf("--path %q: want the path of a URL, such as /index.html", p.path)
	}
	if err := p.Times.Check(); err != nil {
		return err
	}
	return p.Server.Check(emulated, p.example)
}

// Beside starts a web server, with secure one of HTTPS, unless --server names another one.
func (p *Page) Beside(b *board.Board, secure bool) (stop func() error, err error) {
	if p.Server != "" {
		return nil, nil
	}
	server, err := StartServer(secure, http.HandlerFunc(Answer))
	if err != nil {
		return nil, err
	}
	p.Server = peer.Address(server.HostPort())
	b.Step("server", "%s on %s", server.URL("/"), server.Addr())
	return server.Stop, nil
}

// A Dial connects to a server, HOST:PORT. Its error says what to do.
type Dial func(ctx context.Context, server string) (net.Conn, error)

// Run gets the page as often as the flags say.
func (p *Page) Run(ctx context.Context, b *board.Board, dial Dial) error {
	return p.Times.Do(ctx, b, func(ctx context.Context) error {
		var text []byte
		var more int64
		err := repeat(ctx, b, online.Lost, func() (err error) {
			text, more, err = p.get(ctx, b, dial)
			return err
		})
		switch {
		case err != nil && ctx.Err() != nil:
			return err
		case err != nil:
			return b.Advise(string(p.Server), peer.Flag, err)
		}
		b.Step("received", "%d bytes", int64(len(text))+more)
		fmt.Fprintln(b.Out)
		printText(b.Out, bytes.NewReader(text), more)
		return nil
	})
}

// get gets the page over a connection of its own: header and body as the server sent them, and how many bytes follow what is kept.
func (p *Page) get(ctx context.Context, b *board.Board, dial Dial) (text []byte, more int64, err error) {
	b.Step("dial", "%s", p.Server)
	conn, err := dial(ctx, string(p.Server))
	if err != nil {
		return nil, 0, err
	}
	defer conn.Close()
	b.Step("get", "%s", p.path)
	if _, err := io.WriteString(conn, p.request()); err != nil {
		return nil, 0, err
	}
	if text, err = io.ReadAll(io.LimitReader(conn, kept)); err != nil {
		return nil, 0, err
	}
	if len(text) == 0 {
		return nil, 0, fmt.Errorf("the server closed the connection without an answer: %w", io.ErrUnexpectedEOF)
	}
	more, err = io.Copy(io.Discard, conn)
	return text, more, err
}

// request is the request of RFC 9112 for the page, whose answer ends with the connection.
func (p *Page) request() string {
	return "GET " + p.path + " HTTP/1.1\r\n" +
		"Host: " + string(p.Server) + "\r\n" +
		"User-Agent: drivergen\r\n" +
		"Connection: close\r\n" +
		"\r\n"
}
