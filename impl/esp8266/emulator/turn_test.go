package emulator

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const turnAround = 2 * time.Millisecond

// turning is a module with a turn-around, joined to a network in memory, with no echo and a link to a peer that says
// nothing.
type turning struct {
	*testing.T
	emu  *Emulator
	port io.ReadWriteCloser
	peer net.Conn

	mu   sync.Mutex
	said string
}

func startTurning(t *testing.T, f Firmware) *turning {
	t.Helper()
	peerAddr := netip.MustParseAddr("10.0.0.9")
	memory := NewMemory()
	l, err := memory.Host(peerAddr).Listen(80)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	emu := Start(t, f, WithNetwork(memory), AccessPoint{SSID: "lab"}, Timing{Turn: turnAround})
	x := &turning{T: t, emu: emu, port: emu.Port()}
	go x.listen()
	t.Cleanup(func() { x.port.Close() })
	for _, line := range []string{
		"ATE0", "AT+CWMODE=1", `AT+CWJAP="lab",""`, "AT+CIPMUX=1", `AT+CIPSTART=0,"TCP","` + peerAddr.String() + `",80`,
	} {
		x.write(line + "\r\n")
		time.Sleep(time.Second)
	}
	if x.peer, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.peer.Close() })
	x.heard()
	return x
}

func (x *turning) write(s string) {
	x.Helper()
	if _, err := io.WriteString(x.port, s); err != nil {
		x.Fatal(err)
	}
}

// listen gathers what the module says.
func (x *turning) listen() {
	buf := make([]byte, 4096)
	for {
		n, err := x.port.Read(buf)
		x.mu.Lock()
		x.said += string(buf[:n])
		x.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// heard gives what the module has said by now and since it was asked last.
func (x *turning) heard() string {
	synctest.Wait()
	x.mu.Lock()
	defer x.mu.Unlock()
	said := x.said
	x.said = ""
	return said
}

// hears checks that nothing more comes until d has passed, and then want.
func (x *turning) hears(d time.Duration, want string) {
	x.Helper()
	if got := x.heard(); got != "" {
		x.Errorf("at once came %q", got)
	}
	time.Sleep(d - time.Nanosecond)
	if got := x.heard(); got != "" {
		x.Errorf("before %v came %q", d, got)
	}
	time.Sleep(time.Nanosecond)
	if got := x.heard(); got != want {
		x.Errorf("after %v came %q, want %q", d, got, want)
	}
}

// A command's answer, and that of a send's data, begins when the turn-around has passed: not before and not after.
func TestTurnAround(t *testing.T) {
	for _, f := range all {
		t.Run(f.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := startTurning(t, f)
				prompt := "\r\nOK\r\n\r\n>"
				if f == Firmware17 {
					prompt = "\r\nOK\r\n> "
				}
				x.write("AT\r\n")
				x.hears(turnAround, "\r\nOK\r\n")
				x.write("AT+UNKNOWN\r\n")
				x.hears(turnAround, "\r\nERROR\r\n")
				x.write("AT+CIPSEND=0,5\r\n")
				x.hears(turnAround, prompt)
				x.write("hello")
				x.hears(turnAround, "\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n")
			})
		})
	}
}

// Until then the module is busy, and says unasked what it has to say.
func TestTurnAroundIsBusy(t *testing.T) {
	for _, f := range all {
		t.Run(f.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := startTurning(t, f)
				x.write("AT\r\n")
				synctest.Wait()
				x.write("AT+GMR\r\n")
				if got := x.heard(); got != "\r\nbusy p...\r\n" {
					t.Errorf("a second command was answered %q", got)
				}
				io.WriteString(x.peer, "data")
				if got := x.heard(); got != "\r\n+IPD,0,4:data" {
					t.Errorf("of data during the turn-around came %q", got)
				}
				time.Sleep(turnAround)
				if got := x.heard(); got != "\r\nOK\r\n" {
					t.Errorf("the first command was answered %q", got)
				}
			})
		})
	}
}

// A reset during the turn-around takes the answer with it.
func TestTurnAroundEndsWithReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := startTurning(t, Firmware22)
		x.write("AT+GMR\r\n")
		synctest.Wait()
		x.emu.Reboot()
		time.Sleep(time.Second)
		const boot = "\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n" // it joins what it was joined to
		if got := x.heard(); got != boot {
			t.Errorf("came %q, want %q", got, boot)
		}
	})
}
