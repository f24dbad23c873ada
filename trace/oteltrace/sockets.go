package oteltrace

import (
	"io"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"drivergen/driver"
)

// manySockets is how many handles are remembered before those that have ended are forgotten.
const manySockets = 256

// sockets follow the lives of a device's handles.
type sockets struct {
	mu    sync.Mutex
	known map[int64]*socket
}

// A socket is a handle from the call that makes it to the one that makes its number again:
// its last events may come after the call that ends it.
type socket struct {
	made    trace.SpanStartOption // a link to the span of the call that made it, or nil
	network network
	attrs   []attribute.KeyValue // of network
	ended   bool
}

// made returns the link to the span of the call that made the handle, where it is known.
func (s *sockets) made(handle int64) (trace.SpanStartOption, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if socket := s.known[handle]; socket != nil && socket.made != nil {
		return socket.made, true
	}
	return nil, false
}

// network returns the attributes of what is known of the handle.
func (s *sockets) network(handle int64) []attribute.KeyValue {
	s.mu.Lock()
	defer s.mu.Unlock()
	if socket := s.known[handle]; socket != nil {
		return socket.attrs
	}
	return nil
}

// A life is what a call means for the lives of handles.
type life struct {
	handle int64 // the one that it works on, else the one that it has made
	on     int64 // the one that it works on
	made   int64
	makes  bool // made is there
	ends   bool // the method ends the handle that it works on
}

// follow takes from a call what it tells of its handles, and returns the attributes of the
// one that it works on or has made. The call's span is the one that later spans are linked to.
func (s *sockets) follow(call *driver.Call, l life, span trace.SpanContext) []attribute.KeyValue {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.known[l.on]
	if l.makes {
		made := s.make(call, l, span, old)
		if l.handle == l.made {
			return made.attrs
		}
	}
	if old == nil {
		return nil
	}
	if !l.makes && (call.Err == nil || call.Err == io.EOF) {
		old.learn(call, false)
	}
	old.ended = old.ended || l.ends
	return old.attrs
}

// make remembers the handle that a call has made. A connection that a listener accepts is of
// the listener's transport and has its local address.
func (s *sockets) make(call *driver.Call, l life, span trace.SpanContext, listener *socket) *socket {
	made := &socket{}
	if span.IsValid() {
		made.made = trace.WithLinks(trace.Link{SpanContext: span})
	}
	if listener != nil {
		made.network = listener.network
	}
	made.learn(call, true)
	if s.known == nil {
		s.known = map[int64]*socket{}
	}
	if len(s.known) >= manySockets {
		for handle, socket := range s.known {
			if socket.ended {
				delete(s.known, handle)
			}
		}
	}
	s.known[l.made] = made
	return made
}

func (s *socket) learn(call *driver.Call, made bool) {
	before := s.network
	s.network.learn(call, made)
	if s.network != before || s.attrs == nil {
		s.attrs = s.network.attributes()
	}
}
