package emulator

import (
	"strings"
	"testing"
)

func passive(t *testing.T, f Firmware) (*session, *peer) {
	t.Helper()
	s, p := linked(t, true, f)
	s.play(`
		> AT+CIPRECVMODE=1\r\n
		< \r\nOK\r\n
		> AT+CIPRECVMODE?\r\n
		< +CIPRECVMODE:1\r\n\r\nOK\r\n
		> AT+CIPRECVDATA=0,5\r\n
		< \r\nERROR\r\n`)
	return s, p
}

func TestPassive22(t *testing.T) {
	s, p := passive(t, Firmware22)
	p.write("hello w")
	s.expect("\r\n+IPD,0,7\r\n")
	s.play(`
		> AT+CIPRECVLEN?\r\n
		< +CIPRECVLEN:7,0,0,0,0\r\n\r\nOK\r\n
		> AT+CIPRECVDATA=0,5\r\n
		< +CIPRECVDATA:5,hello\r\nOK\r\n\r\n+IPD,0,2\r\n
		> AT+CIPDINFO=1\r\n
		< \r\nOK\r\n
		> AT+CIPRECVDATA=0,100\r\n
		< +CIPRECVDATA:2,"127.0.0.1",PORT, w\r\nOK\r\n`, "PORT", p.port())
	p.write("xyz")
	s.expect("\r\n+IPD,0,3\r\n")
	p.conn.Close()
	s.play(`
		> AT+CIPRECVDATA=0,2\r\n
		< +CIPRECVDATA:2,"127.0.0.1",PORT,xy\r\nOK\r\n\r\n+IPD,0,1\r\n
		> AT+CIPRECVDATA=0,2\r\n
		< +CIPRECVDATA:1,"127.0.0.1",PORT,z\r\nOK\r\n0,CLOSED\r\n`, "PORT", p.port())
	s.idle()
}

// ESP-AT tells of what waits once, until the host reads.
func TestPassive22TellsOnce(t *testing.T) {
	s, p := passive(t, Firmware22)
	p.write("one")
	s.expect("\r\n+IPD,0,3\r\n")
	p.write("two")
	got := ""
	for len(got) < 6 {
		s.send("AT+CIPRECVDATA=0,10\r\n")
		heard := s.until("OK\r\n")
		if strings.HasPrefix(heard, "+CIPRECVDATA:") {
			got += strings.TrimSuffix(strings.SplitN(heard, ",", 2)[1], "\r\nOK\r\n")
		}
		if len(got) == 3 {
			s.expect("\r\n+IPD,0,3\r\n")
		}
	}
	if got != "onetwo" {
		t.Errorf("read %q", got)
	}
	s.idle()
}

func TestPassive22CloseWithDataUnread(t *testing.T) {
	s, p := passive(t, Firmware22)
	p.write("abc")
	s.expect("\r\n+IPD,0,3\r\n")
	p.conn.Close()
	s.play(`
		> AT+CIPCLOSE=0\r\n
		< 0,CLOSED\r\n\r\nOK\r\n`)
	s.idle()
}

func TestPassive17(t *testing.T) {
	s, p := passive(t, Firmware17)
	p.write("hello w")
	s.expect("\r\n+IPD,0,7\r\n")
	s.play(`
		> AT+CIPDINFO=1\r\n
		< \r\nOK\r\n
		> AT+CIPRECVDATA=0,5\r\n
		< \r\n+CIPRECVDATA,5:hello\r\nOK\r\n`)
	p.write("xyz")
	s.expect("\r\n+IPD,0,5\r\n")
	p.conn.Close()
	s.expect("0,CLOSED\r\n")
	s.play(`
		> AT+CIPRECVLEN?\r\n
		< +CIPRECVLEN:5,0,0,0,0\r\n\r\nOK\r\n
		> AT+CIPRECVDATA=0,3\r\n
		< \r\n+CIPRECVDATA,3: wx\r\nOK\r\n
		> AT+CIPRECVDATA=0,3\r\n
		< \r\n+CIPRECVDATA,2:yz\r\nOK\r\n
		> AT+CIPRECVDATA=0,3\r\n
		< \r\nERROR\r\n`)
	s.idle()
}

func TestReceiveLengthsOf221(t *testing.T) {
	s, _ := passive(t, Firmware221)
	s.play(`
		> AT+CIPRECVLEN?\r\n
		< +CIPRECVLEN:0,-1,-1,-1,-1\r\n\r\nOK\r\n`)
}

// A peer that sends more than the window waits until the host reads.
func TestPassiveWindow(t *testing.T) {
	for _, f := range []Firmware{Firmware17, Firmware22} {
		s, p := passive(t, f)
		want := strings.Repeat("0123456789", 3000)
		go p.conn.Write([]byte(want))
		var got strings.Builder
		for got.Len() < len(want) {
			s.until("+IPD,0,")
			s.until("\r\n")
			for {
				s.send("AT+CIPRECVDATA=0,2048\r\n")
				_, data, ok := strings.Cut(s.reply(), "+CIPRECVDATA")
				if !ok {
					break
				}
				_, data, _ = strings.Cut(data[1:], map[bool]string{true: ":", false: ","}[f == Firmware17])
				got.WriteString(strings.TrimSuffix(data, "\r\nOK\r\n"))
			}
		}
		if got.String() != want {
			t.Errorf("%v: %d bytes came, not those that were sent", f, got.Len())
		}
	}
}

// A long stream comes in pieces no longer than the firmware makes them, and whole.
func TestActiveStream(t *testing.T) {
	for _, f := range []Firmware{Firmware17, Firmware22} {
		s, p := linked(t, true, f)
		want := strings.Repeat("\r\nOK\r\n+IPD,0,9:", 40000)
		go func() {
			p.conn.Write([]byte(want))
			p.conn.Close()
		}()
		var got strings.Builder
		for {
			s.fill(func() bool { return len(s.got) >= 10 })
			if strings.HasPrefix(string(s.got), "0,CLOSED\r\n") {
				break
			}
			s.expect("\r\n+IPD,0,")
			n := 0
			for _, digit := range strings.TrimSuffix(s.until(":"), ":") {
				n = 10*n + int(digit-'0')
			}
			if n > 2920 || (f == Firmware17 && n > 1460) {
				t.Fatalf("%v: a piece of %d bytes", f, n)
			}
			s.fill(func() bool { return len(s.got) >= n })
			got.Write(s.got[:n])
			s.got = s.got[n:]
		}
		if got.String() != want {
			t.Errorf("%v: %d bytes came, not the %d that were sent", f, got.Len(), len(want))
		}
	}
}
