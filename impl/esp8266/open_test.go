package esp8266_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// TestOpenFromAnyState: whatever an earlier user left the module in, Open makes it work.
func TestOpenFromAnyState(t *testing.T) {
	const join17, join22 = `AT+CWJAP_CUR="lab","correct horse"`, `AT+CWJAP="lab","correct horse"`
	for name, before := range map[string][]string{
		"fresh":                    nil,
		"echo off":                 {"ATE0"},
		"junk in the line buffer":  {"junk\x00\xffAT+CI\r"},
		"half a command":           {"AT+CWLAP"},
		"links and a server open":  {"mode", "join", "AT+CIPMUX=1", "AT+CIPSERVER=1,8080", "dial=4,"},
		"single link open":         {"mode", "join", "dial="},
		"in the middle of a send":  {"mode", "join", "dial=", "AT+CIPSEND=700"},
		"at the end of a send":     {"mode", "join", "dial=", "AT+CIPSEND=4"},
		"passthrough":              {"mode", "join", "AT+CIPMODE=1", "dial=", "AT+CIPSEND"},
		"many links, passive mode": {"mode", "join", "AT+CIPMUX=1", "AT+CIPRECVMODE=1", "dial=0,", "dial=3,"},
	} {
		for _, f := range firmwares {
			t.Run(name+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				emu := emulator.Start(t, f.firmware, lab)
				b := &bench{T: t, emu: emu}
				peer := b.listen(func(c *net.TCPConn) { io.Copy(io.Discard, c) })
				first := emu.Port()
				for _, line := range before {
					line = map[string]string{
						"mode": map[bool]string{true: "AT+CWMODE_CUR=1", false: "AT+CWMODE=1"}[f.firmware == emulator.Firmware17],
						"join": map[bool]string{true: join17, false: join22}[f.firmware == emulator.Firmware17],
					}[line] + map[bool]string{true: line}[line != "mode" && line != "join"]
					if len(line) > 5 && line[:5] == "dial=" || line == "dial=" {
						line = "AT+CIPSTART=" + line[5:] + `"TCP","` + peer.Addr().String() + `",` + portText(peer)
					}
					say(t, first, line)
				}
				first.Close()
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				dev, err := esp8266.Open(ctx, emu.Port())
				b.check(err)
				defer dev.Close()
				b.dev, b.net, b.ctx = dev, dev.Net(), ctx
				b.join()
				echoes := b.listen(echo)
				for range 5 {
					fd := b.dial(echoes)
					b.check(b.net.Write(ctx, fd, []byte("hello")))
					if got := string(b.read(fd, 5)); got != "hello" {
						t.Errorf("got %q", got)
					}
				}
				if dev.Firmware() == "" {
					t.Error("no firmware version")
				}
			})
		}
	}
}

func portText(a netip.AddrPort) string {
	_, port, _ := net.SplitHostPort(a.String())
	return port
}

// say writes a line to the module and reads until its answer, its prompt, or nothing more comes.
func say(t *testing.T, port io.ReadWriteCloser, line string) {
	t.Helper()
	if _, err := io.WriteString(port, line+"\r\n"); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		defer close(got)
		buf := make([]byte, 512)
		n, _ := port.Read(buf)
		got <- string(buf[:n])
	}()
	select {
	case <-got:
	case <-time.After(50 * time.Millisecond): // some lines have no answer
	}
}

// A silence is a port on which nothing answers.
type silence struct{ closed chan struct{} }

func (s silence) Read([]byte) (int, error) {
	<-s.closed
	return 0, io.EOF
}
func (s silence) Write(p []byte) (int, error) { return len(p), nil }
func (s silence) Close() error {
	close(s.closed)
	return nil
}

func TestOpenSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := esp8266.Open(t.Context(), silence{make(chan struct{})})
		if !errors.Is(err, driver.ETIMEDOUT) || time.Since(start) > 15*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		start = time.Now()
		_, err = esp8266.Open(ctx, silence{make(chan struct{})})
		if !errors.Is(err, driver.ETIMEDOUT) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestPortFails(t *testing.T) {
	everywhere(t, func(b *bench) {
		fd := b.dial(b.listen(echo))
		waiting := make(chan error)
		go func() {
			_, _, err := b.net.Recv(b.ctx, fd, make([]byte, 10))
			waiting <- err
		}()
		b.emu.Close()
		if err := <-waiting; !errors.Is(err, driver.ENODEV) {
			b.Errorf("recv: %v, want ENODEV", err)
		}
		if _, err := b.net.MAC(b.ctx); !errors.Is(err, driver.ENODEV) {
			b.Errorf("mac: %v, want ENODEV", err)
		}
	})
}

// Closing the device wakes who waits.
func TestClose(t *testing.T) {
	everywhere(t, func(b *bench) {
		fd, _ := b.serve()
		waiting := make(chan error)
		go func() {
			_, _, err := b.net.Accept(b.ctx, fd)
			waiting <- err
		}()
		b.check(b.dev.Close())
		if err := <-waiting; !errors.Is(err, driver.ENODEV) {
			b.Errorf("accept: %v, want ENODEV", err)
		}
		if _, err := b.dev.WiFi().Scan(b.ctx); !errors.Is(err, driver.ENODEV) {
			b.Errorf("scan: %v, want ENODEV", err)
		}
		b.check(b.dev.Close())
	})
}
