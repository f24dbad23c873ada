package driver

import (
	"errors"
	"strconv"
)

// BadArgument returns the error of op for an argument that breaks a limit of the
// description: the errno, and a text that names the parameter.
func BadArgument(op, param string, errno Errno, problem string) error {
	return Fail(op, errno, errors.New(param+" "+problem))
}

// BadLength is BadArgument for a length that is not from min to max. A negative max is no limit.
func BadLength(op, param string, errno Errno, n, min, max int) error {
	problem := "has " + strconv.Itoa(n) + " bytes, want " + strconv.Itoa(min)
	if max >= 0 {
		problem += " to " + strconv.Itoa(max)
	} else {
		problem += " or more"
	}
	return BadArgument(op, param, errno, problem)
}

// BadValue is BadArgument for a number outside its limits, which want describes: "1 or more".
func BadValue[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64](op, param string, errno Errno, value T, want string) error {
	return BadArgument(op, param, errno, "is "+strconv.FormatFloat(float64(value), 'g', -1, 64)+", want "+want)
}

// BadChoice is BadArgument for a value that is none of those that are allowed.
func BadChoice(op, param string, errno Errno, value, want string) error {
	return BadArgument(op, param, errno, "is "+strconv.Quote(value)+", want one of "+want)
}
