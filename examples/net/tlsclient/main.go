// Tlsclient gets a web page over a TLS connection through an ESP8266, with a request that it writes by hand. TLS is made on this
// machine, over a plain connection of the module, or by the module itself: what is on the module's line is then in the clear.
//
// With no arguments it needs no hardware: the module is emulated, and the page comes from a web server that the program starts on
// this machine, with a certificate that is made at the start.
//
//	go run ./examples/net/tlsclient
//	go run ./examples/net/tlsclient --tls module
//	go run ./examples/net/tlsclient --tls module --verify
//	WIFI_PASSWORD=… go run ./examples/net/tlsclient --port serial:/dev/ttyUSB0 --ssid lab --server httpbin.org:443 --path /get
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/web"
	"drivergen/impl/esp8266"
)

func main() { board.Main(program()) }

// settings are what the flags say.
type settings struct {
	web.Page
	web.Authorities
	on     string // host or module: who makes TLS
	verify bool   // the module checks the server's certificate
}

func program() board.Program {
	var s settings
	return board.Program{
		Name:    "tlsclient",
		Does:    "Gets a web page over a TLS connection through an ESP8266.",
		Flags:   s.flags,
		Check:   s.check,
		Serves:  s.Times.Endless,
		Options: s.options,
		Beside: func(_ context.Context, b *board.Board) (func() error, error) {
			if s.Server == "" {
				s.TrustPeer()
			}
			return s.Page.Beside(b, true)
		},
		Run: func(ctx context.Context, b *board.Board) error { return s.Page.Run(ctx, b, s.dialer(b)) },
	}
}

func (s *settings) flags(fs *flag.FlagSet) {
	s.Page.Flags(fs, "HTTPS", 443)
	s.Authorities.Flags(fs)
	fs.StringVar(&s.on, "tls", "host", "who makes TLS: `host|module`")
	fs.BoolVar(&s.verify, "verify", false, "have the module check the server's certificate by the authorities in its flash")
}

func (s *settings) check(emulated bool) error {
	if s.on != "host" && s.on != "module" {
		return fmt.Errorf("--tls %q: want host or module", s.on)
	}
	if s.verify && s.on != "module" {
		return errors.New("--verify is for --tls module: this machine always checks")
	}
	if s.Given() && s.on != "host" {
		return errors.New("--ca is for --tls host: the module has its authorities in its flash")
	}
	if err := s.Authorities.Check(); err != nil {
		return err
	}
	return s.Page.Check(emulated)
}

func (s *settings) options() []esp8266.Option {
	if s.verify {
		return []esp8266.Option{esp8266.VerifyServer()}
	}
	return nil
}
