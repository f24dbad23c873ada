package esp8266

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/netip"
	"testing"
)

// Bytes come out of a stream's queue in the order in which they went in, whatever the sizes of the pieces; a queue holds
// no more than its limit, and gives its memory back.
func TestStreamQueue(t *testing.T) {
	p := newPool(0, 4*blockSize)
	q := queue{pool: &p, limit: 4, stream: true}
	r := rand.New(rand.NewPCG(1, 2))
	var in, out []byte
	buf := make([]byte, 3000)
	for range 20_000 {
		piece := make([]byte, r.IntN(1500))
		for i := range piece {
			piece[i] = byte(r.Uint32())
		}
		room := q.room()
		if q.append(piece) != (len(piece) <= room) {
			t.Fatalf("%d bytes, with room for %d", len(piece), room)
		}
		if len(piece) <= room {
			in = append(in, piece...)
		}
		if q.size > 4*blockSize || q.size != p.buffered {
			t.Fatalf("%d bytes in the queue, %d in the pool", q.size, p.buffered)
		}
		n, _, err := q.get(buf[:r.IntN(len(buf))+1])
		if err != nil && (err != io.EOF || q.ready()) {
			t.Fatal(err)
		}
		out = append(out, buf[:n]...)
	}
	for q.ready() {
		n, _, _ := q.get(buf)
		out = append(out, buf[:n]...)
	}
	if !bytes.Equal(in, out) || len(in) < 1_000_000 {
		t.Errorf("%d bytes in, %d out", len(in), len(out))
	}
	if q.held != 0 || p.buffered != 0 || p.blocks > 5 {
		t.Errorf("%d blocks are held, %d bytes; %d blocks exist", q.held, p.buffered, p.blocks)
	}
}

// What was promised is there, whatever else happens to the queue and to the pool.
func TestQueuePromise(t *testing.T) {
	p := newPool(2*queues*blockSize, 0) // a share of one block each, and as much for whoever comes first
	r := rand.New(rand.NewPCG(3, 4))
	all := make([]queue, queues)
	for i := range all {
		all[i] = queue{pool: &p, limit: 8, stream: true}
	}
	buf := make([]byte, 8*blockSize)
	for range 20_000 {
		q := &all[r.IntN(len(all))]
		n := r.IntN(3000)
		if q.promise(n) {
			for range 5 { // others take what they can
				other := &all[r.IntN(len(all))]
				if other != q {
					other.append(buf[:r.IntN(2000)])
				}
				q.get(buf[:r.IntN(600)])
			}
			if n = r.IntN(n + 1); !q.append(buf[:n]) {
				t.Fatalf("%d bytes that were promised found no room", n)
			}
			q.settle()
		}
		all[r.IntN(len(all))].get(buf[:r.IntN(5000)])
		if p.blocks > 2*queues {
			t.Fatalf("%d blocks", p.blocks)
		}
		for i := range all {
			if all[i].size == 0 && all[i].owed == 0 && all[i].room() == 0 {
				t.Fatal("an empty queue has no room: the others took its share")
			}
		}
	}
	for i := range all {
		all[i].clear()
	}
	if p.taken != 0 || p.buffered != 0 {
		t.Errorf("%d blocks are taken, %d bytes", p.taken, p.buffered)
	}
}

func TestDatagramQueue(t *testing.T) {
	p := newPool(0, 2*blockSize)
	q := queue{pool: &p, limit: 2}
	from := netip.MustParseAddrPort("10.0.0.2:7")
	if _, _, err := q.get(nil); err != io.EOF {
		t.Errorf("empty: %v", err)
	}
	if q.begin(2*blockSize, from) {
		t.Error("a datagram that does not fit was begun")
	}
	long := string(bytes.Repeat([]byte("0123456789"), 120))
	want := []string{"first", "", long, "a longer one"}
	for round := range 50 {
		for i, d := range want {
			if !q.begin(len(d), from) {
				t.Fatalf("%q does not fit", d)
			}
			if d == "" {
				q.more(nil)
			}
			for j := range len(d) {
				if q.whole != i {
					t.Fatal("half a datagram is ready")
				}
				q.more([]byte(d[j : j+1]))
			}
		}
		if !q.begin(700, from) {
			t.Fatal("no room")
		}
		q.more(make([]byte, round*13))
		q.cancel()
		buf := make([]byte, 8)
		for _, d := range want {
			n, got, err := q.get(buf)
			if string(buf[:n]) != d[:min(len(d), len(buf))] || got != from || err != nil {
				t.Fatalf("%q from %v, %v; want %q", buf[:n], got, err, d)
			}
		}
		if q.ready() || q.size != 0 || q.held != 0 || p.buffered != 0 {
			t.Fatalf("%d bytes are left in %d blocks", q.size, q.held)
		}
	}
	for n := 0; q.begin(0, from); n++ {
		q.more(nil)
		if n > 2*blockSize {
			t.Fatal("empty datagrams are not bounded")
		}
	}
	q.clear()
	if p.blocks > 3 || p.buffered != 0 {
		t.Errorf("%d blocks, %d bytes", p.blocks, p.buffered)
	}
}

// A queue in steady state allocates nothing.
func TestQueueAllocations(t *testing.T) {
	p := newPool(0, 4*blockSize)
	stream, datagrams := queue{pool: &p, limit: 4, stream: true}, queue{pool: &p, limit: 4}
	from := netip.MustParseAddrPort("10.0.0.2:7")
	data, buf := make([]byte, 1460), make([]byte, 1460)
	step := func() {
		stream.append(data)
		stream.get(buf[:1000])
		stream.get(buf)
		datagrams.begin(len(data), from)
		datagrams.more(data)
		datagrams.get(buf)
	}
	step()
	if n := testing.AllocsPerRun(1000, step); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
