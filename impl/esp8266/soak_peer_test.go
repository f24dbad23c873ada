package esp8266_test

import (
	"errors"
	"net"
	"sync"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// soakPeer is the other end of a link: it keeps what it reads, and writes its flow on demand.
type soakPeer struct {
	conn *emulator.MemoryConn
	down *soakFlow
	done chan struct{} // closed when it has read to the end

	mu    sync.Mutex
	got   []byte
	wrote int // bytes of its flow that the connection took
	want  int // bytes of its flow that it is to write
	close bool
	write sync.Cond
}

func newSoakPeer(conn net.Conn, down *soakFlow) *soakPeer {
	p := &soakPeer{conn: conn.(*emulator.MemoryConn), down: down, done: make(chan struct{})}
	p.write.L = &p.mu
	go p.read()
	go p.writes()
	return p
}

// read keeps what comes until the connection ends, and ends it on this side, too.
func (p *soakPeer) read() {
	defer close(p.done)
	buf := make([]byte, 4096)
	for {
		n, err := p.conn.Read(buf)
		p.mu.Lock()
		p.got = append(p.got, buf[:n]...)
		p.mu.Unlock()
		if err != nil {
			p.finish()
			p.conn.Close()
			return
		}
	}
}

// writes writes as much of the flow as was asked for.
func (p *soakPeer) writes() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		for p.wrote == p.want && !p.close {
			p.write.Wait()
		}
		if p.wrote == p.want {
			p.conn.CloseWrite()
			return
		}
		data := make([]byte, min(4096, p.want-p.wrote))
		p.down.fill(data, p.wrote)
		p.mu.Unlock()
		n, err := p.conn.Write(data)
		p.mu.Lock()
		if p.wrote += n; err != nil {
			return
		}
	}
}

// send has the peer write n more bytes of its flow.
func (p *soakPeer) send(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.want += n
	p.write.Signal()
}

// finish has the peer close its direction once it has written what it was asked for.
func (p *soakPeer) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.close = true
	p.write.Signal()
}

// received is what has come so far.
func (p *soakPeer) received() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got
}

// written is how much of its flow has been written.
func (p *soakPeer) written() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.wrote
}

// soakListener takes every connection to a port of the peer's host. One is expected; a fault may make more.
type soakListener struct {
	ln   net.Listener
	down *soakFlow

	mu    sync.Mutex
	peers []*soakPeer
	came  sync.Cond
	ended chan struct{}
}

func newSoakListener(h *emulator.MemoryHost, down *soakFlow) (*soakListener, error) {
	ln, err := h.Listen(0)
	if err != nil {
		return nil, err
	}
	l := &soakListener{ln: ln, down: down, ended: make(chan struct{})}
	l.came.L = &l.mu
	go l.accept()
	return l, nil
}

func (l *soakListener) accept() {
	defer close(l.ended)
	for {
		c, err := l.ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		l.mu.Lock()
		l.peers = append(l.peers, newSoakPeer(c, l.down))
		l.came.Broadcast()
		l.mu.Unlock()
	}
}

func (l *soakListener) port() uint16 { return uint16(l.ln.Addr().(*net.TCPAddr).Port) }

// last is the connection that was made last, which a connect that succeeded has made, or nil where none came.
func (l *soakListener) last() *soakPeer {
	const limit = time.Second
	start := time.Now()
	wake := time.AfterFunc(limit, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.came.Broadcast()
	})
	defer wake.Stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.peers) == 0 {
		if time.Since(start) >= limit {
			return nil
		}
		l.came.Wait()
	}
	return l.peers[len(l.peers)-1]
}

// stop takes no more connections and gives those that came.
func (l *soakListener) stop() []*soakPeer {
	l.ln.Close()
	<-l.ended
	return l.peers
}
