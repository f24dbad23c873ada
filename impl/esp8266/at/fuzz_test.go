package at

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// babble is a module that sends what it likes, in pieces with pauses, whatever the host writes.
type babble struct {
	*wire
	pieces []string
	pauses []time.Duration
}

// newBabble cuts bytes into pieces: of each piece the first byte is its length, the second the pause before it.
func newBabble(in []byte) *babble {
	b := &babble{wire: newWire()}
	for len(in) > 2 {
		n := min(int(in[0])+1, len(in)-2)
		b.pauses = append(b.pauses, time.Duration(in[1])*time.Duration(in[1])*100*time.Microsecond) // up to 6.5 s
		b.pieces = append(b.pieces, string(in[2:2+n]))
		in = in[2+n:]
	}
	return b
}

func (b *babble) speak() {
	for i, p := range b.pieces {
		time.Sleep(b.pauses[i])
		b.send(p)
	}
}

// swap is a port whose other side can be exchanged for another module.
type swap struct {
	first  hostEnd
	second *fake
	now    chan struct{} // closed when the second has taken over
}

func (s *swap) Write(p []byte) (int, error) {
	select {
	case <-s.now:
		return s.second.Write(p)
	default:
		return len(p), nil
	}
}

func (s *swap) Read(p []byte) (int, error) {
	n, err := s.first.Read(p)
	if err == io.EOF {
		return s.second.Read(p)
	}
	return n, err
}

func (s *swap) Close() error {
	s.first.Close()
	return s.second.Close()
}

// FuzzModule: whatever bytes come from the module while commands, sends and receives run, every call returns in time, what
// the handler gets is bounded by what came, and an orderly module is found afterwards.
func FuzzModule(f *testing.F) {
	for _, s := range []string{
		"\r\nOK\r\n> \r\nRecv 5 bytes\r\n\r\nSEND OK\r\n+CIPRECVDATA,5:hello\r\nOK\r\n",
		"\r\nOK\r\n\r\n>\r\n+IPD,0,5:world0,CLOSED\r\nbusy p...\r\n\r\nERROR\r\n",
		"\r\nready\r\n\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,7)\r\nAT\r\nATE0\r\n",
		"+CIPRECVDATA:9999,\"1.2.3.4\",80,abc\r\nOK\r\n+IPD,4,16384:",
		strings.Repeat("\x00\xff\xfe\r", 300),
	} {
		f.Add(uint8(0), []byte("\x05\x10"+s))
		f.Add(uint8(3), []byte("\xff\x00\r\nOK\r\n\x06\x20\r\nOK\r\n\xff\x30"+s))
	}
	f.Fuzz(func(t *testing.T, flags uint8, in []byte) {
		in = in[:min(len(in), 8192)]
		synctest.Test(t, func(t *testing.T) { disturb(t, flags, in) })
	})
}

func disturb(t *testing.T, flags uint8, in []byte) {
	module := newBabble(in)
	port := &swap{first: hostEnd{module.wire}, second: newFake(flags&1 != 0), now: make(chan struct{})}
	got := 0
	d := New(port, Handler{
		Data:     func(_ int, _ netip.AddrPort, p []byte, _ int) { got += len(p) },
		Notice:   func(int, int) {},
		URC:      func(p []byte) { got += len(p) },
		Lost:     func(int, int) {},
		Reset:    func(string) {},
		Resynced: func() {},
	}, Limits{})
	d.SetPeerInfo(flags&2 != 0)
	if flags&4 != 0 {
		module.send("\r\nOK\r\n\r\nOK\r\n") // most of them are to get past the start
	}
	go module.speak()
	returned := make(chan struct{})
	calls := []func(context.Context) error{
		func(ctx context.Context) error { return d.Command(ctx, Exec("GMR"), func([]byte) {}) },
		func(ctx context.Context) error {
			return d.Send(ctx, Set("CIPSEND").Int(0).Int(5), []byte("\x81\x82\x83\x84\x85"))
		},
		func(ctx context.Context) error {
			_, _, err := d.Receive(ctx, Set("CIPRECVDATA").Int(0).Int(8), make([]byte, 8))
			return err
		},
		func(ctx context.Context) error {
			ok := func() error { return nil }
			return d.SetBaud(ctx, Set("UART_CUR").Int(460800), ok, ok)
		},
		func(ctx context.Context) error { return d.Restart(ctx) },
	}
	for i, call := range calls[:3+int(flags>>3&1)+int(flags>>4&1)] {
		limit := time.Duration(i+1) * 4 * time.Second
		go func() {
			defer func() { returned <- struct{}{} }()
			for range 2 {
				ctx, cancel := context.WithTimeout(context.Background(), limit)
				start := time.Now()
				_ = call(ctx)
				if took := time.Since(start); took > limit+100*time.Millisecond {
					t.Errorf("call %d took %v of %v", i, took, limit)
				}
				cancel()
			}
		}()
	}
	for range calls[:3+int(flags>>3&1)+int(flags>>4&1)] {
		<-returned
	}
	time.Sleep(time.Minute * 10) // the module falls silent
	if got > len(in)+64 {
		t.Errorf("handler got %d bytes of %d", got, len(in))
	}
	close(port.now)
	module.unplug(io.EOF)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for try := 0; ; try++ {
		var lines []string
		err := d.Command(ctx, Query("CIPMUX"), func(p []byte) { lines = append(lines, string(p)) })
		if err == nil && len(lines) == 1 && lines[0] == "+CIPMUX:1" {
			break
		}
		if try == 3 || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the orderly module was not found: %v, %q", err, lines)
			break
		}
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	synctest.Wait()
}
