package playback

// TB is what Start needs of a test. A *testing.T is one.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Start plays the recording or script in a file for a test. A host that departs from it fails the test, as does one that
// has not come to its end when the test ends, unless the option [Partial] is given. The port is closed with the test.
func Start(t TB, file string, opts ...Option) *Port {
	t.Helper()
	p, err := Open(file, opts...)
	if err != nil {
		t.Fatalf("%v", err)
		return nil
	}
	p.mu.Lock()
	p.told = func(err error) { t.Errorf("%v", err) }
	p.mu.Unlock()
	t.Cleanup(func() {
		p.Close()
		p.mu.Lock()
		p.told = nil
		departed := p.fail != nil
		p.mu.Unlock()
		if err := p.Unplayed(); err != nil && !departed && !p.partial {
			t.Errorf("%v", err)
		}
	})
	return p
}
