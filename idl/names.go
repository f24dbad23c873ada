package idl

import (
	"go/token"
	"slices"
	"strings"
	"sync"
)

// initialisms are the words that Go writes in one case, in their exported form.
var initialisms = []string{
	"BSSID", "ASCII", "HTTPS", "IPv4", "IPv6", "DHCP", "GNSS", "GPIO", "HTML", "HTTP", "IMEI", "JSON", "MQTT", "RSSI", "SMTP", "SSID", "UART", "UTF8", "UUID", "WPA2",
	"ADC", "API", "ARP", "CPU", "CRC", "DAC", "DNS", "EAP", "EOF", "GPS", "I2C", "LED", "MAC", "MTU", "NFC", "NTP", "PSK", "PWM", "RAM", "RPC", "RTC", "SPI", "SQL", "SSH", "SSL",
	"STA", "TCP", "TLS", "TTL", "UDP", "UID", "URC", "URI", "URL", "USB", "UTC", "WEP", "WPA", "XML", "AP", "FD", "ID", "IP", "RF",
}

// GoName returns the exported Go name of a name in a description: send_to is
// SendTo, ssid SSID, connectInfo ConnectInfo. A name in Go's own form stays.
func GoName(name string) string {
	if isGoForm(name) {
		return name
	}
	if known, ok := knownNames.Load(name); ok {
		return known.(string)
	}
	var b strings.Builder
	for _, w := range words(name) {
		b.WriteString(exportedWord(w))
	}
	knownNames.Store(name, b.String())
	return b.String()
}

// knownNames holds what GoName has found: a large description repeats the names of its parameters.
var knownNames sync.Map

// goTypeName is GoName for a type's declaration, where capitals are meant: PIN stays PIN.
func goTypeName(name string) string {
	if token.IsExported(name) && isIdentifier(name) && !strings.Contains(name, "_") {
		return name
	}
	return GoName(name)
}

// isGoForm reports whether name is capitalised in Go's manner already.
func isGoForm(name string) bool {
	return isIdentifier(name) && name[0] >= 'A' && name[0] <= 'Z' && !strings.Contains(name, "_") &&
		strings.ContainsFunc(name, isLower)
}

// varName returns the unexported form of an exported Go name: FD is fd, and
// SubnetMask subnetMask.
func varName(goName string) string {
	ws := words(goName)
	if len(ws) == 0 {
		return ""
	}
	return strings.ToLower(ws[0]) + strings.Join(ws[1:], "")
}

// importedPackages are the packages that generated code imports by these names.
var importedPackages = []string{
	"bytes", "cmp", "conform", "context", "driver", "errors", "fmt", "goja", "idl", "io", "jen", "js", "log", "maps", "math", "mock", "net",
	"netip", "os", "reflect", "slices", "slog", "sort", "strconv", "strings", "sync", "testing", "time", "utf8",
}

// companions are what follows a package's name in those generated beside it.
var companions = []string{"", "mock", "trace", "stub", "rpc", "test", "js"}

// generatedVars are variables of generated code's own.
var generatedVars = []string{
	"accepted", "answers", "c", "callback", "cancel", "ctx", "d", "ended", "err", "first", "h", "inner", "link", "literal", "o", "parent", "props", "realm", "release", "result", "rule", "snapshot",
	"state", "status", "to", "w", "waiting",
}

// predeclared are Go's predeclared identifiers (The Go Programming Language Specification, "Predeclared identifiers").
var predeclared = []string{
	"any", "append", "bool", "byte", "cap", "clear", "close", "comparable", "complex", "complex128", "complex64", "copy", "delete", "error",
	"false", "float32", "float64", "imag", "int", "int16", "int32", "int64", "int8", "iota", "len", "make", "max", "min", "new", "nil", "panic",
	"print", "println", "real", "recover", "rune", "string", "true", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr",
}

// isTaken reports whether a variable in code generated for pkg must not be called name.
func isTaken(name, pkg string) bool {
	rest, ofPackage := strings.CutPrefix(name, pkg)
	return token.IsKeyword(name) || slices.Contains(predeclared, name) || slices.Contains(importedPackages, name) ||
		slices.Contains(generatedVars, name) || ofPackage && slices.Contains(companions, rest)
}

// imports reports whether the code generated for a description imports a package under that
// name: its own, with a number behind it where two have the same.
func (l *loader) imports(name string) bool {
	base := strings.TrimRight(name, "0123456789")
	return slices.ContainsFunc(l.model.Imports, func(i *Import) bool {
		return i.Model != nil && (i.Model.Package == name || i.Model.Package == base)
	})
}

// exportedWord returns a word as part of an exported name.
func exportedWord(w string) string {
	for _, i := range initialisms {
		if strings.EqualFold(w, i) {
			return i
		}
		if len(w) == len(i)+1 && strings.EqualFold(w, i+"s") {
			return i + "s"
		}
	}
	return strings.ToUpper(w[:1]) + strings.ToLower(w[1:])
}

// words splits a name at separators and where its capitals start a new word:
// connectInfo, HTTPServer, ap_mode, WPA2-EAP.
func words(name string) []string {
	var ws []string
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return !isLetterOrDigit(r) }) {
		for part != "" {
			n := wordLen(part)
			ws = append(ws, part[:n])
			part = part[n:]
		}
	}
	return ws
}

// wordLen returns the length of the first word of s, which has letters and digits only.
func wordLen(s string) int {
	if n := initialismLen(s); n > 0 {
		return n
	}
	i := 1
	if isUpper(rune(s[0])) {
		for i < len(s) && isUpper(rune(s[i])) {
			i++
		}
		if i > 1 && i < len(s) && isLower(rune(s[i])) {
			return i - 1 // the last capital starts the next word
		}
	}
	for i < len(s) && !isUpper(rune(s[i])) {
		i++
	}
	return i
}

// initialismLen returns the length of the initialism, or its plural, that s
// starts with, or 0.
func initialismLen(s string) int {
	for _, i := range initialisms {
		if !strings.HasPrefix(s, i) {
			continue
		}
		rest := s[len(i):]
		if rest == "s" || len(rest) > 1 && rest[0] == 's' && isUpper(rune(rest[1])) {
			return len(i) + 1
		}
		if rest == "" || isUpper(rune(rest[0])) && (len(rest) == 1 || !isUpper(rune(rest[1])) || initialismLen(rest) > 0) {
			return len(i)
		}
	}
	return 0
}

func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }
func isLower(r rune) bool { return r >= 'a' && r <= 'z' }
func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLetterOrDigit(r rune) bool { return isUpper(r) || isLower(r) || isDigit(r) }

// isIdentifier reports whether s is an ASCII letter followed by letters, digits and underscores.
func isIdentifier(s string) bool {
	for i, r := range s {
		if !isUpper(r) && !isLower(r) && (i == 0 || !isDigit(r) && r != '_') {
			return false
		}
	}
	return s != ""
}
