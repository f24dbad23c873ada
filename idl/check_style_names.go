package idl

import (
	"regexp"
	"strings"
)

// A manner is a way of writing names.
type manner struct {
	words string // in words
	form  *regexp.Regexp
	mend  func(name string) string // the name in this manner
}

var (
	snakeCase = &manner{"with small letters and underscores", regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`), snakeName}
	camelCase = &manner{"with a capital for each word and no underscore", regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`), goTypeName}
	errorCase = &manner{"with Err and a capital for each word", regexp.MustCompile(`^Err[A-Z0-9][A-Za-z0-9]*$`), sentinelName}
)

// manners says how the names of each kind are written. Of errnos check says it;
// constants and the values of enums often come from elsewhere with their names.
var manners = map[declKind]*manner{
	sentinelDecl:   errorCase,
	enumDecl:       camelCase,
	structDecl:     camelCase,
	handleDecl:     camelCase,
	interfaceDecl:  camelCase,
	capabilityDecl: camelCase,
	fieldDecl:      snakeCase,
	stateDecl:      snakeCase,
	queueDecl:      snakeCase,
	propertyDecl:   snakeCase,
	methodDecl:     snakeCase,
	eventDecl:      snakeCase,
	paramDecl:      snakeCase,
	resultDecl:     snakeCase,
	stimulusDecl:   snakeCase,
	scenarioDecl:   snakeCase,
}

// checkNameStyles reports names that are not written in the manner of their
// kind. What is in an exact interface has the names of whoever made it.
func (l *loader) checkNameStyles() {
	others := map[declaration]bool{}
	for _, i := range l.model.Interfaces {
		if i.Form.Exact {
			i.eachMember(func(_ declKind, d declaration) { others[d] = true })
		}
	}
	eachDecl(l.model, func(kind declKind, d declaration) {
		name, m := d.decl().Name, manners[kind]
		if p, ok := d.(*Param); ok && p.Embedded || m == nil || others[d] || m.form.MatchString(name) {
			return // an embedded field has the name of its type
		}
		diag := l.reportDecl(CodeNameStyle, d, "the %s %s is not written %s", kind, shorten(name), m.words)
		if better := m.mend(name); m.form.MatchString(better) {
			diag.help("write %s", better)
		}
	})
}

func snakeName(name string) string { return strings.ToLower(strings.Join(words(name), "_")) }

func sentinelName(name string) string {
	ws := words(name)
	if len(ws) > 1 && (strings.EqualFold(ws[0], "err") || strings.EqualFold(ws[0], "error")) {
		ws = ws[1:]
	}
	return "Err" + GoName(strings.Join(ws, "_"))
}

// valueManners are the ways of writing the values of an enum; - joins words as _ does.
var valueManners = []*regexp.Regexp{
	regexp.MustCompile(`^[A-Z0-9]+([_-][A-Z0-9]+)*$`),
	regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$`),
	regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`),
	regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`),
}

// checkValueStyles reports the first value of an enum that is not written as
// those before it are.
func (l *loader) checkValueStyles() {
	for _, e := range l.model.Enums {
		left := valueManners
		for _, v := range e.Values {
			var fits []*regexp.Regexp
			for _, m := range left {
				if m.MatchString(v.Name) {
					fits = append(fits, m)
				}
			}
			if len(fits) == 0 && len(e.Values) > 1 {
				l.reportDecl(CodeValueStyle, v, "%s is not written as the other values of %s are", shorten(v.Name), e.Name).
					help("write all in one manner").note(e.Values[0].Pos, "the first of them")
				break
			}
			left = fits
		}
	}
}
