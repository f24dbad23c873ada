package loopback_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// TestEachByteLeavesOnce sets and unsets read_cb while another goroutine receives from
// the same socket in small pieces: together they get what the peer sent, in order.
func TestEachByteLeavesOnce(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) { takeTurns(t, rand.New(rand.NewPCG(seed, 0))) })
	}
}

func takeTurns(t *testing.T, r *rand.Rand) {
	a, b, _ := pair(t)
	near, far := dial(t, a.Net(), b.Net())
	form := netdev.NewNetDevCallbacks(t.Context(), a.Net())
	defer form.End()
	socket := form.Get(near)
	sent := make([]byte, 1<<17)
	for n := range sent {
		sent[n] = byte(r.Uint32())
	}
	var mu sync.Mutex
	var received []byte
	take := func(data []byte) {
		mu.Lock()
		defer mu.Unlock()
		received = append(received, data...)
	}
	var all sync.WaitGroup
	pieces := rand.New(rand.NewPCG(r.Uint64(), 1))
	all.Go(func() {
		for rest := sent; len(rest) > 0; {
			n := min(1+pieces.IntN(5000), len(rest))
			if err := b.Net().Write(t.Context(), far, rest[:n]); err != nil {
				t.Errorf("write: %v", err)
			}
			rest = rest[n:]
		}
		if err := b.Net().Close(t.Context(), far); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	turn := make(chan struct{}, 1) // held where what was received is not noted yet
	ended := make(chan struct{})
	all.Go(func() {
		for {
			turn <- struct{}{}
			socket.SetReadCB(take)
			<-turn
			select {
			case <-ended:
				return
			case <-time.After(time.Duration(r.IntN(3)) * time.Microsecond):
			}
		}
	})
	buf := make([]byte, 700)
	sizes := rand.New(rand.NewPCG(1, 2))
	for {
		ctx, cancel := context.WithTimeout(t.Context(), time.Microsecond)
		turn <- struct{}{}
		n, _, err := a.Net().Recv(ctx, near, buf[:1+sizes.IntN(len(buf))])
		cancel()
		take(buf[:n])
		<-turn
		if err == io.EOF {
			break
		}
		if errors.Is(err, driver.EBUSY) {
			socket.SetReadCB(nil)
		} else if err != nil && !errors.Is(err, driver.ETIMEDOUT) {
			t.Fatalf("recv: %v", err)
		}
	}
	close(ended)
	all.Wait()
	if !bytes.Equal(received, sent) {
		t.Errorf("received %d bytes, which are not the %d that were sent", len(received), len(sent))
	}
}
