package emulator

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
)

// memoryStream is one direction of a connection: a bounded buffer between its writer and its reader.
type memoryStream struct {
	mu     sync.Mutex
	change sync.Cond
	most   int
	data   []byte
	head   int // of what is not read yet

	end        error // what the reader gets after the data; nil while more may come
	refuse     error // what the writer gets; nil while the reader takes data
	readerGone bool  // the reader has closed its end
	writerGone bool  // the writer has closed its end
	readBy     memoryDeadline
	writeBy    memoryDeadline
}

func newMemoryStream(most int) *memoryStream {
	s := &memoryStream{most: most}
	s.change.L = &s.mu
	return s
}

func (s *memoryStream) size() int { return len(s.data) - s.head }

func (s *memoryStream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.readerGone:
			return 0, net.ErrClosed
		case s.readBy.passed():
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case s.size() > 0:
			n := copy(p, s.data[s.head:])
			if s.head += n; s.head == len(s.data) {
				s.data, s.head = s.data[:0], 0
			}
			s.change.Broadcast()
			return n, nil
		case s.end != nil:
			return 0, s.end
		}
		s.change.Wait()
	}
}

func (s *memoryStream) write(p []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.writerGone:
			return n, net.ErrClosed
		case s.refuse != nil:
			return n, s.refuse
		case s.writeBy.passed():
			return n, os.ErrDeadlineExceeded
		case n == len(p):
			return n, nil
		}
		if room := s.most - s.size(); room > 0 {
			piece := p[n:min(len(p), n+room)]
			s.put(piece)
			n += len(piece)
			s.change.Broadcast()
			continue
		}
		s.change.Wait()
	}
}

// put adds bytes behind those that wait. It allocates only while the buffer grows.
func (s *memoryStream) put(p []byte) {
	if s.head > 0 && len(s.data)+len(p) > cap(s.data) {
		s.data = s.data[:copy(s.data, s.data[s.head:])]
		s.head = 0
	}
	s.data = append(s.data, p...)
}

// finish ends the writing side: the reader gets end after what was written.
func (s *memoryStream) finish(end error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writerGone = true
	s.writeBy.stop()
	if s.end == nil {
		s.end = end
	}
	s.change.Broadcast()
}

// leave ends the reading side: a writer gets refuse from now on. It reports whether anything was left unread.
func (s *memoryStream) leave(refuse error) (unread bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	unread = s.size() > 0
	s.readerGone = true
	s.readBy.stop()
	s.data, s.head = nil, 0
	if s.refuse == nil {
		s.refuse = refuse
	}
	s.change.Broadcast()
	return unread
}

// broken tells the writer, who has not closed its end, that the connection was reset.
func (s *memoryStream) broken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = syscall.ECONNRESET
	s.change.Broadcast()
}

// streamEnd is how a connection's reader hears of the other side's close.
func streamEnd(reset bool) error {
	if reset {
		return syscall.ECONNRESET
	}
	return io.EOF
}
