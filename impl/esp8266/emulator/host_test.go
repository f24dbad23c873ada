package emulator

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// The module's state outlives the host that it is attached to.
func TestHostsComeAndGo(t *testing.T) {
	emu := Start(t, Firmware22)
	first := attach(t, emu)
	first.play(`
		> ATE0\r\n
		< ATE0\r\n\r\nOK\r\n
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n`)
	second := attach(t, emu)
	if n, err := first.port.Write([]byte("AT")); err == nil {
		t.Errorf("a host that was unplugged wrote %d bytes", n)
	}
	second.play(`
		> AT+CIPMUX?\r\n
		< +CIPMUX:1\r\n\r\nOK\r\n`)
	second.port.Close()
	emu.Reboot()
	third := attach(t, emu)
	third.play(`
		> AT+CIPMUX?\r\n
		< AT+CIPMUX?\r\n+CIPMUX:0\r\n\r\nOK\r\n`)
}

func TestAttach(t *testing.T) {
	emu := Start(t)
	near, far := net.Pipe()
	ended := make(chan error)
	go func() { ended <- emu.Attach(far) }()
	if _, err := near.Write([]byte("AT\r\n")); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 10)
	if _, err := io.ReadFull(near, buf); err != nil || string(buf) != "AT\r\n\r\nOK\r\n" {
		t.Fatalf("heard %q, %v", buf, err)
	}
	near.Close()
	if err := <-ended; err != nil {
		t.Errorf("Attach: %v", err)
	}
	emu.Close()
	_, far = net.Pipe()
	if err := emu.Attach(far); !errors.Is(err, ErrClosed) {
		t.Errorf("Attach to a closed emulator: %v", err)
	}
	if _, err := emu.Port().Read(buf); err != io.EOF {
		t.Errorf("a port of a closed emulator: %v", err)
	}
}

func TestCloseEndsEverything(t *testing.T) {
	s, p := linked(t, true, Firmware22, Timing{Scan: time.Hour})
	s.send("AT+CWLAP\r\n")
	s.emu.Close()
	p.ended()
	s.fill(func() bool { return false }) // to the port's end
	if _, err := s.port.Write([]byte("AT\r\n")); err == nil {
		t.Error("a port of a closed emulator takes bytes")
	}
}

// At 9600 baud a byte takes 1.04 ms, there and back.
func TestBaud(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSession(t, Firmware22, Baud(9600))
		began := time.Now()
		s.play(`
			> AT\r\n
			< AT\r\n\r\nOK\r\n`)
		if took := time.Since(began); took < 4*time.Millisecond || took > 16*time.Millisecond {
			t.Errorf("4 bytes and 10 bytes took %v", took)
		}
		s.play(`
			> AT+UART_CUR=115200,8,1,0,0\r\n
			< AT+UART_CUR=115200,8,1,0,0\r\n\r\nOK\r\n`)
		began = time.Now()
		s.send("AT+CMD?\r\n")
		n := len(s.until("\r\n\r\nOK\r\n"))
		if took, want := time.Since(began), time.Duration(n)*10*time.Second/115200; took < want*9/10 || took > want*11/10 {
			t.Errorf("%d bytes took %v, want about %v", n, took, want)
		}
	})
}

// A host that does not read holds its own commands up, not the module's memory.
func TestHostThatDoesNotRead(t *testing.T) {
	emu := Start(t, Firmware22)
	port := emu.Port()
	written := make(chan int)
	go func() {
		total := 0
		for total < 4<<20 {
			n, err := port.Write(bytes.Repeat([]byte("AT+CMD?\r\n"), 100))
			total += n
			if err != nil {
				break
			}
		}
		written <- total
	}()
	buf := make([]byte, 8)
	if _, err := io.ReadFull(port, buf); err != nil {
		t.Fatal(err)
	}
	port.Close()
	if n := <-written; n >= 4<<20 {
		t.Errorf("%d bytes of commands were taken from a host that reads nothing", n)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func TestTrace(t *testing.T) {
	var trace lockedBuffer
	s, p := linked(t, true, Firmware22, Trace(&trace))
	p.write(strings.Repeat("x", 500))
	s.until(strings.Repeat("x", 500))
	s.play(`
		> AT+CIPSTART=1,"TCP","203.0.113.1",80\r\n
		< \r\nERROR\r\n`)
	s.emu.Close()
	for _, want := range []string{
		` > "AT+CIPMUX=1\r\n"` + "\n",
		` < "\r\nOK\r\n"` + "\n",
		` < "\r\n+IPD,0,500:" + "` + strings.Repeat("x", 32) + `"… (500 bytes)` + "\n",
		" ! TCP link to 203.0.113.1:80: 203.0.113.1 is not an allowed destination: ",
	} {
		if !strings.Contains(trace.b.String(), want) {
			t.Errorf("the trace lacks %q:\n%s", want, trace.b.String())
		}
	}
}

func TestDeepSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSession(t, Firmware22)
		began := time.Now()
		s.play(`
			> AT+GSLP=5000\r\n
			< AT+GSLP=5000\r\n\r\nOK\r\n
			> AT\r\n
			< \r\nready\r\n
			> AT\r\n
			< AT\r\n\r\nOK\r\n`)
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("slept for %v", took)
		}
	})
}
