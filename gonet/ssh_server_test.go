package gonet_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

const sshPassword = "correct horse"

// An sshServer serves every connection until its test ends.
type sshServer struct {
	key    ssh.PublicKey
	config *ssh.ServerConfig
	closed chan struct{} // gets a word for each connection that is over
	wg     sync.WaitGroup
}

func startSSH(t *testing.T, l net.Listener) *sshServer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	check(t, err)
	signer, err := ssh.NewSignerFromKey(private)
	check(t, err)
	s := &sshServer{key: signer.PublicKey(), closed: make(chan struct{}, 10), config: &ssh.ServerConfig{
		PasswordCallback: func(_ ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if string(password) != sshPassword {
				return nil, errors.New("wrong password")
			}
			return nil, nil
		},
	}}
	s.config.AddHostKey(signer)
	s.wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.wg.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() { l.Close(); s.wg.Wait() })
	return s
}

// serve serves a connection until its client closes it.
func (s *sshServer) serve(conn net.Conn) {
	defer func() {
		conn.Close()
		s.closed <- struct{}{}
	}()
	_, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return
	}
	s.wg.Go(func() { ssh.DiscardRequests(requests) })
	for incoming := range channels {
		kind := incoming.ChannelType()
		if kind != "session" && kind != "direct-tcpip" {
			incoming.Reject(ssh.UnknownChannelType, kind)
			continue
		}
		channel, requests, err := incoming.Accept()
		if err != nil {
			continue
		}
		if kind == "direct-tcpip" { // a forwarded connection (RFC 4254, 7.2) meets an echo
			s.wg.Go(func() { ssh.DiscardRequests(requests) })
			s.wg.Go(func() { io.Copy(channel, channel); channel.Close() })
			continue
		}
		s.wg.Go(func() { s.session(channel, requests) })
	}
}

// session waits for a command and runs it.
func (s *sshServer) session(channel ssh.Channel, requests <-chan *ssh.Request) {
	for request := range requests {
		ours := request.Type == "exec"
		request.Reply(ours, nil)
		if !ours {
			continue
		}
		var command struct{ Line string }
		ssh.Unmarshal(request.Payload, &command)
		s.wg.Go(func() {
			status := runCommand(command.Line, channel)
			channel.SendRequest("exit-status", false, binary.BigEndian.AppendUint32(nil, status))
			channel.Close()
		})
	}
}

// runCommand runs what the server has for programs and returns its exit status.
func runCommand(line string, channel ssh.Channel) uint32 {
	switch line {
	case "greet":
		io.WriteString(channel, "hello\n")
		return 0
	case "fail":
		io.WriteString(channel.Stderr(), "it did not work\n")
		return 3
	case "cat":
		io.Copy(channel, channel)
		return 0
	}
	fmt.Fprintf(channel.Stderr(), "%s: command not found\n", line)
	return 127
}
