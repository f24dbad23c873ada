//go:build linux || darwin

package serial

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// openPTY opens one side of a pseudo terminal as a port and gives the other,
// which plays the device.
func openPTY(t *testing.T, opts ...Option) (*Port, *os.File) {
	t.Helper()
	far, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close() })
	path := tty.Name()
	port, err := Open(t.Context(), path, opts...)
	tty.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { port.Close() })
	return port, far
}

// On a tty that is not raw, most of these bytes would be changed, echoed or
// taken as a signal.
func TestEveryByteGoesBothWays(t *testing.T) {
	port, far := openPTY(t)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	got := make([]byte, len(all))
	for _, way := range []struct{ from, to io.ReadWriter }{{port, far}, {far, port}} {
		if n, err := way.from.Write(all); n != len(all) || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
		if _, err := io.ReadFull(way.to, got); err != nil || !bytes.Equal(got, all) {
			t.Fatalf("got %x, %v", got, err)
		}
	}
}

func TestUnplugged(t *testing.T) {
	port, far := openPTY(t)
	read := make(chan error)
	reading := make(chan struct{})
	go func() {
		buf := make([]byte, 1)
		port.Read(buf)
		close(reading)
		_, err := port.Read(buf)
		read <- err
	}()
	far.Write([]byte("x"))
	<-reading
	far.Close()
	want := "serial: " + port.path + ": the device was unplugged"
	if err := <-read; !errors.Is(err, ErrUnplugged) || !errors.Is(err, io.EOF) || err.Error() != want {
		t.Errorf("Read = %v, want %s", err, want)
	}
	if _, err := port.Write([]byte("AT")); !errors.Is(err, ErrUnplugged) || err.Error() != want {
		t.Errorf("Write = %v, want %s", err, want)
	}
	if err := port.SetBaud(9600); !errors.Is(err, ErrUnplugged) {
		t.Errorf("SetBaud = %v, want ErrUnplugged", err)
	}
	if err := port.Close(); err != nil {
		t.Errorf("Close = %v", err)
	}
}

func TestCloseReleasesRead(t *testing.T) {
	port, far := openPTY(t)
	read := make(chan error)
	reading := make(chan struct{})
	go func() {
		buf := make([]byte, 1)
		port.Read(buf)
		close(reading)
		_, err := port.Read(buf)
		read <- err
	}()
	far.Write([]byte("x"))
	<-reading
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	want := "serial: " + port.path + ": file already closed"
	if err := <-read; !errors.Is(err, fs.ErrClosed) || errors.Is(err, io.EOF) || err.Error() != want {
		t.Errorf("Read = %v, want %s", err, want)
	}
	for name, call := range map[string]func() error{
		"Read":       func() error { _, err := port.Read(make([]byte, 1)); return err },
		"Write":      func() error { _, err := port.Write([]byte("x")); return err },
		"SetBaud":    func() error { return port.SetBaud(9600) },
		"SetRTSCTS":  func() error { return port.SetRTSCTS(true) },
		"ResetInput": func() error { return port.ResetInput() },
	} {
		if err := call(); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%s after Close = %v, want fs.ErrClosed", name, err)
		}
	}
	if err := port.Close(); err != nil {
		t.Errorf("second Close = %v", err)
	}
}

func TestOpenErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	absent := filepath.Join(t.TempDir(), "ttyUSB0")
	tests := []struct {
		name, path string
		opt        Option
		is         error
		want       string
	}{
		{"absent", absent, Baud(9600), fs.ErrNotExist, "serial: " + absent + ": no such file or directory: this machine has "},
		{"a file", file, Baud(9600), nil, "serial: " + file + ": not a serial port: "},
		{"a folder", t.TempDir(), Baud(9600), nil, ": not a serial port: is a directory"},
		{"no name", "", Baud(9600), nil, "serial: the name of the port is missing"},
		{"no speed", absent, Baud(0), nil, absent + ": 0 baud: want a speed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			port, err := Open(t.Context(), tt.path, tt.opt)
			if err == nil {
				port.Close()
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q lacks %q", err, tt.want)
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("error %v is not %v", err, tt.is)
			}
		})
	}
}

func TestOpenHonoursTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, "/dev/null"); !errors.Is(err, context.Canceled) {
		t.Errorf("Open = %v, want context.Canceled", err)
	}
}

func TestResetInput(t *testing.T) {
	port, far := openPTY(t)
	// The kernel hands the three on together: when one is there, all are.
	far.Write([]byte("old"))
	one := make([]byte, 1)
	if _, err := port.Read(one); err != nil || one[0] != 'o' {
		t.Fatalf("Read = %q, %v", one, err)
	}
	if err := port.ResetInput(); err != nil {
		t.Fatal(err)
	}
	far.Write([]byte("new"))
	got := make([]byte, 3)
	if _, err := io.ReadFull(port, got); err != nil || string(got) != "new" {
		t.Errorf("after ResetInput %q, %v; want new", got, err)
	}
}
