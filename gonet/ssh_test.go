package gonet_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

// sshConnect connects to a link's server.
func sshConnect(t *testing.T, l link, key ssh.PublicKey, password string) (*ssh.Client, error) {
	t.Helper()
	conn, err := l.connect(t.Context())
	check(t, err)
	t.Cleanup(func() { conn.Close() })
	c, channels, requests, err := ssh.NewClientConn(conn, "server.test:22", &ssh.ClientConfig{
		User: "someone", Auth: []ssh.AuthMethod{ssh.Password(password)}, HostKeyCallback: ssh.FixedHostKey(key),
	})
	if err != nil {
		return nil, err
	}
	client := ssh.NewClient(c, channels, requests)
	t.Cleanup(func() {
		client.Close()
		client.Wait()
	})
	return client, nil
}

// sshPair returns a client of a server that lets it in.
func sshPair(t *testing.T, l link) *ssh.Client {
	t.Helper()
	client, err := sshConnect(t, l, startSSH(t, l.listener).key, sshPassword)
	check(t, err)
	return client
}

func TestSSHCommands(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		client := sshPair(t, l)
		for _, c := range []struct {
			line, out, err string
			status         int
		}{
			{"greet", "hello\n", "", 0},
			{"fail", "", "it did not work\n", 3},
			{"reboot", "", "reboot: command not found\n", 127},
		} {
			session, err := client.NewSession()
			check(t, err)
			var stdout, stderr strings.Builder
			session.Stdout, session.Stderr = &stdout, &stderr
			status := 0
			if err := session.Run(c.line); err != nil {
				var exit *ssh.ExitError
				if !errors.As(err, &exit) {
					t.Fatal(err)
				}
				status = exit.ExitStatus()
			}
			if stdout.String() != c.out || stderr.String() != c.err || status != c.status {
				t.Errorf("%s: %q, %q, status %d; want %q, %q, %d", c.line, &stdout, &stderr, status, c.out, c.err, c.status)
			}
		}
	})
}

// Several channels share one connection, each with more data than its window holds.
func TestSSHChannels(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		client := sshPair(t, l)
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				data := noise(uint64(i), 256<<10)
				session, err := client.NewSession()
				if err != nil {
					t.Error(err)
					return
				}
				session.Stdin = bytes.NewReader(data)
				got, err := session.Output("cat")
				if !bytes.Equal(got, data) || err != nil {
					t.Errorf("%d bytes came back, not the %d that were sent: %v", len(got), len(data), err)
				}
			})
		}
		wg.Wait()
	})
}

// A connection through the server is a connection itself.
func TestSSHForwarding(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		client := sshPair(t, l)
		conn, err := client.Dial("tcp", "192.0.2.1:7")
		check(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, "through the tunnel")
		check(t, err)
		check(t, conn.(interface{ CloseWrite() error }).CloseWrite())
		got, err := io.ReadAll(conn)
		if string(got) != "through the tunnel" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestSSHRefusals(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		server := startSSH(t, l.listener)
		if _, err := sshConnect(t, l, server.key, "guess"); err == nil || !strings.Contains(err.Error(), "unable to authenticate") {
			t.Errorf("with a wrong password: %v", err)
		}
		<-server.closed
		public, _, err := ed25519.GenerateKey(rand.Reader)
		check(t, err)
		other, err := ssh.NewPublicKey(public)
		check(t, err)
		if _, err := sshConnect(t, l, other, sshPassword); err == nil || !strings.Contains(err.Error(), "host key mismatch") {
			t.Errorf("with another host key: %v", err)
		}
		<-server.closed
		_, err = sshConnect(t, l, server.key, sshPassword)
		check(t, err)
	})
}

// A command whose connection is cut tells so.
func TestSSHIsCutOff(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		server := startSSH(t, l.listener)
		var conn net.Conn
		cut := link{connect: func(ctx context.Context) (c net.Conn, err error) {
			conn, err = l.connect(ctx)
			return conn, err
		}}
		client, err := sshConnect(t, cut, server.key, sshPassword)
		check(t, err)
		session, err := client.NewSession()
		check(t, err)
		stdin, err := session.StdinPipe()
		check(t, err)
		stdout, err := session.StdoutPipe()
		check(t, err)
		check(t, session.Start("cat"))
		_, err = io.WriteString(stdin, "ping")
		check(t, err)
		_, err = io.ReadFull(stdout, make([]byte, 4))
		check(t, err)
		check(t, conn.Close())
		var missing *ssh.ExitMissingError
		if err := session.Wait(); !errors.As(err, &missing) {
			t.Errorf("Wait: %v, want an ExitMissingError", err)
		}
	})
}
