package esp8266_test

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"

	"drivergen/impl/esp8266"
)

// scripted is a module that answers each command line as a test says: byte for byte, to stand in for firmware that the
// emulator does not have. What answer leaves empty is answered as a module of the NonOS line or of ESP-AT answers it.
type scripted struct {
	espAT  bool
	answer func(line string) string

	mu    sync.Mutex
	some  sync.Cond
	in    bytes.Buffer
	out   bytes.Buffer
	lines []string // all that were heard
	ended bool
}

func newScripted(espAT bool, answer func(line string) string) *scripted {
	m := &scripted{espAT: espAT, answer: answer}
	m.some.L = &m.mu
	return m
}

func (m *scripted) Read(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.out.Len() == 0 {
		if m.ended {
			return 0, io.EOF
		}
		m.some.Wait()
	}
	return m.out.Read(p)
}

func (m *scripted) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.in.Write(p)
	for {
		line, rest, whole := strings.Cut(m.in.String(), "\r\n")
		if !whole {
			return len(p), nil
		}
		m.in.Reset()
		m.in.WriteString(rest)
		m.lines = append(m.lines, line)
		reply := m.answer(line)
		if reply == "" {
			reply = m.usual(line)
		}
		m.out.WriteString(reply)
		m.some.Broadcast()
	}
}

// say has the module say something of its own accord.
func (m *scripted) say(text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.out.WriteString(text)
	m.some.Broadcast()
}

func (m *scripted) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ended = true
	m.some.Broadcast()
	return nil
}

// heard reports whether a command line that begins with prefix came.
func (m *scripted) heard(prefix string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, line := range m.lines {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// usual answers as the line of firmware does.
func (m *scripted) usual(line string) string {
	const ok, no = "\r\nOK\r\n", "\r\nERROR\r\n"
	switch {
	case line == "":
		return no
	case line == "AT+GMR" && m.espAT:
		return "AT version:2.2.1.0(b097cdf - ESP8266 - Jul  8 2021 05:41:10)\r\nSDK version:v3.4-22-g967752e2\r\n" + ok
	case line == "AT+GMR":
		return "AT version:1.7.5.0(Oct  9 2021 09:26:04)\r\nSDK version:3.0.5(b29dcd3)\r\nBin version(Wroom 02):1.7.5\r\nOK\r\n"
	case strings.HasPrefix(line, "AT+SYSSTORE"), strings.HasPrefix(line, "AT+CMD"):
		if !m.espAT {
			return no
		}
	case strings.Contains(line, "_CUR=") && m.espAT && !strings.HasPrefix(line, "AT+UART"):
		return no
	case line == "AT+CIFSR":
		return "+CIFSR:STAIP,\"0.0.0.0\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:1c:ca:27\"\r\n" + ok
	}
	return ok
}

// openScripted opens the driver on a scripted module.
func openScripted(t *testing.T, espAT bool, answer func(line string) string, opts ...esp8266.Option) (*esp8266.Device, *scripted) {
	t.Helper()
	m := newScripted(espAT, answer)
	dev, err := esp8266.Open(t.Context(), m, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dev.Close() })
	return dev, m
}
