package at

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// nasty is data that looks like messages of the module. No read of the tests begins with the end of an answer: with a digit of
// the count lost, nothing could tell it from that end.
const nasty = "x\r\nOK\r\n0,CLOSED\r\nready\r\n+IPD,0,9:\r\n\r\n+IPD,1,5\r\nERROR\r\n> SEND OK\r\nWIFI DISCONNECT\r\n\r\nOK\r\n"

// talk holds a conversation over a line with faults: what is promised for any of them is checked.
func talk(t *testing.T, nonOS bool, faults ...fault) {
	m := newFake(nonOS, faults...)
	m.stream = []byte(strings.Repeat(nasty, 3))
	var events []string
	d := New(m, Handler{
		Data: func(link int, _ netip.AddrPort, p []byte, _ int) {
			events = append(events, fmt.Sprintf("data %d %q", link, p))
		},
		Notice: func(link, n int) { events = append(events, fmt.Sprintf("notice %d %d", link, n)) },
		URC:    func(p []byte) { events = append(events, string(p)) },
		Reset:  func(why string) { events = append(events, "reset "+why) },
	}, Limits{})
	defer func() {
		if t.Failed() {
			t.Logf("NonOS %v, faults %+v", nonOS, faults)
		}
		d.Close()
		synctest.Wait()
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	start := time.Now()

	var sent []byte
	doubt := false
	for i := range 3 {
		payload := bytes.Repeat([]byte{0x80 + byte(i)}, 7+i)
		m.mu.Lock()
		before := m.payloads
		m.mu.Unlock()
		err := d.Send(ctx, Set("CIPSEND").Int(0).Int(len(payload)), payload)
		m.mu.Lock()
		wrote := m.payloads > before
		m.mu.Unlock()
		switch {
		case err == nil:
			sent = append(sent, payload...)
		case errors.Is(err, ErrDoubt):
			doubt = true
		case wrote:
			t.Errorf("send %d failed without doubt after its payload was written: %v", i, err)
		}
		var got string
		buf := make([]byte, 40)
		n, _, err := d.Receive(ctx, Set("CIPRECVDATA").Int(0).Int(len(buf)), buf)
		m.mu.Lock()
		gone := len(strings.Repeat(nasty, 3)) - len(m.stream)
		m.mu.Unlock()
		if err == nil && len(faults) == 1 && (faults[0].kind == drop || faults[0].kind == double) {
			whole := strings.Repeat(nasty, 3)[:gone]
			if got = string(buf[:n]); !strings.HasSuffix(whole, got) {
				t.Errorf("receive %d gave %q, which is not at the end of %q", i, got, whole)
			}
		}
		_ = d.Command(ctx, Query("CIPMUX"), nil)
	}
	if err := ctx.Err(); err != nil {
		t.Errorf("the calls took %v: %v", time.Since(start), d.Stats())
	}
	m.heal()
	for try := 0; ; try++ {
		if err := d.Command(ctx, Query("CIPMUX"), nil); err == nil {
			break
		} else if try == 3 {
			t.Errorf("the dialogue did not recover: %v", err)
			break
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.broken {
		t.Error(s)
	}
	if !doubt && !hidden(faults) && !bytes.Equal(sent, m.delivered) {
		t.Errorf("delivered %x, reported %x", m.delivered, sent)
	}
	for _, e := range events {
		if len(faults) == 1 && !faults[0].cutsCount() && (strings.Contains(e, "CLOSED") || strings.Contains(e, "notice") || strings.Contains(e, "data") ||
			strings.Contains(e, "WIFI") || e == "reset ready") {
			t.Errorf("data was taken for a message: %s", e)
		}
	}
}

// cutsCount reports whether a fault may end the count of an answer early: the data may then have what looks like the end of
// that answer in the right place.
func (f fault) cutsCount() bool {
	return f.kind == insert && (f.with == ':' || f.with == ',')
}

// hidden reports whether faults may change what the peer gets without a sign: AT has no checksum. A doubled LF makes NonOS
// AT see two lines, whose two answers may cross the next command.
func hidden(faults []fault) bool {
	for _, f := range faults {
		if f.kind == flip || f.kind == insert || f.kind == double && !f.toHost || len(faults) > 1 {
			return true
		}
	}
	return false
}

// TestOneFault puts each single fault at each byte of a conversation, in both directions and with both firmwares.
func TestOneFault(t *testing.T) {
	for _, nonOS := range []bool{true, false} {
		for _, toHost := range []bool{true, false} {
			length := 340
			if toHost {
				length = 620
			}
			for at := range length {
				for kind := range faultKinds {
					f := fault{toHost: toHost, at: at, kind: kind, with: '>'}
					synctest.Test(t, func(t *testing.T) { talk(t, nonOS, f) })
				}
			}
		}
	}
}

// FuzzDamagedLine: whatever faults a line has, payload is written only after a prompt was sent, an error without doubt
// means that nothing was, and the dialogue finds its way back.
func FuzzDamagedLine(f *testing.F) {
	f.Add(true, []byte{1, 20, 0, 0, 0, 60, 3, '>'})
	f.Add(false, []byte{1, 40, 2, 0x40, 0, 30, 1, 0, 1, 90, 3, '\n'})
	f.Fuzz(func(t *testing.T, nonOS bool, in []byte) {
		var faults []fault
		for ; len(in) >= 4 && len(faults) < 8; in = in[4:] {
			faults = append(faults, fault{toHost: in[0]&1 != 0, at: int(in[0]>>1)*4 + int(in[1]), kind: in[2] % faultKinds, with: in[3]})
		}
		synctest.Test(t, func(t *testing.T) { talk(t, nonOS, faults...) })
	})
}
