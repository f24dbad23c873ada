package serving

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"drivergen/examples/net/internal/board"
)

// A Visitor is a client, on this machine, of a site on the emulated module.
type Visitor struct {
	Host string      // the module's
	HTTP http.Client // whose requests to any host go to the module
}

// NewVisitor returns a visitor who is the caller's to Close.
func NewVisitor(b *board.Board, dial Dial) *Visitor {
	return &Visitor{Host: b.Addr.String(), HTTP: http.Client{Transport: &http.Transport{
		DialContext:         func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
		MaxConnsPerHost:     4, // of the five links of a module
		MaxIdleConnsPerHost: 4,
		DisableCompression:  true,
	}}}
}

// Close closes the connections that were kept for further requests.
func (v *Visitor) Close() { v.HTTP.CloseIdleConnections() }

// An Answer is a response with its body read.
type Answer struct {
	*http.Response
	Body []byte
}

// Expect fails unless the answer has a status.
func (a *Answer) Expect(code int) error {
	if a.StatusCode != code {
		return fmt.Errorf("%s %s: the server answered %s", a.Request.Method, a.Request.URL.EscapedPath(), a.Status)
	}
	return nil
}

// Get is Ask for a page.
func (v *Visitor) Get(ctx context.Context, path string, header http.Header) (*Answer, error) {
	return v.Ask(ctx, http.MethodGet, path, header, "")
}

// Ask makes a request until it is answered, as Again does: one that does no harm when it is made twice.
func (v *Visitor) Ask(ctx context.Context, method, path string, header http.Header, body string) (a *Answer, err error) {
	err = Again(ctx, func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, method, "http://"+v.Host+path, strings.NewReader(body))
		if err != nil {
			return err
		}
		if header != nil {
			request.Header = header
		}
		response, err := v.HTTP.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		whole, err := io.ReadAll(response.Body)
		if err != nil {
			return fmt.Errorf("%s %s: %w", method, path, err)
		}
		a = &Answer{response, whole}
		return nil
	})
	return a, err
}
