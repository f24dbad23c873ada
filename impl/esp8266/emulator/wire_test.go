package emulator

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// lineTime is how long bytes take at a rate, ten bits a byte.
func lineTime(n, baud int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(baud)
}

// near reports whether a duration is what is wanted, up to what rounding each of a few pieces to a nanosecond makes.
func near(got, want time.Duration) bool { return got >= want && got-want < 10*time.Nanosecond }

func TestPaceIsExact(t *testing.T) {
	for _, baud := range []int{9600, 115200, 460800, 921600, 4_500_000} {
		synctest.Test(t, func(t *testing.T) {
			port := Start(t, Firmware22, Baud(baud)).Port()
			defer port.Close()
			began := time.Now()
			io.WriteString(port, "ATE0\r\n")
			buf := make([]byte, 12)
			if _, err := io.ReadFull(port, buf); err != nil || string(buf) != "ATE0\r\n\r\nOK\r\n" {
				t.Fatalf("heard %q, %v", buf, err)
			}
			if took, want := time.Since(began), lineTime(6+12, baud); !near(took, want) {
				t.Errorf("%d baud: 6 bytes and 12 bytes took %v, want %v", baud, took, want)
			}
			for range 100 { // no rounding adds up
				io.WriteString(port, "AT\r\n")
				io.ReadFull(port, buf[:6])
			}
			if took, want := time.Since(began), lineTime(6+12+100*(4+6), baud); took < want || took-want > 300*time.Nanosecond {
				t.Errorf("%d baud: all took %v, want %v", baud, took, want)
			}
		})
	}
}

// Both directions carry at once all that the line can, also through Attach.
func TestPaceIsFullDuplex(t *testing.T) {
	const baud, amount = 921600, 100_000
	for _, through := range []string{"port", "attach"} {
		t.Run(through, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network := NewMemory()
				ln, err := network.Host(peerAddr).Listen(80)
				if err != nil {
					t.Fatal(err)
				}
				emu := Start(t, Firmware22, Baud(baud), WithNetwork(network), AccessPoint{SSID: "lab", Password: "correct horse"})
				var port io.ReadWriteCloser
				if through == "port" {
					port = emu.Port()
				} else {
					near, far := net.Pipe()
					go emu.Attach(far)
					port = near
				}
				defer port.Close()
				s := hosting(t, emu, port)
				s.play(`
					> ATE0\r\n
					< ATE0\r\n\r\nOK\r\n
					> AT+CWMODE=1\r\n
					< \r\nOK\r\n
					> AT+CWJAP="lab","correct horse"\r\n
					< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
					> AT+CIPSTART="TCP","10.0.0.9",80\r\n
					< CONNECT\r\n\r\nOK\r\n
					> AT+CIPMODE=1\r\n
					< \r\nOK\r\n
					> AT+CIPSEND\r\n
					< \r\nOK\r\n\r\n>`)
				peer, err := ln.Accept()
				if err != nil {
					t.Fatal(err)
				}
				defer peer.Close()
				data := bytes.Repeat([]byte("0123456789"), amount/10)
				began := time.Now()
				var group sync.WaitGroup
				group.Go(func() { port.Write(data) })
				group.Go(func() { peer.Write(data) })
				var up, down time.Duration
				group.Go(func() {
					got := make([]byte, amount)
					if _, err := io.ReadFull(peer, got); err != nil || !bytes.Equal(got, data) {
						t.Errorf("the peer got other data, or %v", err)
					}
					up = time.Since(began)
				})
				s.expect(string(data))
				down = time.Since(began)
				group.Wait()
				if want := lineTime(amount, baud); down > want+want/100 || up > want+want/100+2*quiet {
					t.Errorf("%d bytes took %v up and %v down, want %v each", amount, up, down, want)
				}
			})
		})
	}
}

// misread is what a UART at one rate reads of a text sent at another.
func misread(text string, from, to int) []byte {
	var s sampler
	return append(bytes.Clone(s.sample([]byte(text), from, to)), s.finish()...)
}

// A receiver at another rate reads what the levels of the line give at its own times.
func TestSampler(t *testing.T) {
	for _, tt := range []struct {
		sent       string
		from, to   int
		mismatched bool
		want       string
	}{
		{"AT\r\n", 115200, 115200, false, "AT\r\n"},
		{"AT\r\n", 115200, 117000, false, "AT\r\n"}, // 1.6 % is within what 8N1 allows
		{"AT\r\n", 115200, 119000, true, "AT\r\n"},  // sampled near the bits' edges, and still right
		{"U", 115200, 57600, true, "\xff"},          // from the start bit on, every second bit of 0101010101 is high
		{"UUUU", 230400, 115200, true, "\xff\xff"},  // two sent bytes are one
		{"\xff", 9600, 115200, true, "\x00"},        // the start bit alone is longer than a byte
		{"\x00", 57600, 115200, true, "\x00"},       // nine low bits are eighteen: one byte without its stop bit
		{"\x00\x00", 115200, 9600, true, "\xfe"},    // twenty sent bits are less than two: start, one low bit, silence
	} {
		if got := mismatched(tt.from, tt.to); got != tt.mismatched {
			t.Errorf("%d baud read at %d: mismatched is %v", tt.from, tt.to, got)
		}
		if !tt.mismatched {
			continue
		}
		whole := misread(tt.sent, tt.from, tt.to)
		if string(whole) != tt.want {
			t.Errorf("%q sent at %d and read at %d gives %q, want %q", tt.sent, tt.from, tt.to, whole, tt.want)
		}
		var s sampler // in pieces it is the same
		var pieces []byte
		for i := range len(tt.sent) {
			pieces = append(pieces, s.sample([]byte(tt.sent[i:i+1]), tt.from, tt.to)...)
		}
		pieces = append(pieces, s.finish()...)
		if !bytes.Equal(whole, pieces) {
			t.Errorf("%q sent at %d and read at %d gives %q whole, %q in pieces", tt.sent, tt.from, tt.to, whole, pieces)
		}
	}
}
