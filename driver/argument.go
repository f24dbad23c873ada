package driver

import (
	"errors"
	"strconv"
	"time"
)

// BadArgument returns the error of op for an argument that breaks a limit of the
// description: the errno, and a text that names the parameter.
func BadArgument(op, param string, errno Errno, problem string) error {
	return Fail(op, errno, errors.New(param+" "+problem))
}

// InvalidAs returns err, that of a bad argument, as one of sentinel: the error that a description has
// for it. errors.Is finds both, and the text goes on with what is wrong: "out of range: level is 9, want 1 to 7".
func InvalidAs(err, sentinel error) error { return &invalidError{sentinel, err} }

type invalidError struct{ sentinel, cause error }

func (e *invalidError) Error() string {
	problem := e.cause
	var bad *Error
	if errors.As(e.cause, &bad) && bad.Err != nil {
		problem = bad.Err
	}
	return e.sentinel.Error() + ": " + problem.Error()
}

func (e *invalidError) Unwrap() []error { return []error{e.sentinel, e.cause} }

// BadLength is BadArgument for a length in bytes that is not from min to max. A negative max is no limit.
func BadLength(op, param string, errno Errno, n, min, max int) error {
	return badSize(op, param, errno, n, min, max, " bytes")
}

// BadCount is BadLength for the elements of a list.
func BadCount(op, param string, errno Errno, n, min, max int) error {
	return badSize(op, param, errno, n, min, max, " elements")
}

func badSize(op, param string, errno Errno, n, min, max int, unit string) error {
	problem := "has " + strconv.Itoa(n) + unit + ", want " + strconv.Itoa(min)
	switch {
	case max < 0:
		problem += " or more"
	case max != min:
		problem += " to " + strconv.Itoa(max)
	}
	return BadArgument(op, param, errno, problem)
}

// BadDuration is BadArgument for a duration outside its limits, which want describes: "10ms or more".
func BadDuration(op, param string, errno Errno, value time.Duration, want string) error {
	return BadArgument(op, param, errno, "is "+value.String()+", want "+want)
}

// Element returns the name of an element of a list in errors: limits[2].
func Element(param string, index int) string { return param + "[" + strconv.Itoa(index) + "]" }

// A number is a value of any type of numbers.
type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// BadValue is BadArgument for a number outside its limits, which want describes: "1 or more".
func BadValue[T number](op, param string, errno Errno, value T, want string) error {
	return BadArgument(op, param, errno, "is "+numberText(value)+", want "+want)
}

// longestNumber is how many digits of a float are worth reading.
const longestNumber = 20

// numberText returns a number in decimals, with an exponent only where a float needs too many.
func numberText[T number](v T) string {
	switch {
	case T(1)/2 != 0: // of a type of floats
		if text := strconv.FormatFloat(float64(v), 'f', -1, 64); len(text) <= longestNumber {
			return text
		}
		return strconv.FormatFloat(float64(v), 'g', -1, 64)
	case v < 0:
		return strconv.FormatInt(int64(v), 10)
	}
	return strconv.FormatUint(uint64(v), 10)
}

// BadChoice is BadArgument for a text, or the name of a value, that is none of those that are allowed.
func BadChoice(op, param string, errno Errno, value, want string) error {
	return BadArgument(op, param, errno, "is "+strconv.Quote(value)+", want one of "+want)
}
