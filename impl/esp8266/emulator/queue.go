package emulator

// queue is things in their order. It keeps its memory, as long as that is not much.
type queue[T any] struct {
	buf  []T
	head int
}

const queueKept = 128 << 10 // elements for which an empty queue keeps the memory

func (q *queue[T]) len() int { return len(q.buf) - q.head }
func (q *queue[T]) all() []T { return q.buf[q.head:] }

func (q *queue[T]) push(list ...T) {
	if q.head >= q.len() && len(q.buf)+len(list) > cap(q.buf) {
		q.buf = q.buf[:copy(q.buf, q.all())]
		q.head = 0
	}
	q.buf = append(q.buf, list...)
}

func (q *queue[T]) drop(n int) {
	if q.head += n; q.head < len(q.buf) {
		return
	}
	q.buf, q.head = q.buf[:0], 0
	if cap(q.buf) > queueKept {
		q.buf = nil
	}
}
