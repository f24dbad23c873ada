package js

import (
	"slices"

	"github.com/dop251/goja"

	"drivergen/driver"
)

// Rules are what a binding has to say about one kind of handles, whose objects in Go are of type O.
type Rules[O comparable] struct {
	// Name is what the objects are called in errors: socket.
	Name string
	// Find returns the object of an open handle, the same each time, or the zero value with errno set.
	Find func(number int) O
	// Describe defines the properties of the object in JavaScript.
	Describe func(h *Handle, o O)
	// Live reports whether something can still come of a handle that is open; nil: always.
	Live func(o O) bool
	// Close closes a handle and calls then, on the loop. Free closes one at once. Both are nil where no method does.
	Close func(number int, then func())
	Free  func(number int)
	// Room returns how many handles are free and how many there may be at once; ok is false where the device does not tell.
	// It is nil where no device does.
	Room func() (free, most int, ok bool)
	// Full is the errno that says that none is free.
	Full driver.Errno
}

// Handles are the objects of a device's handles: one stable object for each that is open. They are used on the loop only.
//
// A script may forget to close a handle whose end it was told. When handles run short, those are closed that were
// forgotten for the longest time, and their numbers are not used again for another.
type Handles[O comparable] struct {
	base    *Base
	rules   Rules[O]
	open    map[int]*kept[O]
	told    []*kept[O] // whose end was told and whose owner has not closed them, the one that was used last at the end
	closing int        // of told, on their way
	failed  []*kept[O] // with which a script began something that failed, and nothing since; in the same order
	// taken counts how often a number was taken from a script that had forgotten it. The script has another number for who
	// gets it next, so that what it still does with the old one reaches nobody.
	taken map[int]int
}

// span is the distance between the numbers that a script has for one of the device's. No device has as many handles.
const span = 1 << 20

// NumberOf is the type of the numbers of handles. A number that was taken from the script is takenNumber
// in Go, one that it never had -1.
func NumberOf[T integer, O comparable](hs *Handles[O]) Type[T] {
	plain := Int[int64]()
	return Type[T]{
		from: func(r *Realm, v goja.Value) (T, error) {
			n, err := plain.from(r, v)
			if err != nil {
				return 0, err
			}
			n = hs.device(n)
			if int64(T(n)) != n {
				return 0, beyond(v, "the number of a handle")
			}
			return T(n), nil
		},
		to: func(r *Realm, v T) goja.Value { return plain.to(r, hs.script(int64(v))) },
	}
}

// script returns the number that a script has for a handle of the device.
func (hs *Handles[O]) script(number int64) int64 {
	if number < 0 || number >= span {
		return number
	}
	return number + span*int64(hs.taken[int(number)])
}

// device returns the device's number for one of a script's.
func (hs *Handles[O]) device(number int64) int64 {
	if len(hs.taken) == 0 || number < 0 {
		return number
	}
	n := number % span
	switch taken := int64(hs.taken[int(n)]); {
	case number/span == taken:
		return n
	case number/span < taken:
		return takenNumber
	}
	return -1
}

type kept[O comparable] struct {
	*Handle
	object O
	lived  bool // something came of it, or it was live: its end is still to be told
}

// A Handle is a handle's object in JavaScript.
type Handle struct {
	*Object
	number int // the device's
	shown  int64
	end    func() // its end was told
	over   bool   // that was called
	ending bool   // its owner closes it
}

// NewHandles returns the objects of a kind of handles.
func NewHandles[O comparable](b *Base, rules Rules[O]) *Handles[O] {
	return &Handles[O]{base: b, rules: rules, open: map[int]*kept[O]{}, taken: map[int]int{}}
}

// Number returns the number that scripts have for the handle.
func (h *Handle) Number() int64 { return h.shown }

// Ended says that the last event of the handle's end was told.
func (h *Handle) Ended() { h.end() }

// Share names the properties that stand for those of an accepted handle while its listener's accept_cb runs: Kaluma's
// module net sets the callbacks of a connection on the listener's object.
func (h *Handle) Share(names ...string) {
	h.shared = map[string]bool{}
	for _, name := range names {
		h.shared[name] = true
	}
}

// Make makes a handle with create, which returns its number or a negative one. Where none is free, one that was forgotten is
// closed first.
func (hs *Handles[O]) Make(create func() int) int {
	number := create()
	for number < 0 && hs.base.errno.Errno() == int(hs.rules.Full) && hs.freeOldest() {
		number = create()
	}
	if number >= 0 {
		hs.Made(number)
	} else {
		hs.reclaim() // for the next one
	}
	return number
}

// Made notes a handle that is new.
func (hs *Handles[O]) Made(number int) {
	hs.find(number)
	hs.reclaim()
}

// Object returns the object of an open handle, or null with errno set.
func (hs *Handles[O]) Object(number int) goja.Value {
	k := hs.find(number)
	if k == nil {
		return goja.Null()
	}
	hs.touch(k)
	for _, other := range hs.open {
		if other.lent == k.Object {
			other.lent = nil // the script knows whose object is whose
		}
	}
	return k.value
}

// find returns the object of an open handle, or nil with errno set.
func (hs *Handles[O]) find(number int) *kept[O] {
	var none O
	object := hs.rules.Find(number)
	if object == none {
		return nil
	}
	if k := hs.open[number]; k != nil {
		if k.object == object {
			return k
		}
		hs.forget(k) // it was closed by somebody else
	}
	k := &kept[O]{Handle: &Handle{Object: newObject(hs.base, hs.rules.Name), number: number, shown: hs.script(int64(number))}, object: object}
	k.end = func() { hs.ended(k) }
	k.touched = func() { hs.touch(k) }
	hs.open[number] = k
	hs.rules.Describe(k.Handle, object)
	return k
}

// Accept notes a handle that the listener's accept_cb gets, and calls it: f. While f runs, what it does with the shared
// properties of the listener's object it does with those of the accepted handle, until it asks for that one's object.
func (hs *Handles[O]) Accept(listener *Handle, number int, f func()) {
	if k := hs.find(number); k != nil {
		k.lived = true
		listener.lent = k.Object
	}
	f()
	listener.lent = nil
	hs.reclaim()
}

// Happened notes that a device tells an event of a handle. Its end may be known to the device before the event is told.
func (hs *Handles[O]) Happened(number int) {
	if k := hs.open[number]; k != nil && !k.over {
		k.lived = true
	}
}

// Touch notes that a script used a handle's number.
func (hs *Handles[O]) Touch(number int) {
	if k := hs.open[number]; k != nil {
		hs.touch(k)
	}
}

func (hs *Handles[O]) touch(k *kept[O]) {
	for _, list := range hs.forgotten() {
		if without(list, k) {
			*list = append(*list, k)
		}
	}
}

// forgotten returns the lists of handles that a script may have forgotten.
func (hs *Handles[O]) forgotten() []*[]*kept[O] { return []*[]*kept[O]{&hs.told, &hs.failed} }

// without removes k from a list, and reports whether it was there.
func without[O comparable](list *[]*kept[O], k *kept[O]) bool {
	i := slices.Index(*list, k)
	if i >= 0 {
		*list = slices.Delete(*list, i, i+1)
	}
	return i >= 0
}

// Tried returns what answers a call that begins something with a handle, such as a connection. A handle with which that failed,
// and with which the script does nothing more, may have been forgotten.
func (hs *Handles[O]) Tried(number int, done func(status int)) func(status int) {
	k := hs.open[number]
	if k == nil || hs.rules.Close == nil {
		return done
	}
	without(&hs.failed, k)
	return func(status int) {
		if status != 0 && !k.ending && !k.over && !slices.Contains(hs.failed, k) {
			hs.failed = append(hs.failed, k)
		}
		done(status)
	}
}

// End notes that a script closes a handle, and returns the function to call when it is closed.
func (hs *Handles[O]) End(number int) (closed func()) {
	k := hs.open[number]
	if k == nil || k.ending {
		return func() {}
	}
	k.ending = true
	hs.untell(k)
	return func() { hs.forget(k) }
}

func (hs *Handles[O]) forget(k *kept[O]) {
	hs.untell(k)
	if hs.open[k.number] == k {
		delete(hs.open, k.number)
	}
}

func (hs *Handles[O]) untell(k *kept[O]) {
	for _, list := range hs.forgotten() {
		without(list, k)
	}
}

// ended notes a handle whose end was told.
func (hs *Handles[O]) ended(k *kept[O]) {
	if k.over {
		return
	}
	k.over = true
	without(&hs.failed, k)
	if k.ending || hs.rules.Close == nil {
		return
	}
	hs.told = append(hs.told, k)
	hs.reclaim()
}

// How many handles of a small device are kept free: for peers that connect at once, and for a script that begins something again.
const (
	spare      = 4
	spareTries = 2
)

// reclaim closes handles that were forgotten: those whose end was told until half of all are free, of a small device some more,
// since a listener cannot ask for one when a peer connects; those with which something failed when there are few left.
func (hs *Handles[O]) reclaim() {
	if hs.rules.Room == nil || len(hs.told)+len(hs.failed) == 0 {
		return
	}
	if free, most, ok := hs.rules.Room(); ok {
		hs.closeForgotten(&hs.told, max((most+1)/2, min(most-2, spare))-free)
		hs.closeForgotten(&hs.failed, max(1, min(most-2, spareTries))-free)
	}
}

// closeForgotten closes handles of a list until as many as lack are on their way.
func (hs *Handles[O]) closeForgotten(list *[]*kept[O], lack int) {
	for len(*list) > 0 && hs.closing < lack {
		k := hs.oldest(list)
		if k == nil {
			continue
		}
		hs.closing++
		hs.rules.Close(k.number, func() {
			hs.closing--
			hs.forget(k)
			hs.reclaim() // it may have been counted as free already
		})
	}
}

// freeOldest closes at once the handle whose end was told and that was forgotten for the longest time. It reports false where
// there is none.
func (hs *Handles[O]) freeOldest() bool {
	for len(hs.told) > 0 {
		if k := hs.oldest(&hs.told); k != nil {
			hs.rules.Free(k.number)
			hs.forget(k)
			return true
		}
	}
	return false
}

// oldest takes the handle of a list that was forgotten for the longest time. It returns nil where somebody else closed it, or
// it has come to life.
func (hs *Handles[O]) oldest(list *[]*kept[O]) *kept[O] {
	k := (*list)[0]
	*list = (*list)[1:]
	errno := hs.base.errno.Errno()
	same := hs.rules.Find(k.number) == k.object
	hs.base.errno.Set(errno) // the script has not asked
	if !same {
		hs.forget(k)
		return nil
	}
	if !k.over && (hs.rules.Live == nil || hs.rules.Live(k.object)) {
		return nil
	}
	k.ending = true
	hs.taken[k.number]++
	return k
}

// Live reports whether something can still come of a handle: it is open, its end was not told, and its state allows it or has
// done so. What the other side ended has an end, and all that it sent before, still to be told.
func (hs *Handles[O]) Live() bool {
	for _, k := range hs.open {
		if k.over || k.ending {
			continue
		}
		k.lived = k.lived || hs.rules.Live == nil || hs.rules.Live(k.object)
		if k.lived {
			return true
		}
	}
	return false
}
