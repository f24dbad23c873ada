package mock

import (
	"reflect"
	"unsafe"
)

// The records of a method's calls lie in blocks, the newest of which is being filled. A full
// one is put aside, so that no record is copied again as the list grows.
//
// A record is passed as a pointer to an array of one, and a block is a list of such arrays,
// because reflect.Copy copies an array without making the caller's escape to the heap.

// How many calls the first block of a method takes, and how many bytes the largest.
const (
	firstRecords = 8
	mostRecords  = 32 << 10
)

var bytesType = reflect.TypeFor[[]byte]()

// A record is what is kept of the calls of one method.
type record struct {
	full   []reflect.Value // blocks
	newest reflect.Value
	used   int       // how many calls the newest block holds
	size   int       // how many it has room for
	width  uintptr   // the size of one, in bytes
	bytes  []uintptr // where in one the fields are that are byte slices
}

// add copies a call's record, and the bytes that it refers to into the arena.
func (r *record) add(call any, a *arena) {
	if r.used == r.size {
		r.extend(reflect.TypeOf(call).Elem())
	}
	contentEscapes(call)
	reflect.Copy(r.newest.Index(r.used), reflect.ValueOf(call).Elem())
	// By reflection a field would cost as much as all the rest.
	place := unsafe.Add(r.newest.UnsafePointer(), uintptr(r.used)*r.width)
	for _, offset := range r.bytes {
		field := (*[]byte)(unsafe.Add(place, offset))
		*field = a.copy(*field)
	}
	r.used++
}

// contentEscapes tells the compiler that what a call's record refers to outlives the call,
// which reflect.Copy does not: else it could lie on the caller's stack. Package reflect has
// a function of this name that does it in the same way. Escape analysis looks at every
// assignment, whether it can be reached or not; this one, never made, is of all that the record holds.
func contentEscapes(call any) {
	if never.reached {
		never.content = *(*unsafe.Pointer)(reflect.ValueOf(call).UnsafePointer())
	}
}

var never struct {
	reached bool
	content unsafe.Pointer
}

// extend makes a new block of records, each an array of one.
func (r *record) extend(array reflect.Type) {
	if r.size == 0 {
		r.size, r.width = firstRecords, array.Size()
		for i := range array.Elem().NumField() {
			if field := array.Elem().Field(i); field.Type == bytesType {
				r.bytes = append(r.bytes, field.Offset)
			}
		}
	} else {
		r.full = append(r.full, r.newest)
		if most := mostRecords / max(1, int(r.width)); r.size < most {
			r.size = min(2*r.size, most)
		}
	}
	r.newest, r.used = reflect.MakeSlice(reflect.SliceOf(array), r.size, r.size), 0
}

// last returns the newest record.
func (r *record) last() reflect.Value { return r.newest.Index(r.used - 1).Index(0) }

// list sets a list to the records, oldest first. Nothing writes to it afterwards.
func (r *record) list(to reflect.Value) {
	count := r.used
	for _, block := range r.full {
		count += block.Len()
	}
	if count == 0 {
		return
	}
	to.Set(reflect.MakeSlice(to.Type(), count, count))
	at := 0
	take := func(block reflect.Value, count int) {
		for i := range count {
			to.Index(at).Set(block.Index(i).Index(0))
			at++
		}
	}
	for _, block := range r.full {
		take(block, block.Len())
	}
	take(r.newest, r.used)
}
