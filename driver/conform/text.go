package conform

import (
	"errors"
	"fmt"

	"drivergen/driver"
)

// carried returns the errno in an error's tree, 0 where there is none.
func carried(err error) driver.Errno {
	var errno driver.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return 0
}

func name(e driver.Errno) string {
	if text := e.Name(); text != "" {
		return text
	}
	return e.Error()
}

// describe returns an error with its errno's name in front.
func describe(err error) string {
	if err == nil {
		return "success"
	}
	if errno := carried(err); errno != 0 {
		return fmt.Sprintf("%s (%v)", name(errno), err)
	}
	return fmt.Sprintf("%v, which carries no errno", err)
}

// show prints a value for a reader: text in quotes, long data cut.
func show(v any) string {
	const most = 64
	switch v := v.(type) {
	case []byte:
		if len(v) > most {
			return fmt.Sprintf("%q… (%d bytes)", v[:most], len(v))
		}
		return fmt.Sprintf("%q", v)
	case string:
		return fmt.Sprintf("%q", v)
	case fmt.Stringer, error:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%+v", v)
}
