package idl

import (
	"slices"
	"sync"
)

// A Set loads descriptions that may import one another, each file once: a file that several
// import, or that is asked for and imported too, has one Model. What a Set tells of a description is
// what Load tells of it. Several goroutines may load with a Set at the same time.
type Set struct {
	// Read reads a file; nil stands for ReadFile. The path, and the paths of the files that it
	// imports, are given with their folders joined; what Read says of a file that it cannot read
	// is told as it is.
	Read func(path string) ([]byte, error)
	// Virtual is set where Read reads elsewhere than on disk: the files of a commit, for one.
	// The disk is then not asked which names mean the same file.
	Virtual bool
	// Lint is set to hold the descriptions against the rules of style too.
	Lint bool

	mu    sync.Mutex
	files map[string]*file // by id; each is there as soon as it is being loaded
}

// Load is the function Load for a description of the set.
func (s *Set) Load(path string) (*Model, Diagnostics) {
	r := &run{set: s, files: map[string]*file{}}
	f := r.load(path, nil)
	return f.model, f.diags.clone()
}

// LoadSource is the function LoadSource for a description that imports files of the set. What is
// made of the text itself is not kept.
func (s *Set) LoadSource(name string, text []byte) (*Model, Diagnostics) {
	l := newLoader(name, nil)
	l.run.set, l.lint = s, s.Lint
	return l.load(text)
}

// clone returns diagnostics that can be changed without changing those that they are made of.
func (ds Diagnostics) clone() Diagnostics {
	all := slices.Clone(ds)
	for i, d := range all {
		d := *d
		d.Notes = slices.Clone(d.Notes)
		all[i] = &d
	}
	return all
}

func (s *Set) read(path string) ([]byte, error) {
	if s.Read == nil {
		return readFile(path)
	}
	return s.Read(path)
}

// A file is what became of a description, for all that import it.
type file struct {
	id      string
	model   *Model
	diags   Diagnostics
	src     *source
	size    sum
	imports []*file
	// private is set where what became of the file depends on the way by which it was reached: where
	// it is in a circle of imports, where all files together are too large, where it has
	// several names. It is then loaded again for each description that is asked for.
	private bool
	by      *run          // which loads it
	done    chan struct{} // closed when it is loaded
}

// A run is the loading of one description that is asked for, with all that it imports.
type run struct {
	set   *Set
	files map[string]*file // by id; what is imported by one of them is one of them
	sum   sum              // of all files
	waits *file            // which another run loads; guarded by the set's mutex
}

// load loads a file that importer imports, or the first one where there is no importer.
func (r *run) load(path string, importer *loader) *file {
	id := r.set.identify(path)
	if f := r.files[id]; f != nil {
		return f
	}
	f := &file{id: id, by: r, done: make(chan struct{})}
	_, standard := standardName(path)
	if id != path && !standard {
		f.private = true // messages call it by another name
	} else if other := r.claim(f); other == f {
		defer close(f.done)
	} else if other != nil && r.adopt(other) {
		return other
	} else {
		f.private = true
	}
	l := newLoader(path, importer)
	l.run, l.file, l.lint = r, f, r.set.Lint
	f.model, f.diags = l.loadPath()
	f.src = l.src
	r.files[id] = f
	return f
}

// claim returns f where it is the first of its id, and this run has to load it; or the first one,
// loaded. It returns nil where that is being loaded and waits, in the end, for this run: the
// files then import one another in a circle.
func (r *run) claim(f *file) *file {
	s := r.set
	s.mu.Lock()
	defer s.mu.Unlock()
	first := s.files[f.id]
	if first == nil {
		if s.files == nil {
			s.files = map[string]*file{}
		}
		s.files[f.id] = f
		return f
	}
	for other := first; other != nil && !other.isDone(); other = other.by.waits {
		if other.by == r {
			return nil
		}
	}
	r.waits = first
	s.mu.Unlock()
	<-first.done
	s.mu.Lock()
	r.waits = nil
	return first
}

func (f *file) isDone() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

// adopt takes over a file that another run has loaded, with all that it imports. It takes nothing
// and returns false where this run would have come to another result.
func (r *run) adopt(f *file) bool {
	if f.private {
		return false
	}
	all := r.sum
	found := map[string]*file{}
	var walk func(f *file) bool
	walk = func(f *file) bool {
		if known := r.files[f.id]; known != nil {
			return known == f
		}
		if found[f.id] != nil {
			return true
		}
		found[f.id] = f
		all.add(f.size)
		return !slices.ContainsFunc(f.imports, func(i *file) bool { return !walk(i) })
	}
	if !walk(f) || all.isTooLarge() {
		return false
	}
	r.sum = all
	for id, f := range found {
		r.files[id] = f
	}
	return true
}

// A sum is how much files hold.
type sum struct{ bytes, nodes int }

func (s *sum) add(more sum) {
	s.bytes += more.bytes
	s.nodes += more.nodes
}

func (s sum) isTooLarge() bool { return s.bytes > maxSumSize || s.nodes > maxSumNodes }

// holds notes that the file holds more, and reports whether all files together may.
func (l *loader) holds(more sum) bool {
	l.file.size.add(more)
	l.run.sum.add(more)
	if l.run.sum.isTooLarge() {
		l.file.private = true
		return false
	}
	return true
}
