package esp8266_test

import (
	"context"
	"time"

	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/emulator"
)

// settle runs a check once a peer has seen the end of its link: at once if it sees it soon, else when the run is over.
func (b *soakBed) settle(p *soakPeer, check func()) {
	select {
	case <-p.done:
		check()
		return
	case <-time.After(time.Second):
	}
	b.later(func() {
		select {
		case <-p.done:
		case <-time.After(soakLinger):
			b.wrong("a link to %v was left open in the module", p.conn.LocalAddr())
			p.conn.Abort()
			<-p.done
		}
		check()
	})
}

// later has a check made when the run is over.
func (b *soakBed) later(check func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = append(b.pending, check)
}

// recovers checks that all works again once nothing goes wrong any more.
func (b *soakBed) recovers() {
	if err := b.emu.SetFaults(emulator.Faults{}); err != nil {
		b.wrong("%v", err)
	}
	ended := time.Now()
	var err error
	first := ""
	for time.Since(ended) < soakRecover {
		if err = b.works(); err == nil {
			return
		}
		if first == "" {
			first = b.evidence()
		}
		time.Sleep(5 * time.Second)
	}
	b.wrong("does not work again %v after the last fault: %v\nwhen the faults ended: %s", soakRecover, err, first)
}

// works does one exchange with a peer.
func (b *soakBed) works() error {
	ln, err := newSoakListener(b.peers, &soakFlow{})
	if err != nil {
		return err
	}
	defer ln.stop()
	return b.call("exchange", time.Minute, func(ctx context.Context) error {
		fd, err := b.sock.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
		if err != nil {
			return err
		}
		defer b.call("close", 30*time.Second, func(ctx context.Context) error { return b.sock.Close(ctx, fd) })
		if err := b.sock.Connect(ctx, fd, soakHost.String(), ln.port()); err != nil {
			return err
		}
		peer := ln.last()
		if peer == nil {
			return errNotAccepted
		}
		if err := b.sock.Write(ctx, fd, []byte("hello")); err != nil {
			return err
		}
		peer.send(5)
		for n := 0; n < 5; {
			k, _, err := b.sock.Recv(ctx, fd, make([]byte, 5))
			if err != nil {
				return err
			}
			n += k
		}
		return nil
	})
}

// leavesNothing closes the device and checks that nothing of the run is left.
func (b *soakBed) leavesNothing() {
	b.background.Wait()
	b.mu.Lock()
	pending := b.pending
	b.pending = nil
	b.mu.Unlock()
	for _, check := range pending {
		check()
	}
	left := b.dev.Stats()
	for wait := time.Duration(0); left.Links+left.Buffered > 0 && wait < soakLinger; wait += time.Second {
		time.Sleep(time.Second) // a link may be about to be closed
		left = b.dev.Stats()
	}
	if left.Links > 0 || left.Buffered > 0 {
		b.wrong("%d links and %d received bytes are left in the driver", left.Links, left.Buffered)
	}
	if err := b.dev.Close(); err != nil {
		b.wrong("close of the device: %v", err)
	}
}
