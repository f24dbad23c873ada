package esp8266_test

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"sync"
)

// shortcut stands between the driver and an emulated module. What moves data over a link (AT+CIPSEND, AT+CIPRECVDATA)
// it answers itself, at once and at next to no cost, so that a benchmark measures the driver and not the emulator. All
// else is the module's.
type shortcut struct {
	module io.ReadWriteCloser
	v17    bool

	mu     sync.Mutex
	change sync.Cond
	out    []byte // for the driver
	head   int    // of what is in out
	want   int    // bytes of a payload that are still to come
	size   int    // of that payload
	err    error  // why the module says no more
}

// segments is what the shortcut tells that it keeps: the receive window of ESP-AT.
const segments = 5760

func newShortcut(module io.ReadWriteCloser, v17 bool) *shortcut {
	s := &shortcut{module: module, v17: v17}
	s.change.L = &s.mu
	go s.listen()
	return s
}

// listen hands on what the module says.
func (s *shortcut) listen() {
	buf := make([]byte, 4096)
	for {
		n, err := s.module.Read(buf)
		s.mu.Lock()
		s.say(buf[:n])
		s.err = err
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// say has the driver read p. The lock is held.
func (s *shortcut) say(p []byte) {
	if s.head == len(s.out) {
		s.out, s.head = s.out[:0], 0
	}
	s.out = append(s.out, p...)
	s.change.Signal()
}

// notice has the peer of a link send all the time, and the module keep it until it is asked.
func (s *shortcut) notice(link int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.say(fmt.Appendf(nil, "\r\n+IPD,%d,%d\r\n", link, segments))
}

func (s *shortcut) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.head == len(s.out) {
		if s.err != nil {
			return 0, s.err
		}
		s.change.Wait()
	}
	n := copy(p, s.out[s.head:])
	s.head += n
	return n, nil
}

func (s *shortcut) Write(p []byte) (int, error) {
	s.mu.Lock()
	if s.want > 0 {
		defer s.mu.Unlock()
		if s.want -= min(s.want, len(p)); s.want == 0 {
			var answer [64]byte
			b := append(answer[:0], "\r\nRecv "...)
			b = strconv.AppendInt(b, int64(s.size), 10)
			s.say(append(b, " bytes\r\n\r\nSEND OK\r\n"...))
		}
		return len(p), nil
	}
	if rest, ok := bytes.CutPrefix(p, []byte("AT+CIPSEND=")); ok {
		defer s.mu.Unlock()
		_, s.size = twoNumbers(rest)
		s.want = s.size
		if s.v17 {
			s.say([]byte("\r\nOK\r\n> "))
		} else {
			s.say([]byte("\r\nOK\r\n\r\n>"))
		}
		return len(p), nil
	}
	if rest, ok := bytes.CutPrefix(p, []byte("AT+CIPRECVDATA=")); ok {
		defer s.mu.Unlock()
		s.receive(twoNumbers(rest))
		return len(p), nil
	}
	s.mu.Unlock()
	return s.module.Write(p)
}

// zeros is what a peer sends.
var zeros [segments]byte

// receive answers AT+CIPRECVDATA, and has the peer send again as much. The lock is held.
func (s *shortcut) receive(link, n int) {
	var answer [64]byte
	b := answer[:0]
	if s.v17 {
		n = min(n, 2048)
		b = append(b, "\r\n+CIPRECVDATA,"...)
		b = append(strconv.AppendInt(b, int64(n), 10), ':')
	} else {
		n = min(n, segments)
		b = append(b, "+CIPRECVDATA:"...)
		b = strconv.AppendInt(b, int64(n), 10)
		b = append(b, `,"10.0.0.9",80,`...)
	}
	s.say(b)
	s.say(zeros[:n])
	b = append(answer[:0], "\r\nOK\r\n\r\n+IPD,"...)
	b = strconv.AppendInt(b, int64(link), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, segments, 10)
	s.say(append(b, '\r', '\n'))
}

// twoNumbers reads "link,count" and what may follow it.
func twoNumbers(p []byte) (link, n int) {
	i := 0
	for ; i < len(p) && p[i] != ','; i++ {
		link = link*10 + int(p[i]-'0')
	}
	for i++; i < len(p) && p[i] >= '0' && p[i] <= '9'; i++ {
		n = n*10 + int(p[i]-'0')
	}
	return link, n
}

func (s *shortcut) Close() error { return s.module.Close() }
