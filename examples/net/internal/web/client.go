package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/net/internal/board"
)

// kept is how much of an answer's body is kept to be shown.
const kept = 1 << 20

// A Client asks a site through the module.
type Client struct {
	site  *Site
	board *board.Board
	http  http.Client
}

// Client returns the client of a site. It is the caller's to close.
func (s *Site) Client(b *board.Board) *Client {
	return &Client{site: s, board: b, http: http.Client{Transport: &http.Transport{
		DialContext:     b.Stack.DialContext,
		TLSClientConfig: &tls.Config{RootCAs: s.authorities.Roots()},
	}}}
}

// Close closes the connections that the client kept for further requests.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// A Request is what a client asks.
type Request struct {
	Method string
	Type   string // of the body
	Body   string
}

// Ask makes a request and prints the answer. One whose connection is lost is made again, unless the server may have acted on it. An
// answer that tells of a failure is printed, and an error.
func (c *Client) Ask(ctx context.Context, r Request) error {
	c.board.Step(strings.ToLower(r.Method), "%s", console.Redacted(c.site.url))
	var answer *answer
	err := repeat(ctx, c.board, func(err error) bool { return repeatable(r, err) }, func() (err error) {
		answer, err = c.try(ctx, r)
		return err
	})
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		return c.advise(err)
	}
	if state := answer.response.TLS; state != nil {
		c.board.Step("secured", "%s", Secured(*state))
	}
	return answer.print(c.board.Out)
}

// repeatable reports whether a request that failed may be made again: nothing but a request that changes nothing, or one that never
// left.
func repeatable(r Request, err error) bool {
	if !online.Lost(err) {
		return false
	}
	var op *net.OpError
	return r.Method != http.MethodPost || errors.As(err, &op) && op.Op == "dial"
}

// try makes a request and reads the answer.
func (c *Client) try(ctx context.Context, r Request) (*answer, error) {
	request, err := http.NewRequestWithContext(ctx, r.Method, c.site.url, strings.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	if r.Type != "" {
		request.Header.Set("Content-Type", r.Type)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	a := &answer{response: response}
	if _, err := io.CopyN(&a.body, response.Body, kept); err != nil && err != io.EOF {
		return nil, err
	}
	if a.more, err = io.Copy(io.Discard, response.Body); err != nil {
		return nil, err
	}
	return a, nil
}

// advise says what to do about a request that failed.
func (c *Client) advise(err error) error {
	return c.board.Advise(c.site.host(), "url", AdviseTLS(err))
}

// answer is what a server answered.
type answer struct {
	response *http.Response
	body     bytes.Buffer
	more     int64 // bytes of the body that were not kept
}
