package esp8266_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// soakUDPPort is the module's port for datagrams.
const soakUDPPort = 9000

// soakDatagrams sends and receives datagrams on one socket, which is opened anew when it was lost. Each datagram has a
// number, from which its bytes follow.
type soakDatagrams struct {
	bed  *soakBed
	rng  *rand.Rand
	peer net.PacketConn
	to   *net.UDPAddr // the module's socket
	flow soakFlow

	mu       sync.Mutex
	arrived  map[uint64]int // datagrams at the peer
	received map[uint64]int // datagrams at the module
	sent     map[uint64]bool
	ended    sync.WaitGroup
}

func newSoakDatagrams(b *soakBed, rng *rand.Rand) (*soakDatagrams, error) {
	peer, err := b.peers.ListenPacket(0)
	if err != nil {
		return nil, err
	}
	d := &soakDatagrams{
		bed: b, rng: rng, peer: peer, flow: soakFlow{key: rng.Uint64()},
		to:      &net.UDPAddr{IP: b.net.Module().Addr().AsSlice(), Port: soakUDPPort},
		arrived: map[uint64]int{}, received: map[uint64]int{}, sent: map[uint64]bool{},
	}
	d.ended.Go(d.collect)
	return d, nil
}

// datagram makes the one with a number.
func (d *soakDatagrams) datagram(number uint64) []byte {
	n := 8 + int(mix(number)%1000)
	p := make([]byte, n)
	binary.BigEndian.PutUint64(p, number)
	d.flow.fill(p[8:], int(number)*8)
	return p
}

// count checks a datagram and counts it.
func (d *soakDatagrams) count(where string, counts map[uint64]int, p []byte) {
	if len(p) < 8 || !bytes.Equal(p, d.datagram(binary.BigEndian.Uint64(p))) {
		d.bed.wrong("a datagram %s has other bytes than were sent: %x", where, short(p))
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	number := binary.BigEndian.Uint64(p)
	if counts[number]++; counts[number] > 1 {
		d.bed.wrong("datagram %d came twice %s", number, where)
	}
}

// collect takes what comes to the peer.
func (d *soakDatagrams) collect() {
	buf := make([]byte, 4096)
	for {
		n, _, err := d.peer.ReadFrom(buf)
		if err != nil {
			return
		}
		d.count("at the peer", d.arrived, buf[:n])
	}
}

// work exchanges datagrams until enough was done.
func (d *soakDatagrams) work(w *soakWorker) {
	for d.bed.begin() {
		fd, err := w.socket(netdev.ProtocolDgram)
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		err = d.bed.call("bind", 30*time.Second, func(ctx context.Context) error {
			return d.bed.sock.Bind(ctx, fd, "", soakUDPPort)
		})
		if err != nil {
			d.bed.failed("bind", err)
		} else {
			d.use(fd)
		}
		w.discard(fd)
		time.Sleep(time.Second)
	}
}

// use exchanges datagrams until the socket fails.
func (d *soakDatagrams) use(fd netdev.FD) {
	for d.bed.begin() {
		time.Sleep(time.Duration(d.rng.IntN(500)) * time.Millisecond)
		number := d.rng.Uint64() >> 16
		if d.rng.IntN(2) == 0 {
			if !d.send(fd, number) {
				return
			}
			continue
		}
		if _, err := d.peer.WriteTo(d.datagram(number), d.to); err != nil {
			d.bed.wrong("%v", err)
			return
		}
		if !d.receive(fd, number) {
			return
		}
	}
}

// send sends a datagram and reports whether the socket can still be used.
func (d *soakDatagrams) send(fd netdev.FD, number uint64) bool {
	p := d.datagram(number)
	err := d.bed.call("send_to", 30*time.Second, func(ctx context.Context) error {
		return d.bed.sock.SendTo(ctx, fd, p, soakHost.String(), uint16(d.peer.LocalAddr().(*net.UDPAddr).Port))
	})
	d.mu.Lock()
	d.sent[number] = err == nil
	d.mu.Unlock()
	if err != nil {
		d.bed.failed("send_to", err)
		return false
	}
	d.bed.tally.count(func(s *soakTally) { s.up += len(p) })
	return true
}

// receive receives until the datagram with a number has come, or nothing comes any more: a datagram may be lost.
func (d *soakDatagrams) receive(fd netdev.FD, number uint64) bool {
	buf := make([]byte, 4096)
	for {
		var n int
		err := d.bed.call("recv", 3*time.Second, func(ctx context.Context) (err error) {
			n, _, err = d.bed.sock.Recv(ctx, fd, buf)
			return err
		})
		switch {
		case errors.Is(err, driver.ETIMEDOUT):
			if !d.bed.excused() {
				d.bed.wrong("datagram %d did not come, without a fault", number)
			}
			return true
		case err != nil:
			d.bed.failed("recv", err)
			return false
		}
		d.bed.tally.count(func(s *soakTally) { s.down += n })
		d.count("at the module", d.received, buf[:n])
		if n >= 8 && binary.BigEndian.Uint64(buf) == number {
			return true
		}
	}
}

// close checks that whatever was reported as sent has arrived.
func (d *soakDatagrams) close() {
	d.peer.Close()
	d.ended.Wait()
	for number, ok := range d.sent {
		if ok && d.arrived[number] == 0 {
			d.bed.wrong("datagram %d was reported as sent and never arrived", number)
		}
	}
}
