package idl

import "slices"

// told lists, for the codes that miss something, the keys that would have told it. Where
// such a key could not be read, which has been reported, what is missing may stand there:
// it is then the echo of that fault, and not told.
var told = map[Code][]string{
	CodeUnknownType:     {"enums", "flags", "structs", "handles", "properties", "states", "go"},
	CodeUnknownImport:   {"imports"},
	CodeUnknownErrno:    {"errnos"},
	CodeUnknownError:    {"errors"},
	CodeUnknownMethod:   {"interfaces", "methods", "events", "properties", "capabilities", "params"},
	CodeUnknownEvent:    {"interfaces", "events", "capabilities", "params"},
	CodeUnknownState:    {"states"},
	CodeUnknownParam:    {"params"},
	CodeUnknownProperty: {"properties", "fields"},
	CodeUnknownQueue:    {"queues"},
	CodeUnknownValue:    {"values"},
	CodeUnknownHandle:   {"handles"},
	CodeUnknownStimulus: {"stimuli"},
	CodeUnknownStep:     {"as", "steps"},
	CodeUnknownShown:    {"methods", "properties", "events", "capabilities"},
	CodeNothing:         {"methods", "properties", "events"},
	CodeNoHandle:        {"params", "creates", "methods", "capabilities"},
	CodeCreates:         {"returns"},
	CodeTakes:           {"params", "returns", "out", "no_error", "type", "kind"},
	CodeTransition:      {"interfaces", "methods", "capabilities", "creates", "remote"},
	CodeStateUnspoken:   {"from", "else", "states"},
	CodeSnapshot:        {"properties", "returns", "no_error"},
	CodeEndpoint:        {"type"},
	CodeSets:            {"properties", "creates", "params"},
	CodeQueueTie:        {"kind", "method", "event"},
	CodeResolver:        {"params", "returns", "no_error"},
	CodeOrder:           {"trigger"},
	CodeForm:            {"events", "capabilities", "properties", "context", "returns"},
	CodeUnlisted:        {"errnos", "no_error", "form"},
	CodeFailure:         {"returns"},
	CodeAddress:         {"properties", "local", "remote"},
	CodeShared:          {"params", "returns", "errnos", "hardware", "creates", "takes", "endpoint", "no_error"},
	CodeDeadline:        {"context", "form", "type"},
	CodeEventValue:      {"params", "queue", "queues", "creates", "capabilities"},
	CodeMissingArg:      {"args", "default"},
	CodeJoin:            {"as", "async", "cancel", "join", "call", "steps"},
	CodePath:            {"fields", "params", "properties", "returns", "out"},
}

// lose notes that what keys name could not be read.
func (l *loader) lose(keys ...string) {
	if l.lost == nil {
		l.lost = map[string]bool{}
	}
	for _, k := range keys {
		l.lost[k] = true
	}
}

// isEcho reports whether a fault of a kind may come from another one alone.
func (l *loader) isEcho(code Code) bool { return l.lacks(told[code]...) }

// lacks reports whether one of keys could not be read somewhere.
func (l *loader) lacks(keys ...string) bool {
	return len(l.lost) > 0 && slices.ContainsFunc(keys, func(key string) bool { return l.lost[key] })
}
