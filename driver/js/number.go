package js

import (
	"math"
	"math/big"
	"reflect"
	"strconv"

	"github.com/dop251/goja"
)

// integer is a type of whole numbers.
type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// maxSafe is the greatest whole number that a JavaScript number holds exactly, with all below it (ECMAScript,
// Number.MAX_SAFE_INTEGER).
const maxSafe = 1<<53 - 1

// Bool is the type of true and false.
func Bool() Type[bool] {
	return Type[bool]{
		from: func(_ *Realm, v goja.Value) (bool, error) {
			if !isObject(v) {
				if b, ok := v.Export().(bool); ok {
					return b, nil
				}
			}
			return false, misfit(v, "true or false")
		},
		to: func(r *Realm, v bool) goja.Value { return r.vm.ToValue(v) },
	}
}

// Int is a type of whole numbers: a number without a fraction, or a BigInt, within the type's range. A value that a
// number does not hold exactly is a BigInt in JavaScript.
func Int[T integer]() Type[T] {
	return Type[T]{from: intFrom[T], to: intTo[T]}
}

func intFrom[T integer](_ *Realm, v goja.Value) (T, error) {
	n, ok := wholeNumber(v)
	if !ok {
		return 0, misfit(v, "a number")
	}
	if n == nil {
		return 0, beyond(v, "a whole number")
	}
	low, high := limits[T]()
	if n.Cmp(low) < 0 || n.Cmp(high) > 0 {
		return 0, beyond(v, "a whole number from "+low.String()+" to "+high.String())
	}
	if n.IsInt64() {
		return T(n.Int64()), nil
	}
	return T(n.Uint64()), nil
}

// wholeNumber returns the number that a value is, nil where it has a fraction or no end, and false where it is none.
func wholeNumber(v goja.Value) (*big.Int, bool) {
	if isObject(v) {
		return nil, false
	}
	switch n := v.Export().(type) {
	case int64:
		return big.NewInt(n), true
	case float64:
		if math.Trunc(n) != n || math.IsInf(n, 0) {
			return nil, true
		}
		whole, _ := big.NewFloat(n).Int(nil)
		return whole, true
	case *big.Int:
		return n, true
	}
	return nil, false
}

// limits returns the least and the greatest value of a type.
func limits[T integer]() (low, high *big.Int) {
	bits := uint(reflect.TypeFor[T]().Bits())
	one := big.NewInt(1)
	if minusOne := T(0) - 1; minusOne < 0 {
		high = new(big.Int).Sub(new(big.Int).Lsh(one, bits-1), one)
		return new(big.Int).Neg(new(big.Int).Lsh(one, bits-1)), high
	}
	return new(big.Int), new(big.Int).Sub(new(big.Int).Lsh(one, bits), one)
}

func intTo[T integer](r *Realm, v T) goja.Value {
	if v > 0 && uint64(v) > maxSafe {
		return r.vm.ToValue(new(big.Int).SetUint64(uint64(v)))
	}
	if v < 0 && int64(v) < -maxSafe {
		return r.vm.ToValue(big.NewInt(int64(v)))
	}
	return r.vm.ToValue(int64(v))
}

// Float is a type of numbers with fractions.
func Float[T ~float32 | ~float64]() Type[T] {
	return Type[T]{
		from: func(_ *Realm, v goja.Value) (T, error) {
			n, ok := number(v)
			if !ok {
				return 0, misfit(v, "a number")
			}
			if f := T(n); !math.IsInf(float64(f), 0) || math.IsInf(n, 0) {
				return f, nil
			}
			return 0, beyond(v, "a number of "+strconv.Itoa(reflect.TypeFor[T]().Bits())+" bits")
		},
		to: func(r *Realm, v T) goja.Value { return r.vm.ToValue(float64(v)) },
	}
}

// number returns the number that a value is, and false where it is none.
func number(v goja.Value) (float64, bool) {
	if isObject(v) {
		return 0, false
	}
	switch n := v.Export().(type) {
	case int64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

func isObject(v goja.Value) bool {
	_, ok := v.(*goja.Object)
	return ok
}
