package transports

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"drivergen/transports/pace"
	"drivergen/transports/pipe"
	"drivergen/transports/playback"
	"drivergen/transports/record"
	"drivergen/transports/serial"
)

// Who has which optional methods is part of what these types promise.
var (
	_ = []BaudSetter{(*serial.Port)(nil), (*pipe.End)(nil), (*record.Port)(nil), (*pace.Port)(nil), (*playback.Port)(nil)}
	_ = []FlowController{(*serial.Port)(nil), (*record.Port)(nil), (*pace.Port)(nil), (*playback.Port)(nil)}
	_ = []InputResetter{(*serial.Port)(nil), (*pipe.End)(nil), (*record.Port)(nil), (*pace.Port)(nil), (*playback.Port)(nil)}
)

func TestOpenSockets(t *testing.T) {
	for _, network := range []string{"tcp", "unix"} {
		t.Run(network, func(t *testing.T) {
			at := "127.0.0.1:0"
			if network == "unix" {
				at = filepath.Join(t.TempDir(), "s")
			}
			l, err := net.Listen(network, at)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			port, err := Open(t.Context(), network+":"+l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer port.Close()
			far, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer far.Close()
			wantEcho(t, port, far)
		})
	}
}

func TestOpenPlayback(t *testing.T) {
	path := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(path, []byte("> \"AT\\r\\n\"\n~ 1h\n< \"OK\\r\\n\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	port, err := Open(t.Context(), "playback:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	got := make([]byte, 4)
	if _, err := io.WriteString(port, "AT\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(port, got); err != nil || string(got) != "OK\r\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

// wantEcho sends bytes each way.
func wantEcho(t *testing.T, port Port, far io.ReadWriter) {
	t.Helper()
	got := make([]byte, 4)
	for _, way := range []struct{ from, to io.ReadWriter }{{port, far}, {far, port}} {
		if _, err := way.from.Write([]byte("AT\r\n")); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(way.to, got); err != nil || string(got) != "AT\r\n" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
}
