package breaking

import (
	"cmp"
	"slices"
)

// A Rule is a kind of change.
type Rule struct {
	Code    Code
	Effects Effects
	Title   string // the change in a few words
	Advice  string // what to do instead, on one line; may be empty
}

// Rules returns all rules, sorted by code.
func Rules() []*Rule {
	return slices.SortedFunc(slices.Values(defined), func(a, b *Rule) int { return cmp.Compare(a.Code, b.Code) })
}

var defined []*Rule

// rule defines a rule. The letters are its effects, as the function effects reads them.
func rule(code Code, letters, title, advice string) *Rule {
	r := &Rule{Code: code, Effects: effects(letters), Title: title, Advice: advice}
	defined = append(defined, r)
	return r
}

// Advice that several rules give.
const (
	deprecateFirst = "keep it with deprecated: what to use instead, and remove it in a later version"
	addBeside      = "leave it as it was, and add one with another name beside it"
	keepNumbers    = "give new ones new numbers, and let the old ones be"
	keepAccepting  = "keep accepting what was accepted"
	keepGo         = "keep the Go name with the key go"
)

// The description, and what every declaration has.
var (
	packageAdded       = rule("B0101", "SSS", "a package is new", "")
	packageRemoved     = rule("B0102", "BBB", "a package is gone", deprecateFirst)
	packageRenamed     = rule("B0103", "BBB", "a package has another name", "keep the name: every import names it")
	importMoved        = rule("B0104", "RRR", "an import comes from another file", "check that the types of both files are the same")
	renamed            = rule("B0105", "BBB", "a declaration has another name", "keep the name, or Go's at least with the key go")
	renamedNotInGo     = rule("B0106", "--B", "a declaration has another name, and Go's stays", "keep the name: peers and recordings have it")
	goNameChanged      = rule("B0107", "BB-", "a Go name changed", keepGo)
	deprecated         = rule("B0108", "S--", "a declaration is deprecated now", "")
	deprecationRemoved = rule("B0109", "S--", "a declaration is not deprecated any more", "")
	sinceChanged       = rule("B0110", "R-R", "a declaration claims another version in which it appeared", "since never changes after a release")
	stubRenamed        = rule("B0111", "-B-", "the names in the companion packages gain or lose the interface's name", "put the other interface into a description of its own")
)

// Errnos, errors and constants.
var (
	errnoAdded      = rule("B0201", "SSS", "an errno is new", "")
	errnoRemoved    = rule("B0202", "BBR", "an errno is gone", deprecateFirst)
	errnoNumber     = rule("B0203", "RRB", "an errno has another number", keepNumbers)
	errorAdded      = rule("B0211", "SSS", "an error is new", "")
	errorRemoved    = rule("B0212", "BBB", "an error is gone", deprecateFirst)
	errorText       = rule("B0213", "R-R", "an error has another text", addBeside)
	errorTimeout    = rule("B0214", "RRR", "whether an error is a time-out changed", addBeside)
	constantAdded   = rule("B0221", "SS-", "a constant is new", "")
	constantRemoved = rule("B0222", "BB-", "a constant is gone", deprecateFirst)
	constantValue   = rule("B0223", "RRR", "a constant has another value", "programs that were built before keep the old value: add one beside it")
	constantType    = rule("B0224", "BB-", "a constant has another type", addBeside)
)

// Enums and flags.
var (
	enumAdded        = rule("B0301", "SSS", "an enum is new", "")
	enumRemoved      = rule("B0302", "BBB", "an enum is gone", deprecateFirst)
	strictGains      = rule("B0303", "RRB", "a strict enum gains a value", "older peers refuse it: declare enums that may grow flexible: true from the start")
	flexibleGains    = rule("B0304", "SSS", "a flexible enum gains a value", "")
	enumValueRemoved = rule("B0305", "BBB", "an enum loses a value", deprecateFirst)
	enumValueNumber  = rule("B0306", "RRB", "an enum's value has another number or text", keepNumbers)
	becomesStrict    = rule("B0307", "RRB", "a flexible enum becomes strict", keepAccepting)
	becomesFlexible  = rule("B0308", "BRS", "a strict enum becomes flexible and loses Valid", "")
	enumBase         = rule("B0309", "BBB", "an enum has another base", addBeside)
	enumFlags        = rule("B0310", "BBB", "an enum becomes flags, or flags an enum", addBeside)
	enumUntyped      = rule("B0311", "BB-", "an enum's constants get or lose their type", "")
	flagsEmpty       = rule("B0312", "R-R", "the name of no flag changed", "")
)

// Structs, and values: parameters, results, fields, events' values.
var (
	structAdded     = rule("B0401", "SSS", "a struct is new", "")
	structRemoved   = rule("B0402", "BBB", "a struct is gone", deprecateFirst)
	fieldAdded      = rule("B0403", "RRB", "a struct gains a field", "literals without field names stop compiling, and == may: put what is new into a struct of its own")
	fieldRemoved    = rule("B0404", "BBB", "a struct loses a field", deprecateFirst)
	fieldsReordered = rule("B0405", "RRB", "a struct's fields stand in another order", "add new fields at the end")
	fieldEmbedded   = rule("B0406", "BBR", "a field is embedded now, or is not any more", addBeside)
	valueAdded      = rule("B0411", "BBB", "a parameter, a result or an event's value is new", addBeside)
	valueRemoved    = rule("B0412", "BBB", "a parameter, a result or an event's value is gone", addBeside)
	valuesReordered = rule("B0413", "BBB", "parameters, results or an event's values stand in another order", addBeside)
	valueRenamed    = rule("B0414", "--B", "a parameter or a result has another name", "Go calls by place; recordings name it: keep the name")
	valueType       = rule("B0415", "BBB", "a value has another type", addBeside)
	valueTypeWire   = rule("B0416", "R-B", "a value has another type in the description, and the same in Go", addBeside)
	valueTypeGo     = rule("B0417", "BB-", "a value has another type in Go alone", "")
	valueOut        = rule("B0418", "BBB", "a parameter begins or ceases to be filled by the callee", addBeside)
	valueUnit       = rule("B0419", "RRR", "a value has another unit", addBeside)
	sensitiveOff    = rule("B0420", "R-R", "a value is not sensitive any more, and reaches logs and recordings", "keep sensitive: true")
	sensitiveOn     = rule("B0421", "S-R", "a value is sensitive now, and recordings lack it", "")
	defaultChanged  = rule("B0422", "RRR", "a value has another default", addBeside)
	limitNarrower   = rule("B0423", "BSB", "a limit is narrower", keepAccepting)
	limitWider      = rule("B0424", "SRR", "a limit is wider", "")
	limitErrno      = rule("B0425", "R-R", "a broken limit is answered with another errno", "")
	valueKept       = rule("B0426", "RRR", "an argument sets another property or bounds another queue", "")
	valueDeadline   = rule("B0427", "RRR", "a parameter begins or ceases to be the deadline", addBeside)
)

// Handles, and the states of handles and devices.
var (
	handleAdded      = rule("B0501", "SSS", "a handle is new", "")
	handleRemoved    = rule("B0502", "BBB", "a handle is gone", deprecateFirst)
	handleBase       = rule("B0503", "BBB", "a handle has another base", addBeside)
	propertiesAdded  = rule("B0504", "SSS", "a handle has properties now", "")
	propertiesGone   = rule("B0505", "BBB", "a handle has no properties any more", deprecateFirst)
	handleAddresses  = rule("B0506", "RB-", "a handle keeps its addresses in other properties", "")
	handleErrno      = rule("B0507", "RRR", "a handle answers with another errno", "")
	stateAdded       = rule("B0511", "RSR", "a state is new", "")
	stateRemoved     = rule("B0512", "BBB", "a state is gone", deprecateFirst)
	stateNumber      = rule("B0513", "RRB", "a state has another number", keepNumbers)
	firstState       = rule("B0514", "BRB", "another state is the first", "")
	callRefused      = rule("B0515", "BSB", "a call that a state allowed is refused now", keepAccepting)
	callAllowed      = rule("B0516", "SRR", "a call that a state refused is allowed now", "")
	refusalErrno     = rule("B0517", "R-R", "a refused call is answered with another errno", "")
	transitionTo     = rule("B0518", "BRB", "a call or an event leads to another state", "")
	transitionFailed = rule("B0519", "BRB", "a failed call leads to another state", "")
	transitionEnds   = rule("B0520", "RRR", "a call or an event ends other queues", "")
	callBarred       = rule("B0521", "BSB", "a call is refused after another one now", keepAccepting)
	callUnbarred     = rule("B0522", "SRR", "a call is not refused after another one any more", "")
	queueAdded       = rule("B0531", "SR-", "a queue is new", "")
	queueRemoved     = rule("B0532", "BB-", "a queue is gone", "")
	queueKind        = rule("B0533", "BBB", "a queue is of another kind", addBeside)
	queueBound       = rule("B0534", "RR-", "a queue holds more or less", "")
	queueTie         = rule("B0535", "RB-", "another method empties a queue, another event announces it, or what waits has another state", "")
)

// Interfaces, capabilities and methods.
var (
	interfaceAdded    = rule("B0601", "SSS", "an interface is new", "")
	interfaceRemoved  = rule("B0602", "BBB", "an interface is gone", deprecateFirst)
	formChanged       = rule("B0603", "BBR", "an interface has another form", addBeside)
	capabilityAdded   = rule("B0604", "SSS", "a capability is new", "")
	capabilityRemoved = rule("B0605", "BBB", "a capability is gone", deprecateFirst)
	methodAdded       = rule("B0606", "SBR", "an interface gains a method", "put it into a capability, which a device may lack")
	capabilityGains   = rule("B0607", "SBR", "a capability gains a method", "put it into a capability of its own")
	methodRemoved     = rule("B0608", "BBB", "a method or a property is gone", deprecateFirst)
	becomesOptional   = rule("B0609", "BBR", "a method moves from the required part to a capability", addBeside)
	becomesRequired   = rule("B0610", "BBR", "a method moves from a capability to the required part", addBeside)
	changesCapability = rule("B0611", "BBR", "a method moves to another capability", addBeside)
	resolverChanged   = rule("B0612", "RRR", "another method resolves hosts", "")
	mayFailWith       = rule("B0621", "RSR", "a method may fail with an error that it did not have", "callers that tell errors apart do not know it: reuse one of its errors where one fits")
	failsNotWith      = rule("B0622", "SRS", "a method does not fail with an error any more", "")
	canFailChanged    = rule("B0623", "BBB", "a method returns an error that did not, or the reverse", addBeside)
	handleRole        = rule("B0624", "BBB", "a method creates, ends or works on another handle", addBeside)
	methodTakes       = rule("B0625", "RB-", "a method takes from another queue", "")
	methodSnapshot    = rule("B0626", "RB-", "the stub answers a method itself now, or asks the hardware", "")
	methodEndpoint    = rule("B0627", "RB-", "the stub resolves other parameters for the hardware", "")
	hardwareCall      = rule("B0628", "-B-", "another hardware call is behind a method", "keep it with the key hardware")
	methodFirst       = rule("B0629", "RR-", "another method is called before a method", "")
	emitsLess         = rule("B0630", "BSR", "a method emits an event no more", "")
	emitsMore         = rule("B0631", "RRR", "a method emits an event that it did not", "")
	emitsOrder        = rule("B0632", "BRR", "a method emits its events in another order", "")
	callbackForm      = rule("B0633", "B--", "the callback form changed", "")
)

// Events.
var (
	eventAdded      = rule("B0701", "SRR", "an event is new", "")
	firstEvent      = rule("B0702", "SBR", "an interface without events gains one, and with it Subscribe", "")
	eventRemoved    = rule("B0703", "BBB", "an event is gone", deprecateFirst)
	eventMoved      = rule("B0704", "RRR", "an event moves between the required part and a capability", "")
	everyToLatest   = rule("B0705", "BSR", "events that nobody has taken replace one another now", addBeside)
	latestToEvery   = rule("B0706", "RRR", "each event is delivered, where a newer one replaced one that waited", "")
	eventBound      = rule("B0707", "RR-", "more or fewer events may wait", "")
	eventDrops      = rule("B0708", "RS-", "other events are dropped when too many wait", "")
	eventTrigger    = rule("B0709", "RRR", "something else makes an event happen", "")
	orderChanged    = rule("B0710", "BRR", "the order among events changed or is not promised any more", "")
	orderPromised   = rule("B0711", "SRS", "the order among events is promised now", "")
	eventSource     = rule("B0712", "RBR", "an event belongs to another handle or announces another queue", "")
	eventRemoteness = rule("B0713", "RB-", "whether the hardware tells an event changed", "")
)

// What conformance tests take from the description.
var (
	stimulusAdded   = rule("B0801", "-B-", "a stimulus is new", "worlds that embed NoWorld go on compiling")
	stimulusRemoved = rule("B0802", "-R-", "a stimulus is gone", "")
	stimulusChanged = rule("B0803", "-B-", "a stimulus has other parameters or results", addBeside)
	scenarioAdded   = rule("B0804", "SR-", "a promise is new: implementations must keep it too", "")
	scenarioRemoved = rule("B0805", "RS-", "a promise is withdrawn", "")
	scenarioChanged = rule("B0806", "RR-", "a promise changed", "")
)
