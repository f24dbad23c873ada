package pcapng_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
)

// scripted runs a session on a clock of its own and reads the capture.
func scripted(t *testing.T, run func(s *session)) *reading {
	t.Helper()
	s := newSession(t, "netdev.NetDev")
	synctest.Test(t, func(*testing.T) { run(s) })
	return s.done()
}

// since returns when a packet was, after the first one.
func (r *reading) since(i int) time.Duration { return r.packets[i].at.Sub(r.packets[0].at) }

// The segments of a handshake and of a write have the times at which the call began and
// ended.
func TestTimes(t *testing.T) {
	r := scripted(t, func(s *session) {
		s.stream(1)
		connect := s.begin("connect", 1, driver.StringAttr("addr", "192.0.2.7"), driver.UintAttr("port", 80))
		time.Sleep(100 * time.Millisecond)
		connect(nil)
		time.Sleep(100 * time.Millisecond)
		write := s.begin("write", 1, driver.BytesAttr("data", []byte("x")))
		time.Sleep(100 * time.Millisecond)
		write(nil)
		recv := s.begin("recv", 1)
		time.Sleep(100 * time.Millisecond)
		recv(nil, driver.BytesAttr("buf", []byte("y")))
	})
	if got, want := r.tcp[0].shape(), ">S <SA >A >PA <A <PA >A"; got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
	for i, want := range []time.Duration{0, 100, 100, 200, 300, 400, 400} {
		if got := r.since(i); got != want*time.Millisecond {
			t.Errorf("packet %d is of %v, want %v", i+1, got, want*time.Millisecond)
		}
	}
}

// An answer that is received before the write has returned stands behind it.
func TestAnswerBeforeTheWriteReturns(t *testing.T) {
	r := scripted(t, func(s *session) {
		s.stream(1)
		s.connect(1, "192.0.2.7", 80, nil)
		write := s.begin("write", 1, driver.BytesAttr("data", []byte("question")))
		time.Sleep(time.Millisecond)
		s.recv(1, "answer", nil)
		time.Sleep(time.Millisecond)
		write(nil)
	})
	if got, want := r.tcp[0].shape(), ">S <SA >A >PA <PA >A"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What another socket carries does not wait for ever for a call that hangs.
func TestHangingWrite(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	synctest.Test(t, func(t *testing.T) {
		s.stream(1)
		s.connect(1, "192.0.2.7", 80, nil)
		s.stream(2)
		s.connect(2, "192.0.2.7", 81, nil)
		hangs := s.begin("write", 1, driver.BytesAttr("data", []byte("late")))
		flushed := func() int {
			if err := s.tracer.Flush(); err != nil {
				t.Error(err)
			}
			return s.file.Len()
		}
		s.write(2, "first", nil)
		before := flushed()
		time.Sleep(900 * time.Millisecond)
		s.write(2, "second", nil)
		if flushed() != before {
			t.Error("a frame did not wait for the call that began before it")
		}
		time.Sleep(200 * time.Millisecond)
		s.write(2, "third", nil)
		if flushed() == before {
			t.Error("the frames wait for longer than a second")
		}
		hangs(nil)
		s.write(1, " and later", nil)
	})
	r := s.done()
	if len(r.tcp) != 2 || string(r.tcp[0].sent) != "late and later" || string(r.tcp[1].sent) != "firstsecondthird" {
		t.Errorf("the capture has %v", r.packets)
	}
}

// A connect that waits for its peer has its SYN in its place.
func TestHangingConnect(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"succeeds":   {nil, ">S <SA >A"},
		"is refused": {driver.ECONNREFUSED, ">S <RA"},
		"times out":  {driver.ETIMEDOUT, ">S"},
	} {
		t.Run(name, func(t *testing.T) {
			r := scripted(t, func(s *session) {
				s.stream(1)
				hangs := s.begin("connect", 1, driver.StringAttr("addr", "192.0.2.7"), driver.UintAttr("port", 80))
				time.Sleep(time.Second)
				for range 4 {
					s.sendTo(2, "x", "192.0.2.9", 9)
					time.Sleep(time.Second)
				}
				hangs(test.err)
			})
			if r.packets[0].tcp == nil || r.since(1) != time.Second || r.tcp[0].shape() != test.want {
				t.Errorf("the capture has %v", r.packets)
			}
			if last := len(r.packets) - 1; test.want != ">S" && r.since(last) != 5*time.Second {
				t.Errorf("the answer is of %v", r.since(last))
			}
		})
	}
}

// A connect to a name whose address is not known has no place before it ends.
func TestHangingConnectByName(t *testing.T) {
	r := scripted(t, func(s *session) {
		s.stream(1)
		hangs := s.begin("connect", 1, driver.StringAttr("addr", "slow.example"), driver.UintAttr("port", 80))
		time.Sleep(2 * time.Second)
		s.sendTo(2, "x", "192.0.2.9", 9)
		hangs(nil)
		s.write(1, "x", nil)
	})
	if len(r.tcp) != 1 || r.tcp[0].shape() != ">S <SA >A >PA <A" || r.packets[0].udp == nil {
		t.Errorf("the capture has %v", r.packets)
	}
}

// What waits is bounded in bytes and in number too.
func TestMuchWaits(t *testing.T) {
	for name, test := range map[string]struct{ writes, size int }{
		"bytes":   {20, 100_000},
		"entries": {10_000, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, "netdev.NetDev")
			synctest.Test(t, func(t *testing.T) {
				s.stream(1)
				s.connect(1, "192.0.2.7", 80, nil)
				s.stream(2)
				s.connect(2, "192.0.2.7", 81, nil)
				hangs := s.begin("write", 1, driver.BytesAttr("data", []byte("late")))
				data := strings.Repeat("x", test.size)
				for range test.writes {
					s.write(2, data, nil)
				}
				hangs(nil)
				if s.file.Len() == 0 {
					t.Error("everything has waited")
				}
			})
			r := s.done()
			if string(r.tcp[0].sent) != "late" || !bytes.Equal(r.tcp[1].sent, bytes.Repeat([]byte("x"), test.writes*test.size)) {
				t.Errorf("%q and %d bytes", r.tcp[0].sent, len(r.tcp[1].sent))
			}
		})
	}
}

// Calls that have not ended when the capture is closed are not in it, but for the SYN of
// a connection.
func TestCloseWhileCallsLast(t *testing.T) {
	r := scripted(t, func(s *session) {
		s.stream(1)
		s.connect(1, "192.0.2.7", 80, nil)
		write := s.begin("write", 1, driver.BytesAttr("data", []byte("x")))
		s.stream(2)
		connect := s.begin("connect", 2, driver.StringAttr("addr", "192.0.2.7"), driver.UintAttr("port", 81))
		if err := s.tracer.Close(); err != nil {
			t.Error(err)
		}
		size := s.file.Len()
		write(nil)
		connect(nil)
		s.write(1, "x", nil)
		s.closed(1, nil)
		if err := s.tracer.Close(); err != nil || s.file.Len() != size {
			t.Errorf("the capture grew after it was closed: %v", err)
		}
	})
	if len(r.tcp) != 2 || r.tcp[0].shape() != ">S <SA >A" || r.tcp[1].shape() != ">S" {
		t.Errorf("the capture has %v", r.packets)
	}
}
