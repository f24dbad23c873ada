package esp8266_test

import (
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// An exchange is a request that says how many bytes it has and how many it wants, and the answer. Both ends use their
// connection from one goroutine, reading or writing, since a lock of crypto/tls is held while either waits.
const (
	soakHeader = 16
	soakUp     = 1 // the key of what the module's side sends
	soakDown   = 2
)

// soakSecurePeers are the other ends of the links.
type soakSecurePeers struct {
	bed *soakBed
	all sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool // those that are open
}

// serve answers on a connection until it ends. raw is what it goes over.
func (p *soakSecurePeers) serve(raw net.Conn, c *tls.Conn) {
	p.mu.Lock()
	p.conns[raw] = true
	p.mu.Unlock()
	p.all.Go(func() {
		p.answer(c)
		c.Close()
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.conns, raw)
	})
}

func (p *soakSecurePeers) answer(c *tls.Conn) {
	got, sent := soakFlow{key: soakUp}, soakFlow{key: soakDown}
	header := make([]byte, soakHeader)
	for {
		if _, err := io.ReadFull(c, header); err != nil {
			return
		}
		up, down := int(binary.BigEndian.Uint64(header)), int(binary.BigEndian.Uint64(header[8:]))
		if err := readFlow(c, &got, up); err != nil {
			p.bed.judge("the peer", err)
			return
		}
		if _, err := c.Write(sent.take(down)); err != nil {
			return
		}
	}
}

// settle checks that no link has been left open.
func (p *soakSecurePeers) settle() {
	ended := make(chan struct{})
	go func() {
		p.all.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return
	case <-time.After(soakLinger):
	}
	p.mu.Lock()
	for c := range p.conns {
		p.bed.wrong("a link to %v was left open in the module", c.LocalAddr())
		c.(*emulator.MemoryConn).Abort()
	}
	p.mu.Unlock()
	<-ended
}

// errNotSent is what TLS must not let happen.
var errNotSent = errors.New("bytes came that were not sent")

// readFlow reads and checks the next n bytes of a flow.
func readFlow(c io.Reader, f *soakFlow, n int) error {
	buf := make([]byte, n)
	k, err := io.ReadFull(c, buf)
	if wrong := f.at(f.next, buf[:k]); wrong != nil {
		return fmt.Errorf("%w: %v", errNotSent, wrong)
	}
	f.next += k
	return err
}

// judge finds fault with an error that says that wrong data was taken for right.
func (b *soakBed) judge(where string, err error) {
	if errors.Is(err, errNotSent) {
		b.wrong("%s: %v", where, err)
	}
}
