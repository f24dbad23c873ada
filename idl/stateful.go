package idl

// A stateful is what has states and transitions between them: a handle, or a device itself.
type stateful struct {
	name        string
	handle      *Handle    // nil for a device
	device      *Interface // nil for a handle
	states      []*State
	queues      []*Queue // a device has none
	transitions []*Transition
	methods     []*Method // those that may move it: they work on the handle, or on no handle of the device
	events      []*Event  // those that may move it
}

// kind returns what s is in words: the handle's name, or device.
func (s *stateful) kind() string {
	if s.handle == nil {
		return "device"
	}
	return s.name
}

// statefuls returns the handles and the devices of the description.
func (l *loader) statefuls() []*stateful {
	var list []*stateful
	for _, h := range l.model.Handles {
		list = append(list, &stateful{
			name: h.Name, handle: h, states: h.States, queues: h.Queues, transitions: h.Transitions,
			methods: l.model.methodsOn(h), events: l.model.eventsOn(h),
		})
	}
	for _, i := range l.model.Interfaces {
		s := &stateful{name: i.Name, device: i, states: i.States, transitions: i.Transitions}
		for _, m := range i.allMethods() {
			if !i.owns(m.Handle) && !m.Property {
				s.methods = append(s.methods, m)
			}
		}
		for _, e := range i.allEvents() {
			if !i.owns(e.Handle) {
				s.events = append(s.events, e)
			}
		}
		list = append(list, s)
	}
	return list
}

// owns reports whether a parameter is a handle that methods of the interface create.
func (i *Interface) owns(handle *Param) bool { return handle != nil && i.gives(handle.Type.Handle) }
