package port_test

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"drivergen/examples/internal/port"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/transports/record"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	port.RegisterEmulator()
	goleak.VerifyTestMain(m)
}

// What is recorded with one run is a module that another run can talk to.
func TestRecordAndPlayBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "uart.jsonl")
	firmware := map[string]string{}
	for _, address := range []string{port.Emulator, "playback:" + file} {
		to := ""
		if address == port.Emulator {
			to = file
		}
		line, err := port.Open(t.Context(), address, to)
		if err != nil {
			t.Fatal(err)
		}
		dev, err := esp8266.Open(t.Context(), line)
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		firmware[address] = dev.Firmware()
		if err := dev.Close(); err != nil {
			t.Errorf("%s: close: %v", address, err)
		}
	}
	if firmware[port.Emulator] == "" || firmware["playback:"+file] != firmware[port.Emulator] {
		t.Errorf("the versions are %q", firmware)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	r, err := record.NewReader(in)
	if err != nil || r.Header().Port != port.Emulator {
		t.Errorf("the recording begins with %+v, %v", r.Header(), err)
	}
	if info, err := in.Stat(); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file is for %v, %v", info.Mode(), err)
	}
}

func TestOpenErrors(t *testing.T) {
	none := filepath.Join(t.TempDir(), "no", "folder")
	var unrecorded *port.RecordError
	if _, err := port.Open(t.Context(), port.Emulator, none); !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &unrecorded) {
		t.Errorf("no folder: %v", err)
	}
	for _, file := range []string{"", filepath.Join(t.TempDir(), "file")} {
		for _, wrong := range []string{"firmware=9", "baud=fast", "timing=slow", "fault=drops=1", "fault=drop=2", "speed=1"} {
			line, err := port.Open(t.Context(), "emulator:?"+wrong, file)
			if line != nil || err == nil || !strings.Contains(err.Error(), `address "emulator:?`) {
				t.Errorf("%s: %v, %v", wrong, line, err)
			}
		}
	}
	if !port.IsEmulator("EMULATOR:?baud=9600") || port.IsEmulator("serial:emulator:") {
		t.Error("IsEmulator is wrong")
	}
}

// The world of an emulated module can be made worse by its address.
func TestEmulatorWithFaults(t *testing.T) {
	line, err := port.Open(t.Context(), "emulator:?firmware=1.7&timing=turn=1ms&fault=busy=0.3,busy-for=1ms,seed=3", "")
	if err != nil {
		t.Fatal(err)
	}
	dev, err := esp8266.Open(t.Context(), line)
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	if stats := dev.Stats().Dialogue; dev.Firmware()[:3] != "1.7" || stats.Busy == 0 {
		t.Errorf("firmware %s, %+v", dev.Firmware(), stats)
	}
}

// A recording that cannot be written whole is told of, and the port works on.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	if _, err := port.Open(t.Context(), port.Emulator, "/dev/full"); err == nil {
		t.Error("the header was written")
	}
	file := filepath.Join(t.TempDir(), "file")
	line, err := port.Open(t.Context(), port.Emulator, file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(line, "AT\r\n"); err != nil {
		t.Error(err)
	}
	if err := line.Close(); err != nil {
		t.Error(err)
	}
	if err := line.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
}

// A port that does not open costs no earlier recording, and none is written over the one that is played.
func TestRecordingIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "uart.txt")
	const script = "> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n"
	if err := os.WriteFile(file, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"tcp:127.0.0.1:1", "nonsense:", "playback:" + file} {
		if p, err := port.Open(t.Context(), address, file); err == nil {
			p.Close()
			t.Errorf("%s opened", address)
		}
		if kept, err := os.ReadFile(file); err != nil || string(kept) != script {
			t.Fatalf("%s: the file holds %q, %v", address, kept, err)
		}
	}
	played := filepath.Join(t.TempDir(), "played.txt")
	if err := os.WriteFile(played, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := port.Open(t.Context(), "playback:"+played, file)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the recording has mode %v", info.Mode())
	}
}

// What the module listens at is found on this machine, by its number, recorded or not.
func TestReach(t *testing.T) {
	for _, file := range []string{"", filepath.Join(t.TempDir(), "uart.jsonl")} {
		line, err := port.Open(t.Context(), port.Emulator, file)
		if err != nil {
			t.Fatal(err)
		}
		dev, err := esp8266.Open(t.Context(), line)
		if err != nil {
			t.Fatal(err)
		}
		defer dev.Close()
		if at, err := port.Reach(line, 80); err == nil {
			t.Errorf("nobody listens, and it is at %v", at)
		}
		found := make(chan netip.AddrPort, 1)
		go func() {
			at, err := port.AwaitReach(t.Context(), line, 80)
			if err != nil {
				t.Error(err)
			}
			found <- at
		}()
		fd, err := dev.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
		if err != nil {
			t.Fatal(err)
		}
		if err := dev.Net().Bind(t.Context(), fd, "", 80); err != nil {
			t.Fatal(err)
		}
		if err := dev.Net().Listen(t.Context(), fd, 1); err != nil {
			t.Fatal(err)
		}
		at := <-found
		if again, err := port.Reach(line, 80); err != nil || again != at {
			t.Errorf("it is at %v, and at %v, %v", at, again, err)
		}
		conn, err := net.Dial("tcp", at.String())
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	if _, err := port.Reach(near, 80); !errors.Is(err, port.ErrNoEmulator) {
		t.Errorf("another port: %v", err)
	}
	if _, err := port.AwaitReach(t.Context(), near, 80); !errors.Is(err, port.ErrNoEmulator) {
		t.Errorf("another port: %v", err)
	}
}

// What the flags --port and --fault say is an address, or a mistake of usage that is found before anything is opened.
func TestAddress(t *testing.T) {
	for _, tt := range []struct{ address, faults, want, err string }{
		{"emulator:", "", "emulator:", ""},
		{"EMULATOR:?firmware=1.7&baud=9600&timing=real", "", "EMULATOR:?firmware=1.7&baud=9600&timing=real", ""},
		{"serial:/dev/no-such-port", "", "serial:/dev/no-such-port", ""},
		{"emulator:", "busy=0.1,seed=3", "emulator:?fault=busy%3D0.1%2Cseed%3D3", ""},
		{"emulator:?firmware=1.7", "drop=1", "emulator:?fault=drop%3D1&firmware=1.7", ""},
		{"emulator:", "busy", "", `--fault: fault "busy": want key=value, such as drop=0.001`},
		{"emulator:?fault=drop=1", "busy=1", "", "--fault: the address of --port has faults already"},
		{"tcp:h:1", "busy=1", "", "--fault is for the emulated module: --port tcp:h:1 has its own"},
		{"/dev/ttyUSB0", "", "", `--port: address "/dev/ttyUSB0": the scheme is missing: write serial:/dev/ttyUSB0`},
		{"tpc:h:1", "", "", `--port: address "tpc:h:1": unknown scheme tpc, did you mean tcp:?`},
		{"serial:x?buad=1", "", "", `--port: address "serial:x?buad=1": unknown parameter buad, did you mean baud?`},
		{"emulator:?%zz", "busy=1", "", `--port: address "emulator:?%zz": `},
		{"emulator:?firmware=9", "", "", `--port: address "emulator:?firmware=9": `},
		{"emulator:?baud=fast", "", "", `--port: address "emulator:?baud=fast": parameter baud="fast": want a whole number`},
		{"emulator:?timing=slow", "", "", `--port: address "emulator:?timing=slow": `},
		{"emulator:?fault=drop=2", "", "", `--port: address "emulator:?fault=drop=2": `},
	} {
		got, err := port.Address(tt.address, tt.faults)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.HasPrefix(err.Error(), tt.err) {
			t.Errorf("%s with %q: %q, %v", tt.address, tt.faults, got, err)
		}
	}
}
