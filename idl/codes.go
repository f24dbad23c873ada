package idl

import (
	"maps"
	"slices"
)

// A Code names a kind of diagnostic. It never changes its meaning: E0114 is an
// unknown errno in every version.
type Code string

// Reading the file.
const (
	CodeUnreadable   Code = "E0001"
	CodeTooLarge     Code = "E0002"
	CodeEncoding     Code = "E0003"
	CodeCharacter    Code = "E0004"
	CodeSyntax       Code = "E0005"
	CodeTab          Code = "E0006"
	CodeEmpty        Code = "E0007"
	CodeTooManyNodes Code = "E0008"
	CodeTooDeep      Code = "E0009"
	CodeDocuments    Code = "E0010"
	CodeTag          Code = "E0011"
	CodeMergeKey     Code = "E0012"
	CodeTooMany      Code = "E0013"
)

// Names, and what they name.
const (
	CodeDuplicate       Code = "E0101"
	CodeSameGoName      Code = "E0102"
	CodeBadName         Code = "E0103"
	CodeBadPackage      Code = "E0104"
	CodeBadGoName       Code = "E0105"
	CodeUnknownType     Code = "E0110"
	CodeBadType         Code = "E0111"
	CodeUnknownImport   Code = "E0112"
	CodeBadImport       Code = "E0113"
	CodeUnknownErrno    Code = "E0114"
	CodeUnknownError    Code = "E0115"
	CodeUnknownMethod   Code = "E0116"
	CodeUnknownEvent    Code = "E0117"
	CodeUnknownState    Code = "E0118"
	CodeUnknownParam    Code = "E0119"
	CodeUnknownProperty Code = "E0120"
	CodeUnknownQueue    Code = "E0121"
	CodeUnknownValue    Code = "E0122"
	CodeUnknownHandle   Code = "E0123"
	CodeUnknownStimulus Code = "E0124"
	CodeUnknownStep     Code = "E0125"
	CodeUnknownShown    Code = "E0126"
)

// The shape of the file.
const (
	CodeUnknownKey   Code = "E0201"
	CodeMissingKey   Code = "E0202"
	CodeWrongKind    Code = "E0203"
	CodeDuplicateKey Code = "E0204"
	CodeVersion      Code = "E0205"
	CodeWord         Code = "E0206"
	CodeExclusive    Code = "E0207"
	CodeNothing      Code = "E0208"
	CodeAllowCode    Code = "E0220"
	CodeAllowReason  Code = "E0221"
)

// Values and limits.
const (
	CodeLinuxErrno     Code = "E0301"
	CodeOwnErrno       Code = "E0302"
	CodeDuplicateValue Code = "E0303"
	CodeLimitType      Code = "E0304"
	CodeLimits         Code = "E0305"
	CodeDefault        Code = "E0306"
	CodeDefaultLimit   Code = "E0307"
	CodeBase           Code = "E0308"
	CodeValue          Code = "E0309"
	CodeRange          Code = "E0310"
	CodeOneOf          Code = "E0311"
	CodeFlagBits       Code = "E0312"
	CodeGoType         Code = "E0313"
	CodeEmbedded       Code = "E0314"
	CodeRecursive      Code = "E0315"
	CodeOut            Code = "E0316"
	CodeSince          Code = "E0317"
)

// Methods, events, handles and interfaces.
const (
	CodeNoHandle      Code = "E0401"
	CodeCreates       Code = "E0402"
	CodeTakes         Code = "E0403"
	CodeTransition    Code = "E0404"
	CodeStateUnspoken Code = "E0405"
	CodeSnapshot      Code = "E0406"
	CodeEndpoint      Code = "E0407"
	CodeSets          Code = "E0408"
	CodeQueueTie      Code = "E0409"
	CodeResolver      Code = "E0410"
	CodeOrder         Code = "E0411"
	CodeForm          Code = "E0412"
	CodeUnlisted      Code = "E0413"
	CodeFailure       Code = "E0414"
	CodeAddress       Code = "E0415"
	CodeBound         Code = "E0416"
	CodeShared        Code = "E0417"
	CodeDeadline      Code = "E0418"
	CodeEventValue    Code = "E0419"
)

// Scenarios.
const (
	CodeStepKind   Code = "E0501"
	CodeStepKey    Code = "E0502"
	CodeMissingArg Code = "E0503"
	CodeArgType    Code = "E0504"
	CodeStepName   Code = "E0505"
	CodeJoin       Code = "E0506"
	CodePath       Code = "E0507"
)

// Style.
const (
	CodeNoDoc         Code = "W0601"
	CodeDocStart      Code = "W0602"
	CodeDocEnd        Code = "W0603"
	CodeNameStyle     Code = "W0604"
	CodeValueStyle    Code = "W0605"
	CodeEventOrder    Code = "W0606"
	CodeLoneOrder     Code = "W0607"
	CodeUnusedErrno   Code = "W0608"
	CodeUnusedError   Code = "W0609"
	CodeUnusedType    Code = "W0610"
	CodeUnusedImport  Code = "W0611"
	CodeNeverCreated  Code = "W0612"
	CodeNeverEnded    Code = "W0613"
	CodeUnreached     Code = "W0614"
	CodeNoInvalid     Code = "W0615"
	CodeSecret        Code = "W0616"
	CodeUnit          Code = "W0617"
	CodeNoReplacement Code = "W0618"
	CodeDeprecated    Code = "W0619"
	CodeUnusedAllow   Code = "W0620"
	CodeZeroDefault   Code = "W0621"
)

// codeTitles says of each code, on one line, what it is about.
var codeTitles = map[Code]string{
	CodeUnreadable:   "the file cannot be read",
	CodeTooLarge:     "the file is too large",
	CodeEncoding:     "the text is not UTF-8",
	CodeCharacter:    "a character that YAML or an editor would not show",
	CodeSyntax:       "a YAML syntax error",
	CodeTab:          "a tab in the indentation",
	CodeEmpty:        "the file holds no description",
	CodeTooManyNodes: "too many values, aliases counted each time",
	CodeTooDeep:      "nested too deep",
	CodeDocuments:    "more than one YAML document in a file",
	CodeTag:          "an explicit YAML tag",
	CodeMergeKey:     "a YAML merge key",
	CodeTooMany:      "more faults than are told",

	CodeDuplicate:       "a name declared twice",
	CodeSameGoName:      "two names that are the same in Go",
	CodeBadName:         "a name that cannot be one",
	CodeBadPackage:      "a package name that cannot be one",
	CodeBadGoName:       "a Go name that cannot be one",
	CodeUnknownType:     "an unknown type",
	CodeBadType:         "a type that is written wrongly",
	CodeUnknownImport:   "a type of a description that is not imported",
	CodeBadImport:       "an import that cannot be loaded",
	CodeUnknownErrno:    "an unknown errno",
	CodeUnknownError:    "an unknown error",
	CodeUnknownMethod:   "an unknown method",
	CodeUnknownEvent:    "an unknown event",
	CodeUnknownState:    "an unknown state",
	CodeUnknownParam:    "an unknown parameter",
	CodeUnknownProperty: "an unknown property of a handle",
	CodeUnknownQueue:    "an unknown queue",
	CodeUnknownValue:    "an unknown value of an enum",
	CodeUnknownHandle:   "an unknown handle",
	CodeUnknownStimulus: "an unknown stimulus",
	CodeUnknownStep:     "a reference to no earlier step",
	CodeUnknownShown:    "a scenario shows what is not there",

	CodeUnknownKey:   "an unknown key",
	CodeMissingKey:   "a key is missing",
	CodeWrongKind:    "a value of the wrong kind",
	CodeDuplicateKey: "a key that stands twice",
	CodeVersion:      "an unsupported version of the language",
	CodeWord:         "a word that is not one of the words for this key",
	CodeExclusive:    "keys that exclude each other",
	CodeNothing:      "an empty list or mapping where there must be something",
	CodeAllowCode:    "an allow of what cannot be switched off",
	CodeAllowReason:  "an allow without its reason",

	CodeLinuxErrno:     "a Linux errno with a number that is not Linux's",
	CodeOwnErrno:       "an errno of one's own with a number of Linux's",
	CodeDuplicateValue: "a value that two names have",
	CodeLimitType:      "a limit that the type cannot have",
	CodeLimits:         "limits that nothing can satisfy",
	CodeDefault:        "a default that is not of the type",
	CodeDefaultLimit:   "a default outside the limits",
	CodeBase:           "a base type that cannot be one",
	CodeValue:          "a value that is not of its type",
	CodeRange:          "a number that does not fit its type",
	CodeOneOf:          "oneof without a sensible list",
	CodeFlagBits:       "a flag that is not one bit",
	CodeGoType:         "a Go type that is written wrongly",
	CodeEmbedded:       "an embedded field that cannot be one",
	CodeRecursive:      "a struct that contains itself",
	CodeOut:            "an out parameter that cannot be one",
	CodeSince:          "what is older than that which it belongs to",

	CodeNoHandle:      "a method without the handle that a key needs",
	CodeCreates:       "creates without a new handle as the first result",
	CodeTakes:         "takes without a place for what is taken",
	CodeTransition:    "a transition that contradicts itself or another",
	CodeStateUnspoken: "a state in which a method's answer is not told",
	CodeSnapshot:      "snapshot without the handle's properties",
	CodeEndpoint:      "an endpoint that is not a host and a port",
	CodeSets:          "an argument that the property cannot keep",
	CodeQueueTie:      "a queue and a method or event that name different partners",
	CodeResolver:      "a resolver that does not turn a name into an address",
	CodeOrder:         "two events of a trigger in the same place",
	CodeForm:          "what the form of the interface cannot say",
	CodeUnlisted:      "an errno that the method does not list",
	CodeFailure:       "a failure value that the method cannot have",
	CodeAddress:       "local or remote is not an address and a port",
	CodeBound:         "a bound that bounds nothing",
	CodeShared:        "methods that cannot share a hardware call",
	CodeDeadline:      "a deadline that no call can keep",
	CodeEventValue:    "a value of an event that nothing tells",

	CodeStepKind:   "a step that is not exactly one thing",
	CodeStepKey:    "a key that this kind of step does not have",
	CodeMissingArg: "an argument is missing",
	CodeArgType:    "a value that is not of the parameter's type",
	CodeStepName:   "a name that two steps have",
	CodeJoin:       "a join without its asynchronous call, or the reverse",
	CodePath:       "a path to no field",

	CodeNoDoc:         "a declaration without a doc",
	CodeDocStart:      "a doc that does not start with the name, as Go docs do",
	CodeDocEnd:        "a doc that does not end with a full stop",
	CodeNameStyle:     "a name that is not written as others of its kind are",
	CodeValueStyle:    "values of one enum that are written in several manners",
	CodeEventOrder:    "an event without a place among those of its trigger",
	CodeLoneOrder:     "an order among events where there is one event",
	CodeUnusedErrno:   "an errno that nothing fails with",
	CodeUnusedError:   "an error that nothing fails with",
	CodeUnusedType:    "a type that is never used",
	CodeUnusedImport:  "an import that is never used",
	CodeNeverCreated:  "a handle that nothing creates",
	CodeNeverEnded:    "a handle that nothing ends",
	CodeUnreached:     "a state that nothing leads to",
	CodeNoInvalid:     "a method that cannot say that its handle is not open",
	CodeSecret:        "what looks like a secret and is not sensitive",
	CodeUnit:          "a number whose name holds its unit",
	CodeNoReplacement: "deprecated without what to use instead",
	CodeDeprecated:    "a deprecated declaration that is used",
	CodeUnusedAllow:   "an allow of a warning that is not there",
	CodeZeroDefault:   "a default that takes the place of an allowed 0",
}

// Title says on one line what the code is about.
func (c Code) Title() string { return codeTitles[c] }

// Codes returns every code, sorted.
func Codes() []Code { return slices.Sorted(maps.Keys(codeTitles)) }
