package emulator

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/transports"
)

// hear reads what the module says until it is silent.
func hear(t *testing.T, port *Port) string {
	t.Helper()
	var heard []byte
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := port.Read(buf)
			if err != nil {
				return
			}
			heard = append(heard, buf[:n]...)
		}
	}()
	synctest.Wait()
	time.Sleep(10 * time.Second)
	synctest.Wait()
	got := string(heard)
	port.Close()
	synctest.Wait()
	return got
}

func TestBaudMismatch(t *testing.T) {
	for _, paced := range []int{0, 115200} {
		synctest.Test(t, func(t *testing.T) {
			emu := Start(t, Firmware22, Baud(paced))
			port := emu.Port()
			s := hosting(t, emu, port)
			s.play(`
				> ATE0\r\n
				< ATE0\r\n\r\nOK\r\n
				> AT+UART_CUR=921600,8,1,0,0\r\n
				< \r\nOK\r\n`)
			if err := port.SetBaud(115200); err != nil {
				t.Fatal(err)
			}
			s.send("AT\r\n") // which the module does not understand
			synctest.Wait()
			time.Sleep(time.Second)
			synctest.Wait()
			for len(s.in) > 0 {
				s.got = append(s.got, <-s.in...)
			}
			if bytes.Contains(s.got, []byte("OK")) {
				t.Errorf("a host at another rate heard %q", s.got)
			}
			s.got = nil
			if err := port.SetBaud(921600); err != nil {
				t.Fatal(err)
			}
			s.send("\r\nAT\r\n") // the line's end ends what the module took the first for
			s.until("\r\nOK\r\n")
			emu.Reboot() // the rate was not saved
			s.send("AT\r\n")
			port.SetBaud(115200)
			s.send("\r\nATE0\r\n")
			s.until("ATE0\r\n\r\nOK\r\n")
			if err := port.SetBaud(0); err == nil {
				t.Error("a rate of 0 is taken")
			}
		})
	}
}

// What the ROM says is text at its own rate, and noise at the module's.
func TestROMAtItsRate(t *testing.T) {
	for _, baud := range []int{0, 74880, 115200} {
		synctest.Test(t, func(t *testing.T) {
			emu := Start(t, Firmware17, BootGarbage(true))
			port := emu.Port()
			if baud != 0 {
				port.SetBaud(baud)
			}
			emu.Reboot(WatchdogReset)
			heard := hear(t, port)
			if got, want := strings.Contains(heard, "ets Jan  8 2013,rst cause:4"), baud == 74880; got != want {
				t.Errorf("at %d baud the ROM's text is readable: %v; heard %q", baud, got, heard)
			}
			if got, want := strings.Contains(heard, "\r\nready\r\n"), baud != 74880; got != want {
				t.Errorf("at %d baud ready is readable: %v; heard %q", baud, got, heard)
			}
		})
	}
}

// A host that does not read loses what its UART has no room for, unless both sides keep flow control.
func TestOverrun(t *testing.T) {
	const room = 512
	for _, paced := range []int{0, 115200} {
		for _, flow := range []string{"none", "host", "module", "both"} {
			synctest.Test(t, func(t *testing.T) {
				emu := Start(t, Firmware22, Overrun(room), Baud(paced))
				port := emu.Port()
				ask := "ATE0\r\nAT+UART_CUR=115200,8,1,0,0\r\n"
				if flow == "module" || flow == "both" {
					ask = "ATE0\r\nAT+UART_CUR=115200,8,1,0,3\r\n"
				}
				port.SetRTSCTS(flow == "host" || flow == "both")
				io.WriteString(port, ask)
				answer := make([]byte, len("ATE0\r\n\r\nOK\r\n\r\nOK\r\n"))
				if _, err := io.ReadFull(port, answer); err != nil {
					t.Fatal(err)
				}
				io.WriteString(port, "AT+CMD?\r\n") // is answered by far more than there is room for
				time.Sleep(10 * time.Second)        // in which nobody reads
				heard := hear(t, port)
				whole := strings.HasSuffix(heard, "\r\n\r\nOK\r\n")
				lost := emu.Faulted()[FaultOverrun]
				switch {
				case flow == "both" && (!whole || lost != 0):
					t.Errorf("pace %d: %d bytes were lost in spite of flow control", paced, lost)
				case flow != "both" && (whole || len(heard) != room || lost == 0):
					t.Errorf("pace %d, flow control of %s: heard %d bytes, want %d; %d are counted as lost", paced, flow, len(heard), room, lost)
				}
			})
		}
	}
}

// With flow control a reader that comes late gets the rest at the line's pace.
func TestFlowControlResumesAtPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := Start(t, Firmware22, Overrun(100), Baud(9600))
		port := emu.Port()
		port.SetRTSCTS(true)
		io.WriteString(port, "ATE0\r\nAT+UART_CUR=9600,8,1,0,2\r\n")
		buf := make([]byte, len("ATE0\r\n\r\nOK\r\n\r\nOK\r\n"))
		io.ReadFull(port, buf)
		io.WriteString(port, "AT+CMD?\r\n")
		time.Sleep(time.Minute)
		began := time.Now()
		s := hosting(t, emu, port)
		n := len(s.until("\r\n\r\nOK\r\n")) - 100
		if took, want := time.Since(began), lineTime(n, 9600); !near(took, want) {
			t.Errorf("%d bytes after those that waited took %v, want %v", n, took, want)
		}
	})
}

// A module that is busy has room for what its FIFO holds.
func TestModuleFIFO(t *testing.T) {
	for _, tt := range []struct {
		baud string
		flow bool
		want int
	}{{"921600", false, 400 - 128}, {"460800", false, 0}, {"921600", true, 0}} {
		synctest.Test(t, func(t *testing.T) {
			emu := Start(t, Firmware22, FIFO(128), Timing{Scan: time.Second})
			port := emu.Port()
			port.SetRTSCTS(tt.flow)
			s := hosting(t, emu, port)
			s.play(`
				> ATE0\r\n
				< ATE0\r\n\r\nOK\r\n
				> AT+CWMODE=1\r\n
				< \r\nOK\r\n
				> AT+UART_CUR=BAUD,8,1,0,3\r\n
				< \r\nOK\r\n`, "BAUD", tt.baud)
			s.send("AT+CWLAP\r\n")
			synctest.Wait()
			for range 4 {
				s.send(strings.Repeat("x", 100))
				synctest.Wait()
			}
			s.until("\r\nOK\r\n")
			if lost := emu.Faulted()[FaultOverrun]; lost != tt.want {
				t.Errorf("%s baud: %d bytes were lost, want %d", tt.baud, lost, tt.want)
			}
			s.idle()
		})
	}
}

func TestResetInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		port := Start(t, Firmware22).Port()
		io.WriteString(port, "AT\r\n")
		synctest.Wait()
		port.ResetInput()
		io.WriteString(port, "ATE0\r\n")
		if heard := hear(t, port); heard != "ATE0\r\n\r\nOK\r\n" {
			t.Errorf("heard %q", heard)
		}
	})
}

// A reset takes what the module had not sent yet with it.
func TestRebootCutsTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := Start(t, Firmware22, Baud(9600))
		port := emu.Port()
		s := hosting(t, emu, port)
		s.play(`
			> ATE0\r\n
			< ATE0\r\n\r\nOK\r\n`)
		s.send("AT+CMD?\r\n")
		time.Sleep(lineTime(len("AT+CMD?\r\n")+500, 9600))
		emu.Reboot()
		if heard := s.until("\r\nready\r\n"); len(heard) > 500+len("\r\nready\r\n") || len(heard) < 500 {
			t.Errorf("heard %d bytes up to ready, want 500 and it", len(heard))
		}
	})
}

// The port is what the transports' optional interfaces ask for.
var _ interface {
	io.ReadWriteCloser
	transports.BaudSetter
	transports.FlowController
	transports.InputResetter
} = (*Port)(nil)
