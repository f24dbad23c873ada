package idl

// Lint reads and checks the description at path as Load does, and holds it
// against the rules of style too. A file with errors is not held against them:
// what a rule would say of it may be an echo of an error.
func Lint(path string) Diagnostics {
	_, diags := (&Set{Lint: true}).Load(path)
	return diags
}

// LintSource is Lint for a text that is not, or not yet, in a file, as
// LoadSource is to Load.
func LintSource(name string, text []byte) Diagnostics {
	_, diags := (&Set{Lint: true}).LoadSource(name, text)
	return diags
}

// A Rule is a rule of style. What breaks it is a warning. Package explain tells why the rule is there.
type Rule struct {
	Code  Code
	Title string // what the warning is about, on one line
}

// Rules returns the rules of style, sorted by code.
func Rules() []Rule {
	rules := make([]Rule, len(styleRules))
	for i, r := range styleRules {
		rules[i] = Rule{Code: r.code, Title: r.code.Title()}
	}
	return rules
}

// Switchable reports whether the key allow can switch the code off: the
// warnings, but the one about allow itself.
func (c Code) Switchable() bool {
	return c.Title() != "" && c[0] == 'W' && c != CodeUnusedAllow
}
