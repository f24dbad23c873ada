// Package web is what the HTTP programs of examples/net share: the URL that they are given, the server that stands beside the
// emulated module, the client, and how they print an answer.
package web

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"net/url"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
)

// A Site is the server that a program asks.
type Site struct {
	Path string // of the page at the server beside, with its query: /get?name=value

	url         string // where it is; empty until Beside has started the server
	https       bool   // the server beside speaks HTTPS
	authorities Authorities
}

// Flags adds the flags --url, --https and --ca.
func (s *Site) Flags(fs *flag.FlagSet) {
	fs.StringVar(&s.url, "url", "", "`URL` to ask (emulator: a server of this program)")
	fs.BoolVar(&s.https, "https", false, "have the server of this program speak HTTPS")
	s.authorities.Flags(fs)
}

// Check looks for mistakes of usage.
func (s *Site) Check(emulated bool) error {
	switch {
	case s.url == "" && !emulated:
		return errors.New("a real module needs --url, such as http://example.org/")
	case s.url != "" && s.https:
		return errors.New("--https is for the server of this program: write https in --url instead")
	}
	if err := s.authorities.Check(); err != nil || s.url == "" {
		return err
	}
	return console.CheckURL("url", s.url)
}

// Beside starts the server of this program, unless --url names another one. It is for Program.Beside.
func (s *Site) Beside(_ context.Context, b *board.Board) (stop func() error, err error) {
	if s.url != "" {
		return nil, nil
	}
	server, err := StartServer(s.https, http.HandlerFunc(Answer))
	if err != nil {
		return nil, err
	}
	s.url = server.URL(s.Path)
	if s.https {
		s.authorities.TrustPeer()
	}
	b.Step("server", "%s on %s", server.URL("/"), server.Addr())
	return server.Stop, nil
}

// host is the site's host with its port, for advice.
func (s *Site) host() string {
	u, err := url.Parse(s.url)
	if err != nil {
		return s.url
	}
	return u.Host
}
