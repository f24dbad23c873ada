package idl

// A styleRule is a rule of style and what looks for breaks of it.
type styleRule struct {
	code  Code
	why   string
	check func(*loader) // nil: it is checked whenever a description is loaded
}

// styleRules are the rules in the order of their codes; the last looks at what
// the others reported.
var styleRules = []styleRule{
	{CodeNoDoc, "The doc is what users of the generated Go package read.", nil},
	{CodeDocStart, "Go's tools show a doc below its name; Go docs are sentences that start with it.", (*loader).checkDocStarts},
	{CodeDocEnd, "Docs are sentences, and drivergen puts others behind them.", (*loader).checkDocEnds},
	{CodeNameStyle, "One manner of writing names lets a reader tell a type from a method, and each language derive its own.", (*loader).checkNameStyles},
	{CodeValueStyle, "The values of an enum are read together.", (*loader).checkValueStyles},
	{CodeEventOrder, "Whoever handles two events of one trigger needs to know which comes first.", (*loader).checkEventOrders},
	{CodeLoneOrder, "An order of one event promises nothing; often another event has a slip in its trigger.", (*loader).checkLoneOrders},
	{CodeUnusedErrno, "Callers write code for errnos that never come.", (*loader).checkUnusedErrnos},
	{CodeUnusedError, "Callers write code for errors that never come.", (*loader).checkUnusedErrors},
	{CodeUnusedType, "A type that no parameter, result, field or constant has is left over, or was forgotten.", (*loader).checkUnusedTypes},
	{CodeUnusedImport, "An import ties the generated package to another for nothing.", (*loader).checkUnusedImports},
	{CodeNeverCreated, "Nobody can call the methods of a handle that no method creates.", (*loader).checkCreated},
	{CodeNeverEnded, "A handle that no method ends stays open for ever, until there is no room for another.", (*loader).checkEnded},
	{CodeUnreached, "A handle is never in a state to which no transition leads.", (*loader).checkReached},
	{CodeNoInvalid, "A caller with a closed handle gets an answer as if it were open.", (*loader).checkInvalids},
	{CodeSecret, "What is not marked sensitive stands in traces and in the messages of mocks.", (*loader).checkSecrets},
	{CodeUnit, "A unit in a name is for readers alone; the key unit and the type duration are for tools and docs too.", (*loader).checkUnits},
	{CodeNoReplacement, "Whoever is told to stop using something asks what to use.", (*loader).checkReplacements},
	{CodeDeprecated, "What is on its way out should not be needed by what stays.", (*loader).checkDeprecatedUses},
	{CodeUnusedAllow, "A permit that nothing needs hides the next fault.", (*loader).checkAllows},
}

// checkStyle holds a description without errors against the rules of style.
func (l *loader) checkStyle() {
	for _, r := range styleRules {
		if r.check != nil {
			r.check(l)
		}
	}
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
