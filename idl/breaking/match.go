package breaking

import (
	"strings"

	"drivergen/idl"
)

// matchAll ties all declarations of the versions, before any are compared: they
// refer to one another. Types come first, for they are part of the others' shapes.
func (c *comparer) matchAll() {
	o, n := c.old, c.new
	match(c, errnoKind, o.Errnos, n.Errnos)
	match(c, errorKind, o.Errors, n.Errors)
	match(c, enumKind, o.Enums, n.Enums)
	for _, p := range pairs(c, o.Enums, n.Enums) {
		if p.both() {
			c.typeNames[p.old.Name] = p.new.Name
			match(c, enumValueKind(p.new), p.old.Values, p.new.Values)
		}
	}
	match(c, constantKind, o.Constants, n.Constants)
	match(c, handleKind, o.Handles, n.Handles)
	for _, p := range pairs(c, o.Handles, n.Handles) {
		if p.both() {
			c.matchHandle(p.old, p.new)
		}
	}
	match(c, structKind, o.Structs, n.Structs)
	for _, p := range pairs(c, o.Structs, n.Structs) {
		if p.both() {
			c.typeNames[p.old.Name] = p.new.Name
			matchPlaces(c, paramKind, p.old.Fields, p.new.Fields)
		}
	}
	match(c, interfaceKind, o.Interfaces, n.Interfaces)
	for _, p := range pairs(c, o.Interfaces, n.Interfaces) {
		if p.both() {
			c.matchInterface(p.old, p.new)
		}
	}
}

func (c *comparer) matchHandle(old, new *idl.Handle) {
	c.typeNames[old.Name] = new.Name
	if old.Properties != nil && new.Properties != nil {
		c.typeNames[old.Properties.Name] = new.Properties.Name
		matchPlaces(c, paramKind, old.Properties.Fields, new.Properties.Fields)
	}
	c.matchStates(old.States, new.States, old.StateEnum, new.StateEnum)
	match(c, queueSort, old.Queues, new.Queues)
}

func (c *comparer) matchStates(old, new []*idl.State, oldEnum, newEnum *idl.Enum) {
	if oldEnum != nil && newEnum != nil {
		c.typeNames[oldEnum.Name] = newEnum.Name
	}
	match(c, stateKind, old, new)
}

func (c *comparer) matchInterface(old, new *idl.Interface) {
	c.matchStates(old.States, new.States, old.StateEnum, new.StateEnum)
	match(c, capabilityKind, old.Capabilities, new.Capabilities)
	match(c, methodKind, methodsOf(old), methodsOf(new))
	for _, p := range pairs(c, methodsOf(old), methodsOf(new)) {
		if p.both() {
			matchPlaces(c, paramKind, p.old.Params, p.new.Params)
			matchPlaces(c, paramKind, p.old.Returns, p.new.Returns)
		}
	}
	match(c, eventKind, eventsOf(old), eventsOf(new))
	for _, p := range pairs(c, eventsOf(old), eventsOf(new)) {
		if p.both() {
			matchPlaces(c, paramKind, p.old.Params, p.new.Params)
		}
	}
	match(c, stimulusKind, old.Stimuli, new.Stimuli)
	match(c, scenarioKind, old.Scenarios, new.Scenarios)
}

// cutPrefix returns what follows a prefix in a Go name, and whether it starts with it.
func cutPrefix(name, prefix string) (rest string, ok bool) {
	return strings.CutPrefix(name, prefix)
}
