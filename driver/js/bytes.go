package js

import (
	"bytes"
	"reflect"

	"github.com/dop251/goja"
)

// Bytes is the type of bytes: in JavaScript a Uint8Array, which is always a copy. Another typed array, a DataView or an
// ArrayBuffer is taken too: the bytes that it shows.
func Bytes() Type[[]byte] {
	return Type[[]byte]{
		from: func(r *Realm, v goja.Value) ([]byte, error) { return r.bytesOf(v, "a Uint8Array") },
		to:   bytesTo,
	}
}

// TextOrBytes is Bytes, where a string stands for its bytes in UTF-8.
func TextOrBytes() Type[[]byte] {
	return Type[[]byte]{
		from: func(r *Realm, v goja.Value) ([]byte, error) {
			if s, ok := textOf(v); ok {
				return []byte(s), nil
			}
			return r.bytesOf(v, "a Uint8Array or a string")
		},
		to: bytesTo,
	}
}

func bytesTo(r *Realm, v []byte) goja.Value {
	return r.construct(r.uint8Array, r.vm.ToValue(r.vm.NewArrayBuffer(bytes.Clone(v))))
}

// bytesOf returns a copy of the bytes of a buffer or of a view on one.
func (r *Realm) bytesOf(v goja.Value, want string) (data []byte, err error) {
	o, ok := v.(*goja.Object)
	if !ok || !r.hasBytes(o) {
		return nil, misfit(v, want)
	}
	defer func() {
		// A view on a buffer that was detached, or on one that shrank, has nothing behind it.
		if recover() != nil {
			data, err = nil, &ValueError{Want: want, Got: "a view on a buffer that is detached", Range: true}
		}
	}()
	if o.ExportType() == bufferType {
		buffer := o.Export().(goja.ArrayBuffer)
		if buffer.Detached() {
			return nil, &ValueError{Want: want, Got: "an ArrayBuffer that is detached", Range: true}
		}
		return append([]byte{}, buffer.Bytes()...), nil
	}
	var view []byte
	if err := r.vm.ExportTo(o, &view); err != nil {
		return nil, misfit(v, want)
	}
	return append([]byte{}, view...), nil
}

var bufferType = reflect.TypeFor[goja.ArrayBuffer]()

// hasBytes reports whether an object is a buffer or a view on one.
func (r *Realm) hasBytes(o *goja.Object) bool {
	switch t := o.ExportType(); {
	case t == nil:
		return false
	case t == bufferType:
		return true
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Interface: // a typed array
		return t.Elem().Kind() <= reflect.Float64
	}
	return r.dataView != nil && r.vm.InstanceOf(o, r.dataView)
}
