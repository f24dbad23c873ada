package view

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// Entries are the entries of a recording in its order, which is that of the calls' returns. An error is
// the last that it yields. An Entry is not changed once it was yielded.
type Entries = iter.Seq2[*recording.Entry, error]

// failed reports whether an entry is a call that failed. The end of a stream is no failure.
func failed(e *recording.Entry) bool { return !e.EOF && (e.Errno != 0 || e.Error != "") }

// shortName returns the name of an entry. In front of it stands, where the interface is another than the first
// of the recording, the part of the interface's name that differs: netdev.connect, or Netlinker.NetConnect.
func shortName(e *recording.Entry, first string) string {
	if e.Interface == first {
		return plain(e.Name)
	}
	pkg, iface, _ := strings.Cut(e.Interface, ".")
	if firstPkg, _, _ := strings.Cut(first, "."); pkg == firstPkg {
		pkg = iface
	}
	return plain(pkg) + "." + plain(e.Name)
}

// isNamed reports whether a text names an entry: by its name alone, or with all or a part of its
// interface's: connect, netdev.connect, NetDev.connect or netdev.NetDev.connect.
func isNamed(n name, text string) bool {
	qualifier, ok := strings.CutSuffix(text, n.name)
	if !ok || qualifier == "" {
		return ok
	}
	pkg, iface, _ := strings.Cut(n.iface, ".")
	qualifier, ok = strings.CutSuffix(qualifier, ".")
	return ok && (qualifier == n.iface || qualifier == pkg || qualifier == iface)
}

// socketLabel names a socket: its handle and its number among all the recording's, "3#7", since a
// handle's number is used again. It is empty for what belongs to no socket.
func socketLabel(e *recording.Entry) string {
	if e.Handle == driver.NoHandle {
		return ""
	}
	return labelOf(e.Handle, e.Socket)
}

func labelOf(handle int64, number int) string {
	return strconv.FormatInt(handle, 10) + "#" + strconv.Itoa(number)
}

// payloads returns the bytes that an entry says were sent and received: those of the arguments and
// results of a call that did not fail, and those that an event brought. A result that is called n, or
// the only number among the results, tells how many of the arguments' bytes the device took.
func payloads(e *recording.Entry) (sent, received int64) {
	if e.Kind == recording.Event {
		return 0, payloadLen(e.Args)
	}
	if failed(e) {
		return 0, 0
	}
	sent, received = payloadLen(e.Args), payloadLen(e.Results)
	if taken, ok := takenOf(e.Results); ok && sent > 0 {
		sent = min(sent, max(0, taken))
	}
	return sent, received
}

func payloadLen(values []recording.Value) int64 {
	n := int64(0)
	for i := range values {
		if values[i].Kind == driver.BytesKind {
			n += int64(values[i].Len)
		}
	}
	return n
}

func takenOf(results []recording.Value) (int64, bool) {
	isNumber := func(v recording.Value) bool { return v.Kind == driver.IntKind || v.Kind == driver.UintKind }
	at := slices.IndexFunc(results, func(v recording.Value) bool { return isNumber(v) && strings.EqualFold(v.Name, "n") })
	if at < 0 && len(results) == 1 && isNumber(results[0]) {
		at = 0
	}
	if at < 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(results[at].Text, 10, 64)
	return n, err == nil
}
