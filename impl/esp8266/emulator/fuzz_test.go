package emulator

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// FuzzHost feeds a module what no host should send. Whatever it was, the module must still boot and answer.
func FuzzHost(f *testing.F) {
	var samples []string
	for _, tt := range dialogues {
		for _, line := range strings.Split(tt.dialogue, "\n") {
			if _, sent, ok := strings.Cut(line, "> "); ok {
				samples = append(samples, strings.NewReplacer(`\r`, "\r", `\n`, "\n").Replace(sent))
			}
		}
	}
	const join = "AT+CWMODE=3\r\nAT+CWJAP=\"lab\",\"correct horse\"\r\n"
	samples = append(samples,
		join+"AT+CIPMUX=1\r\nAT+CIPSTART=4,\"TCP\",\"10.0.0.9\",80\r\nAT+CIPSEND=4,3\r\n+++AT+CIPSENDEX=4,9\r\n\\\\0\\0",
		join+"AT+CIPSTART=\"TCP\",\"10.0.0.9\",80\r\nAT+CIPMODE=1\r\nAT+CIPSEND\r\nabc+++",
		join+"AT+CIPRECVMODE=1\r\nAT+CIPSTART=\"TCP\",\"10.0.0.9\",80\r\nAT+CIPSEND=2\r\nabAT+CIPRECVDATA=2\r\nAT+CIPRECVDATA=9999999999\r\n",
		join+"AT+CIPSTART=\"UDP\",\"10.0.0.9\",80,90,2\r\nAT+CIPSEND=2,\"10.0.0.9\",81\r\nabAT+CIPCLOSE\r\n",
		"AT+CIPSNTPCFG=1,-1299\r\nAT+CIPSNTPTIME?\r\nAT+CWDHCPS=1,1,\"0.0.0.0\",\"255.255.255.255\"\r\n",
		"AT+CWLAP=\"\",\"\",14\r\nAT+GSLP=0\r\nAT+UART_CUR=80,8,1,0,3\r\nAT\r\nAT+RST\r\n",
	)
	samples = append(samples, sentInSessions(f)...)
	for i, sample := range samples {
		f.Add([]byte(sample), uint8(i), uint64(i/3))
	}
	f.Fuzz(func(t *testing.T, p []byte, knobs uint8, seed uint64) {
		synctest.Test(t, func(t *testing.T) { fuzzHost(t, p, knobs, seed) })
	})
}

// fuzzHost has a module hear p in pieces, under faults unless the seed is 0.
func fuzzHost(t *testing.T, p []byte, knobs uint8, seed uint64) {
	network := NewMemory()
	ln, err := network.Host(peerAddr).Listen(80)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go echo(ln)
	bit := func(n int) int { return int(knobs >> n & 1) }
	e, err := New(lab, firmwares[int(knobs)%len(firmwares)], WithNetwork(network), fuzzFaults(seed),
		BootGarbage(bit(2) == 1), Baud(115200*bit(3)), Overrun(100*bit(4)), FIFO(128*bit(5)))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	port := e.Port()
	heard := make(chan []byte)
	go func() {
		defer close(heard)
		for buf := make([]byte, 512); ; {
			n, err := port.Read(buf)
			if err != nil {
				return
			}
			heard <- bytes.Clone(buf[:n])
		}
	}()
	listen := func(d time.Duration, enough string) (got []byte) {
		for timeout := time.After(d); enough == "" || !bytes.Contains(got, []byte(enough)); {
			select {
			case b := <-heard:
				got = append(got, b...)
			case <-timeout:
				return got
			}
		}
		return got
	}
	said := 0
	for size := []int{1, 7, 64, 4096}[knobs>>6]; len(p) > 0; {
		n := min(size, len(p))
		go port.Write(p[:n])
		p = p[n:]
		said += len(listen(10*time.Millisecond, ""))
	}
	said += len(listen(time.Minute, ""))
	if said > 64<<20 {
		t.Errorf("the module said %d bytes", said)
	}
	if err := e.SetFaults(Faults{}); err != nil {
		t.Fatal(err)
	}
	e.Reboot()
	listen(time.Minute, "") // a slow line needs that
	go port.Write([]byte("+++"))
	listen(2*time.Second, "")
	go port.Write([]byte("\r\nAT\r\n"))
	if got := listen(10*time.Minute, "OK\r\n"); !bytes.Contains(got, []byte("OK\r\n")) {
		t.Fatalf("the module said only %q", got)
	}
	e.Close()
	for range heard {
	}
}

// fuzzFaults are faults of every kind, and none for a seed of 0.
func fuzzFaults(seed uint64) Faults {
	f := Faults{Seed: seed, DelayFor: time.Second, LateFor: time.Second, BusyFor: time.Second, WiFiBack: time.Second}
	if seed == 0 {
		return f
	}
	for _, k := range faultKeys {
		if k.chance != nil && k.kind != FaultDelay {
			*k.chance(&f) = float64(1+seed%8) / 100
		}
	}
	f.Delay = 0.1
	return f
}

// echo sends back what comes.
func echo(ln net.Listener) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			io.Copy(conn, conn)
		}()
	}
}
