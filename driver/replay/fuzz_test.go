package replay_test

import (
	"bytes"
	"context"
	"testing"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/driver/replay"
)

// FuzzReplay: whatever a recording tells, a replay answers or departs, and comes to an end.
func FuzzReplay(f *testing.F) {
	header := `{"recording":"drivergen","version":1}` + "\n"
	f.Add([]byte(header+`{"call":"open","of":"x.X","handle":3,"socket":1,"creates":3,"created":1,"results":{"fd":{"int":3}}}`+"\n"+
		`{"call":"open","of":"x.X","handle":3,"socket":2,"creates":3,"created":2}`+"\n"+
		`{"call":"recv","of":"x.X","t":5,"d":9,"handle":3,"socket":2,"results":{"n":{"uint":3}},"error":"x","number":103}`+"\n"+
		`{"event":"alarm","of":"x.X","t":7,"args":{"at":{"any":"x","number":1}}}`+"\n"+
		`{"call":"close","of":"x.X","t":6,"ends":true,"handle":3,"socket":1,"unfinished":true}`), true)
	f.Fuzz(func(t *testing.T, data []byte, backwards bool) {
		rec, err := recording.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		tb := &fakeTest{}
		p := replay.New(tb, rec, device(make(chan string, 10_000)), replay.Patience(0), replay.Partial())
		p.Subscribed()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for i := range rec.Entries {
			e := &rec.Entries[i]
			if backwards {
				e = &rec.Entries[len(rec.Entries)-1-i]
			}
			handle := e.Handle
			if e.Makes() {
				handle = driver.NoHandle
			}
			answer := p.Call(ctx, e.Name, handle)
			answer.Fill("buf", make([]byte, 4))
			for _, r := range e.Results {
				_ = replay.Any(answer.Result(r.Name))
				_ = replay.Handle[uint8](answer.Result(r.Name))
			}
			_ = answer.Err()
		}
		tb.end()
		if len(rec.Entries) == 0 && tb.report() == "" {
			t.Error("an empty recording is replayed")
		}
	})
}
