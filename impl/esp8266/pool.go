package esp8266

// blockSize is how many received bytes one block of a pool holds.
const blockSize = 1024

// queues is how many queues share a pool at the most: one for each handle, and one for each connection that arrived and
// was not announced yet.
const queues = handles + links

// block is a piece of the memory for received data.
type block struct {
	next *block
	data [blockSize]byte
}

// pool is the memory for what all sockets received together. Each queue is sure of share blocks; the others are there
// for whoever comes first. Blocks that were used once are kept for the next use, so that a device in steady state
// allocates nothing. module.mu guards it.
type pool struct {
	share  int // blocks that each queue is sure of
	common int // blocks for whoever comes first
	taken  int // of the common ones

	spare    *block
	buffered int // bytes in all queues
	blocks   int // that exist, in use or spare
}

// newPool returns a pool of at most limit bytes, but at least one block for each queue. A limit of 0 is as many as all
// queues of so many bytes can hold.
func newPool(limit, queue int) pool {
	if limit == 0 {
		return pool{share: queue / blockSize}
	}
	total := max(limit/blockSize, queues)
	share := max(total/2/queues, 1)
	return pool{share: share, common: total - share*queues}
}

// free is how many blocks a queue that holds n may get.
func (p *pool) free(n int) int { return max(0, p.share-n) + p.common - p.taken }

// account notes that a queue which held before blocks holds after.
func (p *pool) account(before, after int) {
	p.taken += max(0, after-p.share) - max(0, before-p.share)
}

// get returns a block that was accounted for.
func (p *pool) get() *block {
	b := p.spare
	if b == nil {
		p.blocks++
		return new(block)
	}
	p.spare, b.next = b.next, nil
	return b
}

func (p *pool) put(b *block) { b.next, p.spare = p.spare, b }
