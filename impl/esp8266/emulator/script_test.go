package emulator

import (
	"bytes"
	"flag"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var update = flag.Bool("update", false, "write what the module says into testdata/sessions; look at the difference before it is kept")

// A session is a file of testdata/sessions, one folder a firmware. A line "> " is sent to the module, and the lines "< "
// after it, put together, are all that the module says then. Lines "@ " make something happen in the world; they are
// the cases of script.act. Go's escapes hold in all of them, and # begins a remark. A session starts with the echo off
// and the station on the access point lab, unless its first line is "@ fresh".
type script struct {
	t     *testing.T
	emu   *Emulator
	port  interface{ Write([]byte) (int, error) }
	net   *Memory
	peer  *MemoryHost
	said  chan []byte
	ln    net.Listener
	conns []net.Conn
	udp   net.PacketConn
}

var scriptPeer = netip.MustParseAddr("10.0.0.9")

func TestSessions(t *testing.T) {
	for _, f := range firmwares {
		files, err := filepath.Glob(filepath.Join("testdata", "sessions", f.String(), "*.txt"))
		if err != nil || len(files) == 0 {
			t.Fatalf("sessions of %v: %d files, %v", f, len(files), err)
		}
		for _, file := range files {
			t.Run(f.String()+"/"+strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				var heard string
				synctest.Test(t, func(t *testing.T) { heard = newScript(t, f).run(string(text)) })
				if *update {
					if err := os.WriteFile(file, []byte(heard), 0o644); err != nil {
						t.Fatal(err)
					}
				} else if heard != string(text) {
					t.Errorf("the session goes otherwise:\n%s", difference(string(text), heard))
				}
			})
		}
	}
}

func newScript(t *testing.T, f Firmware) *script {
	s := &script{t: t, net: NewMemory(), said: make(chan []byte, 4096)}
	s.peer = s.net.Host(scriptPeer)
	s.net.Name("peer.example", scriptPeer)
	opts := append(inRange(f), WithNetwork(s.net), BootGarbage(false),
		AccessPoint{SSID: "modern", Password: "long enough", Security: WPA3, Channel: 9, RSSI: -75, BSSID: MAC{2, 0, 0, 0, 0, 9}})
	s.emu = Start(t, opts...)
	s.attach()
	return s
}

// attach opens a port and gathers what the module says.
func (s *script) attach() {
	port := s.emu.Port()
	s.t.Cleanup(func() { port.Close() })
	s.port = port
	go func() {
		for {
			buf := make([]byte, 4096)
			n, err := port.Read(buf)
			if err != nil {
				return
			}
			s.said <- buf[:n]
		}
	}()
}

// run plays a session and gives it with what the module said in place of what it should say.
func (s *script) run(text string) string {
	var out strings.Builder
	if !strings.HasPrefix(text, "@ fresh\n") {
		s.send(`ATE0\r\n`)
		s.send(`AT+CWMODE=1\r\n`)
		s.send(`AT+CWJAP="lab","correct horse"\r\n`)
	}
	for _, line := range strings.SplitAfter(text, "\n") {
		switch {
		case strings.HasPrefix(line, "< "):
			continue
		case strings.HasPrefix(line, "> "):
			out.WriteString(line)
			writeHeard(&out, s.send(strings.TrimSuffix(line[2:], "\n")))
		case strings.HasPrefix(line, "@ "):
			out.WriteString(line)
			s.act(strings.TrimSuffix(line[2:], "\n"))
			writeHeard(&out, s.heard())
		default:
			out.WriteString(line)
		}
	}
	return out.String()
}

// writeHeard writes what the module said, a line for each of its lines.
func writeHeard(out *strings.Builder, heard []byte) {
	for line := range bytes.SplitAfterSeq(heard, []byte("\n")) {
		if len(line) > 0 {
			q := strconv.Quote(string(line))
			out.WriteString("< " + strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`) + "\n")
		}
	}
}

func (s *script) send(text string) []byte {
	s.port.Write([]byte(s.unquote(text)))
	return s.heard()
}

// heard is what the module said until nothing moves any more.
func (s *script) heard() []byte {
	synctest.Wait()
	var all []byte
	for {
		select {
		case p := <-s.said:
			all = append(all, p...)
		default:
			return all
		}
	}
}

func (s *script) unquote(text string) string {
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`)
	if err != nil {
		s.t.Fatalf("%q: %v", text, err)
	}
	return text
}

// act makes something happen in the world. The peer is the host at 10.0.0.9.
func (s *script) act(line string) {
	s.t.Helper()
	what, arg, _ := strings.Cut(line, " ")
	var err error
	switch what {
	case "fresh": // it was
	case "listen": // the peer listens at a TCP port
		s.ln, err = s.peer.Listen(s.number(arg))
		s.t.Cleanup(func() { s.ln.Close() })
	case "accept": // the peer accepts a connection
		var conn net.Conn
		if conn, err = s.ln.Accept(); err == nil {
			s.add(conn)
		}
	case "dial": // the peer connects to the module
		var conn net.Conn
		if conn, err = s.peer.Dial(s.t.Context(), netip.AddrPortFrom(s.net.Module().Addr(), s.number(arg))); err == nil {
			s.add(conn)
		}
	case "say": // the peer sends on its newest connection
		_, err = s.newest().Write([]byte(s.unquote(arg)))
	case "hear": // the peer has received exactly this
		s.hear(s.unquote(arg))
	case "close": // the peer closes its newest connection
		err = s.newest().Close()
		s.conns = s.conns[:len(s.conns)-1]
	case "ended": // the module closed the newest connection
		var n int
		n, err = s.newest().Read(make([]byte, 1))
		if n == 0 && err != nil {
			err = nil
			s.conns = s.conns[:len(s.conns)-1]
		}
	case "udp": // the peer opens a UDP port
		s.udp, err = s.peer.ListenPacket(s.number(arg))
		s.t.Cleanup(func() { s.udp.Close() })
	case "udpsay": // PORT TEXT: the peer sends a datagram to a port of the module
		port, text, _ := strings.Cut(arg, " ")
		to := net.UDPAddrFromAddrPort(netip.AddrPortFrom(s.net.Module().Addr(), s.number(port)))
		_, err = s.udp.WriteTo([]byte(s.unquote(text)), to)
	case "udphear": // the peer has received exactly this datagram
		buf := make([]byte, 4096)
		var n int
		n, _, err = s.udp.ReadFrom(buf)
		if want := s.unquote(arg); string(buf[:n]) != want {
			s.t.Errorf("the peer received %q, want %q", buf[:n], want)
		}
	case "wait":
		var d time.Duration
		if d, err = time.ParseDuration(arg); err == nil {
			time.Sleep(d)
		}
	case "reboot":
		var cause ResetCause
		if cause, err = ParseResetCause(arg); err == nil {
			s.emu.Reboot(cause)
		}
	case "away": // an access point goes off the air
		s.emu.RemoveAccessPoint(arg)
	case "back": // lab is on the air again
		err = s.emu.SetAccessPoint(lab)
	case "smartconfig": // SSID PASSWORD, from a telephone
		ssid, password, _ := strings.Cut(arg, " ")
		if !s.emu.SmartConfig(ssid, password) {
			s.t.Errorf("the module does not listen for SmartConfig")
		}
	case "station", "leaves": // a station joins the module's access point, or leaves it
		var mac MAC
		if mac, err = ParseMAC(arg); err == nil && what == "station" {
			s.emu.JoinStation(mac)
		} else if err == nil {
			s.emu.LeaveStation(mac)
		}
	case "timing": // real: everything takes as long as with a real module
		s.emu.SetTiming(RealTiming(s.emu.cfg.Firmware))
	default:
		s.t.Fatalf("no such act: %q", line)
	}
	if err != nil {
		s.t.Errorf("%s: %v", line, err)
	}
}

func (s *script) add(conn net.Conn) {
	s.conns = append(s.conns, conn)
	s.t.Cleanup(func() { conn.Close() })
}

func (s *script) newest() net.Conn {
	s.t.Helper()
	if len(s.conns) == 0 {
		s.t.Fatal("the peer has no connection")
	}
	return s.conns[len(s.conns)-1]
}

func (s *script) number(text string) uint16 {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		s.t.Fatal(err)
	}
	return uint16(n)
}

// hear reads what the peer has received on its newest connection.
func (s *script) hear(want string) {
	s.t.Helper()
	conn := s.newest()
	conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	defer conn.SetReadDeadline(time.Time{})
	var got []byte
	for buf := make([]byte, 4096); ; {
		n, err := conn.Read(buf)
		got = append(got, buf[:n]...)
		if err != nil {
			break
		}
	}
	if string(got) != want {
		s.t.Errorf("the peer received %q\nwant %q", got, want)
	}
}

// difference shows the first line in which two sessions differ, with those before it.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	at := func(list []string) string {
		if i < len(list) {
			return list[i]
		}
		return "(the end)"
	}
	return strings.Join(w[max(0, i-4):min(i, len(w))], "\n") + "\nwant " + at(w) + "\ngot  " + at(g)
}

// sentInSessions are the bytes that hosts send in each session file, in one piece.
func sentInSessions(tb testing.TB) (all []string) {
	files, err := filepath.Glob(filepath.Join("testdata", "sessions", "*", "*.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		var sent strings.Builder
		sent.WriteString("AT+CWMODE=1\r\nAT+CWJAP=\"lab\",\"correct horse\"\r\n")
		for line := range strings.Lines(string(text)) {
			if line, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "> "); ok {
				sent.WriteString((&script{}).unquote(line))
			}
		}
		all = append(all, sent.String())
	}
	return all
}
