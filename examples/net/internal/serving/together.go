package serving

import (
	"io"
	"sync"
)

// Together returns a writer for several goroutines, which w need not be.
func Together(w io.Writer) io.Writer { return &together{w: w} }

type together struct {
	mu sync.Mutex
	w  io.Writer
}

func (t *together) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.w.Write(p)
}
