package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
)

// A connection whose writing the script has ended stays while something comes, and then ends in both directions.
func TestWholeClose(t *testing.T) {
	const fd = 3
	tests := []struct {
		name   string
		begin  func(ctx context.Context, d *wholeClose, m *netdevmock.Mock) error
		during func(m *netdevmock.Mock, cancel func())
		how    netdev.How
		after  time.Duration
	}{
		{"nothing was asked", connectMock, nothing, netdev.ShutRDWR, lingerAnswered},
		{"asked, and not answered", askMock, nothing, netdev.ShutRDWR, lingerAsked},
		{"answered late", askMock, func(m *netdevmock.Mock, _ func()) {
			for range 3 {
				time.Sleep(800 * time.Millisecond)
				m.Fire().Readable(fd)
			}
		}, netdev.ShutRDWR, 2400*time.Millisecond + lingerAnswered},
		{"served", acceptMock, nothing, netdev.ShutRDWR, lingerServed},
		{"closed by the peer", askMock, func(m *netdevmock.Mock, _ func()) {
			time.Sleep(time.Second)
			m.Fire().Closed(fd, nil)
		}, netdev.ShutWR, time.Second},
		{"given up", askMock, func(_ *netdevmock.Mock, cancel func()) {
			time.Sleep(time.Second)
			cancel()
		}, netdev.ShutWR, time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				m := netdevmock.New(t)
				m.GetFunc = func(context.Context, netdev.FD) (netdev.Socket, error) {
					return netdev.Socket{FD: fd, State: netdev.StateConnected}, nil
				}
				var how netdev.How
				m.ShutdownFunc = func(_ context.Context, _ netdev.FD, asked netdev.How) error {
					how = asked
					return nil
				}
				d := newWholeClose(m)
				closed := 0
				defer d.Subscribe(netdev.NetDevEvents{
					Readable: func(netdev.FD) {}, Closed: func(netdev.FD, error) { closed++ },
				}).Cancel()
				if err := test.begin(ctx, d, m); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				go test.during(m, cancel)
				if err := d.Shutdown(ctx, fd, netdev.ShutWR); err != nil {
					t.Error(err)
				}
				if took := time.Since(began); how != test.how || took != test.after {
					t.Errorf("%v after %v, want %v after %v", how, took, test.how, test.after)
				}
				synctest.Wait()
				if told := closed == 1; told != (test.name != "given up") {
					t.Errorf("told of the end %d times", closed)
				}
			})
		})
	}
}

func nothing(*netdevmock.Mock, func()) {}

func connectMock(ctx context.Context, d *wholeClose, m *netdevmock.Mock) error {
	m.ConnectFunc = func(context.Context, netdev.FD, string, uint16) error { return nil }
	return d.Connect(ctx, 3, "host", 80)
}

func askMock(ctx context.Context, d *wholeClose, m *netdevmock.Mock) error {
	m.WriteFunc = func(context.Context, netdev.FD, []byte) error { return nil }
	if err := connectMock(ctx, d, m); err != nil {
		return err
	}
	return d.Write(ctx, 3, []byte("question"))
}

func acceptMock(ctx context.Context, d *wholeClose, m *netdevmock.Mock) error {
	m.AcceptFunc = func(context.Context, netdev.FD) (netdev.FD, netip.AddrPort, error) { return 3, netip.AddrPort{}, nil }
	_, _, err := d.Accept(ctx, 1)
	return err
}

// What has no connection, and the end of the other direction, is the device's own.
func TestWholeCloseOfNoConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := netdevmock.New(t)
		m.GetFunc = func(context.Context, netdev.FD) (netdev.Socket, error) {
			return netdev.Socket{State: netdev.StateClosed}, nil
		}
		m.ShutdownFunc = func(context.Context, netdev.FD, netdev.How) error { return driver.ENOTCONN }
		d := newWholeClose(m)
		for _, how := range []netdev.How{netdev.ShutRD, netdev.ShutWR, netdev.ShutRDWR} {
			if err := d.Shutdown(t.Context(), 3, how); driver.ErrnoOf(err) != driver.ENOTCONN {
				t.Errorf("%v: %v", how, err)
			}
		}
	})
}

// With modules of a folder a script that ends its writing hears the answer before the end, whether or not the peer keeps the connection.
func TestEndOfWriting(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	served := make(chan string, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			served <- err.Error()
			return
		}
		defer conn.Close()
		question := make([]byte, len("question"))
		_, err = io.ReadFull(conn, question)
		fmt.Fprint(conn, "answer")
		rest, endErr := io.ReadAll(conn) // until the module closes
		served <- fmt.Sprint(string(question), err, len(rest), endErr)
	}()
	out, log, code := kaluma(t, "--modules", "testdata/modules", "testdata/ending.js", strings.Replace(listener.Addr().String(), "127.0.0.1", peerHost, 1))
	if code != 0 || log != "" {
		t.Errorf("exit %d, standard error:\n%s", code, log)
	}
	wants(t, out, "heard answer", "shutdown_cb", "close_cb", "shutdown 0 true")
	if got, want := <-served, "question<nil> 0 <nil>"; got != want {
		t.Errorf("the peer had %s, want %s", got, want)
	}
}

// A client that keeps its connections is not left waiting by a server that ended its writing.
func TestServerThatEndsItsWriting(t *testing.T) {
	addr, end := serving(t, "--modules", "testdata/modules", "testdata/once.js")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "ask")
	if answer, err := io.ReadAll(conn); string(answer) != "served" || err != nil {
		t.Errorf("the server answered %q, %v", answer, err)
	}
	if log, code := end(); code != exitInterrupted || log != "" {
		t.Errorf("exit %d, standard error:\n%s", code, log)
	}
}
