package mock

import "reflect"

// detached returns a copy of v that shares nothing with it, so that a test may use its
// memory again. What only its own package may use, such as a lock, is shared all the same
// where it lies behind a pointer.
func detached(v reflect.Value) reflect.Value {
	var d detaching
	return d.copy(v)
}

// A detaching copies one value. It knows what it has copied, since a value may hold itself.
type detaching struct{ copies map[reference]reflect.Value }

// copy returns a copy of v that can be set.
func (d *detaching) copy(v reflect.Value) reflect.Value {
	kept := reflect.New(v.Type()).Elem()
	kept.Set(v)
	d.detach(kept)
	return kept
}

// detach puts copies in the place of what v refers to.
func (d *detaching) detach(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		if v.IsNil() || v.Kind() == reflect.Pointer && !looksBehind(v) {
			return
		}
		r := referenceOf(v)
		if known, ok := d.copies[r]; ok {
			v.Set(known)
			return
		}
		d.refer(v, r)
	case reflect.Interface:
		if !v.IsNil() && v.Type() != errorType { // an error is what it is by its place
			v.Set(d.copy(v.Elem()))
		}
	case reflect.Array:
		if !partless(v.Type().Elem()) {
			d.elements(v)
		}
	case reflect.Struct:
		if !opaque(v) {
			for i := range v.NumField() {
				d.detach(v.Field(i))
			}
		}
	}
}

// refer makes v refer to a copy, which is known from then on.
func (d *detaching) refer(v reflect.Value, r reference) {
	know := func(copied reflect.Value) {
		if d.copies == nil {
			d.copies = map[reference]reflect.Value{}
		}
		d.copies[r] = copied
	}
	switch original := reflect.ValueOf(v.Interface()); v.Kind() {
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(list, original)
		v.Set(list)
		if !partless(v.Type().Elem()) {
			know(list)
			d.elements(v)
		}
	case reflect.Map:
		m := reflect.MakeMapWithSize(v.Type(), v.Len())
		v.Set(m)
		know(m)
		for entries := original.MapRange(); entries.Next(); {
			m.SetMapIndex(entries.Key(), d.copy(entries.Value()))
		}
	case reflect.Pointer:
		target := reflect.New(v.Type().Elem())
		target.Elem().Set(v.Elem())
		know(target)
		v.Set(target)
		d.detach(target.Elem())
	}
}

func (d *detaching) elements(list reflect.Value) {
	for i := range list.Len() {
		d.detach(list.Index(i))
	}
}
