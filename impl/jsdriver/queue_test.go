package jsdriver

import (
	"net/netip"
	"testing"
)

// Datagrams without a byte are bounded as others are, and give their room back.
func TestQueueOfEmptyDatagramsIsBounded(t *testing.T) {
	q := queue{limit: 10 * datagramCost, datagrams: true}
	kept := 0
	for q.put(nil, netip.AddrPort{}) {
		kept++
		if kept > 10 {
			t.Fatal("more than ten are kept")
		}
	}
	if kept != 10 {
		t.Errorf("%d are kept, want 10", kept)
	}
	for range kept {
		if n, _, err := q.take(make([]byte, 8)); n != 0 || err != nil {
			t.Fatalf("take: %d, %v", n, err)
		}
	}
	if q.size != 0 || !q.put([]byte("room"), netip.AddrPort{}) {
		t.Errorf("%d bytes are counted in an empty queue", q.size)
	}
}
