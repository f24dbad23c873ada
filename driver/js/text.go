package js

import (
	"net/netip"

	"github.com/dop251/goja"

	"drivergen/driver"
)

// Text is a type of texts.
func Text[T ~string]() Type[T] {
	return Type[T]{
		from: func(_ *Realm, v goja.Value) (T, error) {
			s, ok := textOf(v)
			if !ok {
				return "", misfit(v, "a string")
			}
			return T(s), nil
		},
		to: func(r *Realm, v T) goja.Value { return r.vm.ToValue(string(v)) },
	}
}

// textOf returns the text of a string. Half of a surrogate pair becomes U+FFFD.
func textOf(v goja.Value) (string, bool) {
	if _, ok := v.(goja.String); !ok {
		return "", false
	}
	return v.String(), true
}

// parsed is a type that JavaScript has as text; "" stands for its zero value.
func parsed[T any](parse func(string) (T, error), text func(T) string, want string) Type[T] {
	return Type[T]{
		from: func(_ *Realm, v goja.Value) (T, error) {
			var zero T
			s, ok := textOf(v)
			switch {
			case !ok:
				return zero, misfit(v, "a string with "+want)
			case s == "":
				return zero, nil
			}
			value, err := parse(s)
			if err != nil {
				return zero, beyond(v, want)
			}
			return value, nil
		},
		to: func(r *Realm, v T) goja.Value { return r.vm.ToValue(text(v)) },
	}
}

// MAC is the type of hardware addresses, such as "5c:cf:7f:00:00:01".
func MAC() Type[driver.MAC] {
	return parsed(driver.ParseMAC, driver.MAC.String, "a hardware address such as 5c:cf:7f:00:00:01")
}

// IP is the type of addresses, such as "192.0.2.1"; "" where there is none.
func IP() Type[netip.Addr] {
	return parsed(netip.ParseAddr, driver.AddrText[netip.Addr], "an IP address")
}

// AddrPort is the type of addresses with a port, such as "192.0.2.1:80"; "" where there is none.
func AddrPort() Type[netip.AddrPort] {
	return parsed(netip.ParseAddrPort, driver.AddrText[netip.AddrPort], "an IP address with a port")
}
