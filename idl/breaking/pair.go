package breaking

import "drivergen/idl"

// A kind is what all declarations of one sort have in common.
type kind[T any] struct {
	word string // what messages call one: method
	decl func(*T) *idl.Decl
	// shape returns what is left of a declaration without its names and docs, "" where
	// that says too little to recognise it by. Two that have the same are taken for one
	// that was renamed.
	shape func(c *comparer, d *T, old bool) string
}

// match ties each declaration of the old version to the one that it became in the
// new: the one of the same name, else the only new one of the same shape.
func match[T any](c *comparer, k kind[T], old, new []*T) {
	byName := map[string]*T{}
	for _, n := range new {
		byName[k.decl(n).Name] = n
	}
	var gone []*T
	for _, o := range old {
		if n := byName[k.decl(o).Name]; n != nil {
			c.tie(o, n)
		} else {
			gone = append(gone, o)
		}
	}
	if k.shape == nil || len(gone) == 0 {
		return
	}
	shapes := map[string][]*T{}
	for _, n := range new {
		if s := k.shape(c, n, false); s != "" && c.formerly[n] == nil {
			shapes[s] = append(shapes[s], n)
		}
	}
	same := map[string]int{}
	for _, o := range gone {
		same[k.shape(c, o, true)]++
	}
	for _, o := range gone {
		s := k.shape(c, o, true)
		if candidates := shapes[s]; len(candidates) == 1 && same[s] == 1 {
			c.tie(o, candidates[0])
		}
	}
}

// matchPlaces ties what match has left of two lists of the same length, where the same
// place has the same shape in both: a parameter that was renamed.
func matchPlaces[T any](c *comparer, k kind[T], old, new []*T) {
	match(c, kind[T]{word: k.word, decl: k.decl}, old, new)
	if len(old) != len(new) {
		return
	}
	for i, o := range old {
		if n := new[i]; c.became[o] == nil && c.formerly[n] == nil && k.shape(c, o, true) == k.shape(c, n, false) {
			c.tie(o, n)
		}
	}
}

func (c *comparer) tie(old, new any) { c.became[old], c.formerly[new] = new, old }

// A pair is a declaration in both versions, or in one: the other is nil.
type pair[T any] struct{ old, new *T }

// pairs returns what became of two lists: those of the new one in its order, then
// those that are gone.
func pairs[T any](c *comparer, old, new []*T) []pair[T] {
	var list []pair[T]
	for _, n := range new {
		o, _ := c.formerly[n].(*T)
		list = append(list, pair[T]{o, n})
	}
	for _, o := range old {
		if c.became[o] == nil {
			list = append(list, pair[T]{old: o})
		}
	}
	return list
}

// both reports whether a declaration is in both versions.
func (p pair[T]) both() bool { return p.old != nil && p.new != nil }

// same reports whether a reference is to the same declaration in both versions. A
// reference to what is gone or new is told where that is.
func same[T any](c *comparer, old, new *T) bool {
	switch {
	case old == nil && new == nil:
		return true
	case old == nil:
		return c.formerly[new] == nil
	case new == nil:
		return c.became[old] == nil
	}
	n, _ := c.became[old].(*T)
	o, _ := c.formerly[new].(*T)
	return n == new || n == nil && o == nil
}

// kept returns the references to declarations that are in both versions, as they
// are called in the new one.
func kept[T any](c *comparer, list []*T, old bool) []*T {
	var both []*T
	for _, d := range list {
		switch {
		case !old && c.formerly[d] != nil:
			both = append(both, d)
		case old && c.became[d] != nil:
			n, _ := c.became[d].(*T)
			both = append(both, n)
		}
	}
	return both
}

// sameErrno reports whether an answer is the same errno in both versions.
func (c *comparer) sameErrno(old, new *idl.Errno) bool {
	if old == nil || new == nil {
		return old == new
	}
	return c.became[old] == any(new)
}

// sameError is sameErrno for the sentinel errors.
func (c *comparer) sameError(old, new *idl.Sentinel) bool {
	if old == nil || new == nil {
		return old == new
	}
	return c.became[old] == any(new)
}
