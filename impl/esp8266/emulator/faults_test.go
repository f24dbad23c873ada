package emulator

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// faulty is a module with a TCP link to a peer, in virtual time, which meets its faults from then on.
func faulty(t *testing.T, f Firmware, faults Faults, opts ...Option) (s *session, peer *MemoryConn) {
	t.Helper()
	network := NewMemory()
	ln, err := network.Host(peerAddr).Listen(80)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	opts = append(opts, f, WithNetwork(network), AccessPoint{SSID: "lab", Password: "correct horse"})
	s = newSession(t, opts...)
	s.play(`
		> ATE0\r\n
		< ATE0\r\n\r\nOK\r\n
		> AT+CWMODE=1\r\n
		< \r\nOK\r\n
		> AT+CWJAP="lab","correct horse"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSTART=0,"TCP","10.0.0.9",80\r\n
		< 0,CONNECT\r\n\r\nOK\r\n`)
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := s.emu.SetFaults(faults); err != nil {
		t.Fatal(err)
	}
	return s, conn.(*MemoryConn)
}

// always are faults that happen at each opportunity, and what the host then sees.
var always = []struct {
	name     string
	faults   Faults
	kind     FaultKind
	count    int
	firmware []Firmware
	dialogue string
}{
	{"lose the reply", Faults{LoseReply: 1}, FaultLoseReply, 2, all, `
		> AT+CIPMUX?\r\n
		> AT\r\n`},
	{"busy once", Faults{Busy: 1}, FaultBusy, 2, all, `
		> AT\r\n
		< \r\nbusy p...\r\n
		> AT\r\n
		< \r\nbusy p...\r\n`},
	{"busy for a while", Faults{Busy: 1, BusyFor: time.Second}, FaultBusy, 1, all, `
		> AT\r\n
		< \r\nbusy p...\r\n
		> AT\r\n
		< \r\nbusy p...\r\n`},
	{"busy though carried out", Faults{StrayBusy: 1}, FaultStrayBusy, 1, all, `
		> AT+CIPMUX?\r\n
		< \r\nbusy p...\r\n+CIPMUX:1\r\n\r\nOK\r\n`},
	{"a lost prompt", Faults{NoPrompt: 1}, FaultNoPrompt, 1, all, `
		> AT+CIPSEND=0,2\r\n
		< \r\nOK\r\n
		> ab
		< \r\nRecv 2 bytes\r\n\r\nSEND OK\r\n`},
	{"a lost SEND OK", Faults{LoseSendOK: 1}, FaultLoseSendOK, 1, all, `
		> AT+CIPSEND=0,2\r\n
		< \r\nOK\r\nPROMPT
		> ab
		> AT\r\n
		< \r\nOK\r\n`},
	{"a send that fails", Faults{SendFail: 1}, FaultSendFail, 1, all, `
		> AT+CIPSEND=0,2\r\n
		< \r\nOK\r\nPROMPT
		> ab
		< \r\nRecv 2 bytes\r\nCRLFSEND FAIL\r\n`},
	{"a link closed at a command", Faults{CloseLink: 1}, FaultCloseLink, 1, all, `
		> AT\r\n
		< \r\nOK\r\n0,CLOSED\r\n
		> AT\r\n
		< \r\nOK\r\n`},
	{"a link closed at the command that sends", Faults{CloseLink: 1}, FaultCloseLink, 2, all, `
		> AT+CIPSEND=0,2\r\n
		< \r\nOK\r\nPROMPT0,CLOSED\r\n
		> ab
		< \r\nRecv 2 bytes\r\nCRLFSEND FAIL\r\n`},
	{"a lost notice", Faults{LoseURC: 1}, FaultLoseURC, 1, all, `
		> AT+CIPCLOSE=0\r\n
		< \r\nOK\r\n`},
	{"the WiFi lost and back", Faults{LoseWiFi: 1, WiFiBack: time.Second}, FaultLoseWiFi, 1, only22, `
		> AT+CIPMUX?\r\n
		< WIFI DISCONNECT\r\n0,CLOSED\r\n+CIPMUX:1\r\n\r\nOK\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n`},
	{"a restart at a byte from the host", Faults{RebootAfter: 2}, FaultReboot, 1, only22, `
		> AT\r\n
		< \r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n`},
	{"a restart at a byte to the host", Faults{RebootAfter: 4 + 3}, FaultReboot, 1, only22, `
		> AT\r\n
		< \r\nO\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n
		> AT\r\n
		< AT\r\n\r\nOK\r\n`},
	{"everything comes twice", Faults{Double: 1, OnlyToHost: true}, FaultDouble, 6, all, `
		> AT\r\n
		< \r\r\n\nOOKK\r\r\n\n`},
	{"everything is lost", Faults{Drop: 1, OnlyToModule: true}, FaultDrop, 4, all, `
		> AT\r\n`},
}

func TestFaults(t *testing.T) {
	for _, tt := range always {
		for _, f := range tt.firmware {
			t.Run(tt.name+"/"+f.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, _ := faulty(t, f, tt.faults)
					prompt, crlf := `\r\n>`, `\r\n`
					if f.nonOS() {
						prompt, crlf = `>\s`, ``
					}
					for _, line := range strings.Split(tt.dialogue, "\n") {
						s.play(line, "PROMPT", prompt, "CRLF", crlf)
						synctest.Wait() // each piece is there before the next is sent
					}
					if counts := s.emu.Faulted(); counts[tt.kind] != tt.count || counts.Total() != tt.count {
						t.Errorf("counted %v, want %v=%d; the log: %v", counts, tt.kind, tt.count, s.emu.FaultLog())
					}
					if records := s.emu.FaultLog(); len(records) != tt.count || records[0].Kind != tt.kind || records[0].Note == "" {
						t.Errorf("the log says %v", records)
					}
					s.emu.SetFaults(Faults{})
					synctest.Wait()
					time.Sleep(2 * time.Second)
					synctest.Wait()
					s.got = nil
					for len(s.in) > 0 {
						s.got = append(s.got, <-s.in...)
					}
					if len(s.got) > 0 {
						t.Errorf("heard %q too much", s.got)
					}
				})
			})
		}
	}
}

// A late reply is carried out late, and the module is busy until then.
func TestFaultLateReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := faulty(t, Firmware22, Faults{LateReply: 1, LateFor: 3 * time.Second})
		began := time.Now()
		s.play(`
			> AT+CIPMUX?\r\n
			> AT\r\n
			< \r\nbusy p...\r\n+CIPMUX:1\r\n\r\nOK\r\n`)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("the answer took %v", took)
		}
	})
}

// A piece that is late holds up those behind it, so that bytes keep their order.
func TestFaultDelay(t *testing.T) {
	for _, baud := range []int{0, 115200} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := faulty(t, Firmware22, Faults{Seed: 3, Delay: 0.5, DelayFor: time.Second}, Baud(baud))
			s.send("AT+CMD?\r\n")
			heard := s.until("\r\n\r\nOK\r\n")
			if n := s.emu.Faulted()[FaultDelay]; n < 10 {
				t.Errorf("%d pieces were late", n)
			}
			s.emu.SetFaults(Faults{})
			s.send("AT+CMD?\r\n")
			if in := s.until("\r\n\r\nOK\r\n"); in != heard {
				t.Errorf("late pieces are out of order:\n%s\nwant\n%s", heard, in)
			}
		})
	}
}

func TestFaultRead(t *testing.T) {
	for _, f := range all {
		for _, faults := range []Faults{{ReadDrop: 1}, {ReadDouble: 1}} {
			lengths := map[int]bool{}
			for seed := range uint64(40) {
				synctest.Test(t, func(t *testing.T) {
					s, peer := faulty(t, f, Faults{})
					s.play(`
						> AT+CIPRECVMODE=1\r\n
						< \r\nOK\r\n`)
					io.WriteString(peer, "payload")
					s.expect("\r\n+IPD,0,7\r\n")
					faults.Seed = seed
					s.emu.SetFaults(faults)
					want, n := "+CIPRECVDATA:7,payload\r\nOK\r\n", -1
					if f.nonOS() {
						want = "\r\n+CIPRECVDATA,7:payload\r\nOK\r\n"
					}
					s.send("AT+CIPRECVDATA=0,7\r\n")
					synctest.Wait()
					for len(s.in) > 0 {
						s.got = append(s.got, <-s.in...)
					}
					if faults.ReadDouble > 0 {
						n = 1
					}
					if len(s.got) != len(want)+n || s.emu.Faulted().Total() != 1 {
						t.Errorf("seed %d: heard %q, faults %v", seed, s.got, s.emu.FaultLog())
					}
					common := 0
					for common < len(want) && common < len(s.got) && want[common] == s.got[common] {
						common++
					}
					lengths[common] = true
					if !strings.HasSuffix(string(s.got), want[min(len(want), common+1):]) {
						t.Errorf("seed %d: heard %q, which differs in more than one byte", seed, s.got)
					}
				})
			}
			if len(lengths) < 12 {
				t.Errorf("the faults befall only %d places", len(lengths))
			}
		}
	}
}

// A restart at any byte of a session, of either direction, leaves a module that boots and no socket open.
func TestFaultRebootAtAnyByte(t *testing.T) {
	for _, f := range all {
		for n := 1; ; n++ {
			rebooted := false
			synctest.Test(t, func(t *testing.T) {
				s, peer := faulty(t, f, Faults{RebootAfter: n})
				for _, piece := range []string{
					"AT+CIPSTATUS\r\n", "AT+CIPSEND=0,3\r\n", "abc", "AT+CWLAP\r\n", "AT+CIPCLOSE=0\r\n",
					"AT+CWQAP\r\n", "AT+CWJAP=\"lab\",\"correct horse\"\r\n",
				} {
					s.send(piece)
					synctest.Wait()
				}
				rebooted = s.emu.Faulted()[FaultReboot] == 1
				s.emu.SetFaults(Faults{})
				s.send("\r\nAT+SYSRAM?\r\n")
				s.until("+SYSRAM:")
				s.until("OK\r\n")
				if _, err := io.ReadAll(peer); err != nil && !errors.Is(err, syscall.ECONNRESET) {
					t.Errorf("%d bytes: the link's peer: %v", n, err)
				}
			})
			if t.Failed() {
				t.Fatalf("%v: the restart at byte %d", f, n)
			}
			if !rebooted {
				if n < 200 {
					t.Errorf("%v: the session has only %d bytes", f, n)
				}
				break
			}
		}
	}
}

// One seed gives the same bytes twice, and another others; a further kind of fault leaves those of the first alone.
func TestFaultsAreDeterministic(t *testing.T) {
	run := func(t *testing.T, faults Faults) (heard []byte, log []string) {
		synctest.Test(t, func(t *testing.T) {
			s, _ := faulty(t, Firmware22, faults, Baud(115200))
			for range 50 {
				s.send("AT+CIPSTATUS\r\nAT+CIPMUX?\r\n")
				synctest.Wait()
				time.Sleep(time.Second)
				synctest.Wait()
				for len(s.in) > 0 {
					heard = append(heard, <-s.in...)
				}
			}
			for _, r := range s.emu.FaultLog() {
				log = append(log, r.Kind.String()+" "+r.Note)
			}
		})
		return heard, log
	}
	some := Faults{Seed: 7, Drop: 0.01, Corrupt: 0.01, Double: 0.01, LoseReply: 0.1, Busy: 0.1, Reboot: 0.0005}
	first, log := run(t, some)
	second, again := run(t, some)
	if !bytes.Equal(first, second) || !slices.Equal(log, again) || len(log) < 20 {
		t.Errorf("one seed gives %d faults and then %d, or other bytes", len(log), len(again))
	}
	other := some
	other.Seed = 8
	if third, _ := run(t, other); bytes.Equal(first, third) {
		t.Error("another seed gives the same bytes")
	}
	drops := Faults{Seed: 7, Drop: 0.01, OnlyToHost: true}
	_, alone := run(t, drops)
	drops.Corrupt = 0.01
	_, together := run(t, drops)
	together = slices.DeleteFunc(together, func(note string) bool { return !strings.HasPrefix(note, "drop") })
	for i := range min(len(alone), len(together)) {
		if a, b := alone[i], together[i]; a[:strings.Index(a, ",")] != b[:strings.Index(b, ",")] {
			t.Errorf("%q became %q when bytes are corrupted, too", a, b)
		}
	}
	if len(alone) == 0 || len(alone) != len(together) {
		t.Errorf("%d bytes are dropped alone, %d when others are corrupted", len(alone), len(together))
	}
}

// As many faults happen as the chance says.
func TestFaultChance(t *testing.T) {
	for _, p := range []float64{0.001, 0.02, 0.5, 0.999} {
		const n = 200_000
		d := newDice(11, 2, p)
		hits, left := 0, n
		for left > 0 {
			at := d.next(left)
			if at < 0 {
				break
			}
			hits++
			left -= at + 1
		}
		if got := float64(hits) / n; got < p*0.85-0.0001 || got > p*1.15 {
			t.Errorf("a chance of %v happens with %v", p, got)
		}
	}
	if d := newDice(1, 1, 0); d.next(1<<30) >= 0 {
		t.Error("what has no chance happens")
	}
}

func TestParseFaults(t *testing.T) {
	f, err := ParseFaults("drop=0.001,reboot-after=20000,seed=7,only=to-host,busy-for=20ms,lose-wifi=1")
	want := Faults{Seed: 7, Drop: 0.001, OnlyToHost: true, BusyFor: 20 * time.Millisecond, LoseWiFi: 1, RebootAfter: 20000}
	if err != nil || f != want {
		t.Errorf("read %+v, %v; want %+v", f, err, want)
	}
	for in, want := range map[string]string{
		"":                   "key=value",
		"drop":               "key=value",
		"dorp=1":             "did you mean drop?",
		"reboot_after=1":     "did you mean reboot-after?",
		"whatever=1":         "use one of seed, drop, ",
		"drop=2":             "from 0 to 1",
		"drop=-0.1":          "from 0 to 1",
		"drop=NaN":           "from 0 to 1",
		"drop=often":         "want a chance",
		"drop=0.1,drop=0.1":  "given twice",
		"delay-for=20":       "want a time",
		"delay-for=-1s":      "not negative",
		"seed=x":             "whole number",
		"reboot-after=-1":    "not negative",
		"reboot-after=1.5":   "number of bytes",
		"only=there":         "to-host or to-module",
		"drop=0.1,,seed=1":   "key=value",
		"busy-for=1s,busy=x": "want a chance",
	} {
		if _, err := ParseFaults(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
	if _, err := New(Faults{Drop: 7}); err == nil {
		t.Error("a chance of 7 is taken")
	}
	if _, err := New(Faults{OnlyToHost: true, OnlyToModule: true}); err == nil {
		t.Error("only to both is taken")
	}
}
