package main

import (
	"errors"
	"fmt"
	"net"
	"time"
)

// A server tells the time on this machine.
type server struct {
	conn  *net.UDPConn
	ahead time.Duration // what its clock is ahead
	lose  int           // requests that it still loses
	ended chan error
}

// startServer starts a server at a port of this machine's choice.
func startServer(ahead time.Duration, lose int) (*server, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, fmt.Errorf("the time server on this machine: %w", err)
	}
	s := &server{conn: conn, ahead: ahead, lose: lose, ended: make(chan error, 1)}
	go func() { s.ended <- s.serve() }()
	return s, nil
}

func (s *server) port() int { return s.conn.LocalAddr().(*net.UDPAddr).Port }

// stop ends the server.
func (s *server) stop() error {
	s.conn.Close()
	if err := <-s.ended; !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("the time server on this machine: %w", err)
	}
	return nil
}

// serve answers requests, and leaves alone what is none.
func (s *server) serve() error {
	b := make([]byte, 512)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(b)
		if err != nil {
			return err
		}
		received := time.Now().Add(s.ahead)
		request, err := parsePacket(b[:n])
		if err != nil || request.mode != modeClient {
			continue
		}
		if s.lose > 0 {
			s.lose--
			continue
		}
		answer := packet{
			version: request.version, mode: modeServer, stratum: 1, reference: "LOCL", origin: request.transmit,
			receive: stampOf(received), transmit: stampOf(time.Now().Add(s.ahead)),
		}
		s.conn.WriteToUDPAddrPort(answer.bytes(), from) // one that does not go out is one that is lost
	}
}
