package esp8266_test

import (
	"sync"
	"time"
)

// soakWorkers is how many links are used at once, the rest of the five being left for what is still being closed.
const soakWorkers = 3

// soakPlain is the family without encryption: all must be right although nothing but AT guards it.
func (b *soakBed) soakPlain() {
	server := newSoakServer(b)
	var workers sync.WaitGroup
	for i := range soakWorkers {
		w := &soakWorker{bed: b, rng: b.run.rand(uint64(2 + i)), server: server}
		workers.Go(w.work)
	}
	if b.run.pushed {
		rng := b.run.rand(10)
		d, err := newSoakDatagrams(b, rng)
		if err != nil {
			b.wrong("%v", err)
			return
		}
		defer d.close()
		workers.Go(func() { d.work(&soakWorker{bed: b, rng: rng}) })
	}
	workers.Wait()
	time.Sleep(time.Second)
	server.close()
}
