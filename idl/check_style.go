package idl

// A styleRule is a rule of style and what looks for breaks of it.
type styleRule struct {
	code  Code
	check func(*loader) // nil: it is checked whenever a description is loaded, or behind all others
}

// styleRules are the rules in the order of their codes.
var styleRules = []styleRule{
	{CodeNoDoc, nil},
	{CodeDocStart, (*loader).checkDocStarts},
	{CodeDocEnd, (*loader).checkDocEnds},
	{CodeNameStyle, (*loader).checkNameStyles},
	{CodeValueStyle, (*loader).checkValueStyles},
	{CodeEventOrder, (*loader).checkEventOrders},
	{CodeLoneOrder, (*loader).checkLoneOrders},
	{CodeUnusedErrno, (*loader).checkUnusedErrnos},
	{CodeUnusedError, (*loader).checkUnusedErrors},
	{CodeUnusedType, (*loader).checkUnusedTypes},
	{CodeUnusedImport, (*loader).checkUnusedImports},
	{CodeNeverCreated, (*loader).checkCreated},
	{CodeNeverEnded, (*loader).checkEnded},
	{CodeUnreached, (*loader).checkReached},
	{CodeNoInvalid, (*loader).checkInvalids},
	{CodeSecret, (*loader).checkSecrets},
	{CodeUnit, (*loader).checkUnits},
	{CodeNoReplacement, (*loader).checkReplacements},
	{CodeDeprecated, (*loader).checkDeprecatedUses},
	{CodeUnusedAllow, nil}, // it looks at what the others reported
	{CodeZeroDefault, (*loader).checkZeroDefaults},
}

// checkStyle holds a description without errors against the rules of style.
func (l *loader) checkStyle() {
	for _, r := range styleRules {
		if r.check != nil {
			r.check(l)
		}
	}
	l.checkAllows()
}

// A declKind says what a declaration declares, in the words of messages.
type declKind string

const (
	errnoDecl      declKind = "errno"
	sentinelDecl   declKind = "error"
	constantDecl   declKind = "constant"
	enumDecl       declKind = "enum"
	valueDecl      declKind = "value"
	structDecl     declKind = "struct"
	fieldDecl      declKind = "field"
	handleDecl     declKind = "handle"
	stateDecl      declKind = "state"
	queueDecl      declKind = "queue"
	interfaceDecl  declKind = "interface"
	capabilityDecl declKind = "capability"
	propertyDecl   declKind = "property"
	methodDecl     declKind = "method"
	eventDecl      declKind = "event"
	paramDecl      declKind = "parameter"
	resultDecl     declKind = "result"
	stimulusDecl   declKind = "stimulus"
	scenarioDecl   declKind = "scenario"
)

// eachDecl calls f for each declaration that the file makes.
func eachDecl(m *Model, f func(kind declKind, d declaration)) {
	eachOf(errnoDecl, m.Errnos, f)
	eachOf(sentinelDecl, m.Errors, f)
	eachOf(constantDecl, m.Constants, f)
	eachOf(enumDecl, m.Enums, f)
	for _, e := range m.Enums {
		eachOf(valueDecl, e.Values, f)
	}
	eachOf(structDecl, m.Structs, f)
	for _, s := range m.Structs {
		eachOf(fieldDecl, s.Fields, f)
	}
	eachOf(handleDecl, m.Handles, f)
	for _, h := range m.Handles {
		if h.Properties != nil {
			f(structDecl, h.Properties)
			eachOf(fieldDecl, h.Properties.Fields, f)
		}
		eachOf(stateDecl, h.States, f)
		eachOf(queueDecl, h.Queues, f)
	}
	eachOf(interfaceDecl, m.Interfaces, f)
	for _, i := range m.Interfaces {
		i.eachMember(f)
	}
}

// eachMember calls f for each declaration inside an interface.
func (i *Interface) eachMember(f func(kind declKind, d declaration)) {
	eachOf(stateDecl, i.States, f)
	eachOf(capabilityDecl, i.Capabilities, f)
	for _, m := range i.allMethods() {
		if m.Property {
			f(propertyDecl, m) // its result is the property itself
			continue
		}
		f(methodDecl, m)
		eachOf(paramDecl, m.Params, f)
		eachOf(resultDecl, m.Returns, f)
	}
	for _, e := range i.allEvents() {
		f(eventDecl, e)
		eachOf(paramDecl, e.Params, f)
	}
	for _, s := range i.Stimuli {
		f(stimulusDecl, s)
		eachOf(paramDecl, s.Params, f)
		eachOf(resultDecl, s.Returns, f)
	}
	eachOf(scenarioDecl, i.Scenarios, f)
}

func eachOf[T declaration](kind declKind, list []T, f func(declKind, declaration)) {
	for _, d := range list {
		f(kind, d)
	}
}
