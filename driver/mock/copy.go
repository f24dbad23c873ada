package mock

import "bytes"

// Elements returns a function that copies a list and applies f to each element of the
// copy; a nil f changes nothing. Generated code copies with it.
func Elements[T any](f func(T) T) func([]T) []T {
	return func(list []T) []T {
		if list == nil {
			return nil
		}
		copied := make([]T, len(list))
		for i, v := range list {
			if f != nil {
				v = f(v)
			}
			copied[i] = v
		}
		return copied
	}
}

// Target returns a function that copies what a pointer points to and applies f to the
// copy; a nil f changes nothing. Generated code copies with it.
func Target[T any](f func(T) T) func(*T) *T {
	return func(p *T) *T {
		if p == nil {
			return nil
		}
		v := *p
		if f != nil {
			v = f(v)
		}
		return &v
	}
}

// CloneBytes returns a copy of b, nil where b is nil.
func CloneBytes(b []byte) []byte { return bytes.Clone(b) }
