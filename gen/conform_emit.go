package gen

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
)

// A testFile is the file that a test goes to: its name without .go.
type testFile string

// The files of tests, one for each concern.
const (
	errorsFile      testFile = "errors"
	limitsFile      testFile = "limits"
	statesFile      testFile = "states"
	transitionsFile testFile = "transitions"
	contextsFile    testFile = "contexts"
	callbacksFile   testFile = "callbacks"
	deviceFile      testFile = "device"
	atOnceFile      testFile = "at_once"
	scenariosFile   testFile = "scenarios"
)

// testFiles lists the files of tests in the order in which a reader would open them.
var testFiles = []testFile{errorsFile, limitsFile, statesFile, transitionsFile, contextsFile, callbacksFile, deviceFile, atOnceFile, scenariosFile}

// mostScenarios is how many scenarios a file has at the most.
const mostScenarios = 16

// splitConformance returns the files of a conformance package: what a driver's test uses, the list of the tests, what
// they share, and those of each concern of which the description has any.
func splitConformance(p *pkg) []part {
	parts := []part{{name: "conformance", emit: func(f *jen.File) { emitConformance(p, f) }}}
	add := func(name string, wanted func(s *suite) bool, emit func(s *suite, f *jen.File)) {
		var suites []*suite
		for _, i := range p.model.Interfaces {
			if s := p.suite(i); wanted(s) {
				suites = append(suites, s)
			}
		}
		if len(suites) == 0 {
			return
		}
		parts = append(parts, part{name: name, emit: func(f *jen.File) {
			for _, s := range suites {
				emit(s, f)
			}
		}})
	}
	add("world", (*suite).stimulated, (*suite).world)
	add("suite", func(*suite) bool { return true }, (*suite).table)
	add("fixture", (*suite).shares, (*suite).helpers)
	for _, file := range testFiles {
		for n := 0; n < p.chunks(file); n++ {
			name := string(file)
			if n > 0 {
				name += "_" + strconv.Itoa(n+1)
			}
			tests := func(s *suite) []*suiteTest { return s.testsOf(file, n) }
			add(name, func(s *suite) bool { return len(tests(s)) > 0 }, func(s *suite, f *jen.File) { s.testFuncs(f, tests(s)) })
		}
	}
	return parts
}

// chunks returns how many files the tests of a concern become: several for many scenarios, whose length is the
// description's affair.
func (p *pkg) chunks(file testFile) int {
	n := 1
	for _, i := range p.model.Interfaces {
		if file == scenariosFile {
			n = max(n, (len(i.Scenarios)+mostScenarios-1)/mostScenarios)
		}
	}
	return n
}

// testsOf returns the tests that go to the file of a concern, or to the nth of several.
func (s *suite) testsOf(file testFile, n int) []*suiteTest {
	var tests []*suiteTest
	for _, g := range s.groups {
		for _, t := range g.tests {
			if t.file == file {
				tests = append(tests, t)
			}
		}
	}
	if file == scenariosFile {
		return tests[min(n*mostScenarios, len(tests)):min((n+1)*mostScenarios, len(tests))]
	}
	return tests
}

// emitConformance writes what a driver's test uses: Device, its limits, Run.
func emitConformance(p *pkg, f *jen.File) {
	_, name := p.place(Test)
	f.PackageComment("// Package " + name + " holds the conformance tests of " + p.model.Package + ": what its description promises, as tests that")
	f.PackageComment("// every implementation must pass.")
	for _, i := range p.model.Interfaces {
		s := p.suite(i)
		s.device(f)
		s.limits(f)
		s.run(f)
		s.fixtureType(f)
	}
}

// shares reports whether there is anything that tests share.
func (s *suite) shares() bool { return len(s.reached)+len(s.told) > 0 }

// helpers writes what the tests share.
func (s *suite) helpers(f *jen.File) {
	s.calls(f)
	s.reachHelpers(f)
	s.stateHelpers(f)
	s.callLists(f)
	s.capabilities(f)
	s.eventHelpers(f)
}

// testFuncs writes the functions of tests.
func (s *suite) testFuncs(f *jen.File, tests []*suiteTest) {
	for _, t := range tests {
		if t.doc != "" {
			f.Add(comment(strings.Split(strings.TrimSpace(t.doc), "\n")...))
		}
		f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id(t.goFn).Params(jen.Id("t").Op("*").Add(conf("T"))).Block(t.body...)
		f.Line()
	}
}
