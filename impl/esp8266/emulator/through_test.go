package emulator

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestPassthrough(t *testing.T) {
	for _, f := range all {
		s, p := linked(t, false, f)
		s.send("AT+SYSMSG" + map[bool]string{true: "_CUR"}[f == Firmware17] + "=1\r\n")
		s.expect("\r\nOK\r\n")
		s.play(`
			> AT+CIPSEND\r\n
			< \r\nERROR\r\n
			> AT+CIPMODE=1\r\n
			< \r\nOK\r\n
			> AT+CIPMODE?\r\n
			< +CIPMODE:1\r\n\r\nOK\r\n
			> AT+CIPRECVMODE=1\r\n
			< \r\nERROR\r\n
			> AT+CIPSEND\r\n
			< \r\nOK\r\n\r\n>
			> AT\r\n+++`)
		p.read("AT\r\n+++")
		p.write("raw\r\n+IPD")
		s.expect("raw\r\n+IPD")
		long := strings.Repeat("0123456789", 2000)
		s.send(long)
		p.read(long)
	}
}

// A passthrough link that is lost comes back without a word.
func TestPassthroughReconnects(t *testing.T) {
	s, p := linked(t, false, Firmware22)
	s.play(`
		> AT+CIPMODE=1\r\n
		< \r\nOK\r\n
		> AT+CIPSEND\r\n
		< \r\nOK\r\n\r\n>`)
	p.conn.Close()
	p.accept()
	p.write("back")
	s.expect("back")
	s.send("again")
	p.read("again")
}

func TestPassthroughOverUDP(t *testing.T) {
	s, p := online(t, Firmware22), newUDPPeer(t)
	s.play(`
		> AT+CIPSTART="UDP","127.0.0.1",PORT,2223,0\r\n
		< CONNECT\r\n\r\nOK\r\n
		> AT+CIPMODE=1\r\n
		< \r\nOK\r\n
		> AT+CIPSEND\r\n
		< \r\nOK\r\n\r\n>
		> one`, "PORT", p.port())
	module := p.read("one")
	p.write(module, "two")
	s.expect("two")
	s.emu.DropLink(0)
	s.emu.Close()
}

// Passthrough ends with a +++ that has silence on both sides.
func TestPassthroughEnds(t *testing.T) {
	for _, f := range all {
		synctest.Test(t, func(t *testing.T) {
			s := online(t, f, WithNetwork(newMemory()))
			s.play(`
				> AT+CIPSTART="TCP","10.0.0.9",80\r\n
				< CONNECT\r\n\r\nOK\r\n
				> AT+SYSMSGSUFFIX=1\r\n
				< \r\nOK\r\n
				> AT+CIPMODE=1\r\n
				< \r\nOK\r\n
				> AT+CIPSEND\r\n
				< \r\nOK\r\n\r\n>`, "SUFFIX", map[bool]string{true: "_CUR"}[f == Firmware17])
			for _, pieces := range [][]string{{"data", "+++"}, {"+++", "data"}} { // no silence before, none after
				for _, piece := range pieces {
					s.send(piece)
					synctest.Wait()
				}
				time.Sleep(2 * quiet) // the bubble's clock
			}
			s.send("+")
			synctest.Wait()
			s.send("++")
			began := time.Now()
			if f == Firmware17 {
				s.expect("+QUITT\r\n")
			} else {
				s.expect("\r\n+QUITT\r\n")
			}
			if took := time.Since(began); took != quiet {
				t.Errorf("left passthrough after %v, want %v", took, quiet)
			}
			s.play(`
				> AT+CIPMODE=0\r\n
				< \r\nOK\r\n
				> AT+CIPCLOSE\r\n
				< CLOSED\r\n\r\nOK\r\n`)
			s.idle()
		})
	}
}
