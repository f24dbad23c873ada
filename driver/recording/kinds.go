package recording

import "drivergen/driver"

// kindNames are the members that tell the kinds of values apart.
var kindNames = [...]string{
	driver.NilKind: "nil", driver.BoolKind: "bool", driver.IntKind: "int", driver.UintKind: "uint", driver.FloatKind: "float",
	driver.StringKind: "string", driver.BytesKind: "bytes", driver.DurationKind: "duration", driver.TimeKind: "time",
	driver.MACKind: "mac", driver.AddrKind: "ip", driver.AddrPortKind: "addrport", driver.ErrorKind: "error",
	driver.FuncKind: "func", driver.ListKind: "list", driver.GroupKind: "struct", driver.AnyKind: "any", driver.RedactedKind: "redacted",
}

// kindOf returns the kind of a member's name.
func kindOf(name []byte) (driver.AttrKind, bool) {
	for kind, known := range kindNames {
		if string(name) == known {
			return driver.AttrKind(kind), true
		}
	}
	return 0, false
}

// KindName returns the name that a recording has for a kind of value: string, bytes, struct.
func KindName(kind driver.AttrKind) string {
	if int(kind) < len(kindNames) {
		return kindNames[kind]
	}
	return "unknown"
}
