package idl

import (
	"bytes"
	"io"
	"regexp"
	"sort"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlMessage takes apart what yaml.v3 says: "yaml: line 4: did not find expected key".
var yamlMessage = regexp.MustCompile(`^yaml: (?:line \d+: )?(.*)$`)

// bracketType matches a type that is written as Go or another language does, with square brackets, in braces.
var bracketType = regexp.MustCompile(`[:,]\s+(\[\]\w+|\w+\[\]|(?:list|optional)\[\w+\])`)

func yamlErrorText(err error) string {
	if m := yamlMessage.FindStringSubmatch(err.Error()); m != nil {
		return m[1]
	}
	return err.Error()
}

// syntaxError reports an error of the YAML parser. yaml.v3 often names the line
// where the collection around the error starts, or none, so the place is found
// here: the parser reads from the start to the end, so the error is in the last
// line of the shortest beginning of the file that gives the same error.
func (l *loader) syntaxError(text []byte, err error) {
	what := yamlErrorText(err)
	lines := l.src.lines
	fails := func(n int) bool {
		var doc yaml.Node
		err := yaml.Unmarshal([]byte(strings.Join(lines[:n], "\n")+"\n"), &doc)
		return err != nil && yamlErrorText(err) == what
	}
	n := firstFailure(lineReached(text), len(lines), fails)
	for n > 1 && isBlank(lines[n-1]) {
		n--
	}
	line := lines[n-1]
	indent := len(line) - len(strings.TrimLeft(line, " \t"))
	code, pos, length := CodeSyntax, Pos{File: l.name, Line: n, Col: indent + 1}, max(1, len(strings.TrimRight(line[indent:], " \t")))

	message, help := what, "check the indentation, the quotes and the brackets"
	switch {
	case strings.Contains(line[:indent], "\t"):
		code, message, help = CodeTab, "a tab in the indentation", "indent with spaces"
		pos.Col, length = strings.IndexByte(line, '\t')+1, 1
	case strings.HasPrefix(what, "unknown anchor"):
		message, help = "nothing is called "+between(what, "'")+" by an anchor (&) before this alias", "declare it first, or quote the value if it is text"
		if i := strings.Index(line, "*"+between(what, "'")); i >= 0 {
			pos.Col, length = i+1, 1+len(between(what, "'"))
		}
	case what == "mapping values are not allowed in this context":
		message, help = "a mapping cannot start here", "put a text that holds ': ' in quotes, or check the indentation"
		if i := strings.Index(line, ": "); i >= 0 {
			if j := strings.Index(line[i+1:], ": "); j >= 0 {
				i += 1 + j
			}
			pos.Col, length = i+1, 1
		}
	case what == "found character that cannot start any token":
		message, help = "a text cannot start with this character", "put the text in quotes"
		if i := strings.IndexAny(line, "@`%"); i >= 0 {
			pos.Col, length = i+1, 1
		}
	case what == "found unexpected end of stream":
		message, help = "a quote is never closed", "close it"
		if i := openQuote(line); i >= 0 {
			pos.Col, length = i+1, 1
		}
	case what == "found unknown escape character":
		message, help = "an unknown escape in double quotes", `write \\ for a backslash, or use single quotes`
		if i := unknownEscape(line); i >= 0 {
			pos.Col, length = i+1, 2
		}
	case what == "did not find expected hexdecimal number":
		message, help = "an escape in double quotes lacks its hexadecimal digits", `write \x and two, \u and four or \U and eight, or \\ for a backslash`
	case what == "found incompatible YAML document":
		message, help = "this line asks for a version of YAML that is not read", "remove it"
	case what == "could not find expected ':'":
		message, help = "a key has no colon behind it", "write key: value, or put a text of several lines in quotes"
	case what == "did not find expected node content":
		message, help = "a value is missing", "remove the comma that is too many, and close every bracket"
	case what == "block sequence entries are not allowed in this context":
		message, help = "a list cannot start here", "start it on the next line, or write [a, b]"
	case what == "did not find expected alphabetic or numeric character":
		message, help = "an alias (*) or an anchor (&) has no name", "put a text that starts with * or & in quotes"
	case what == "did not find expected key" || what == "did not find expected '-' indicator":
		message, help = "this line does not fit the lines before it", "check the indentation and the quotes"
	case strings.HasPrefix(what, "did not find expected ',' or"):
		message, help = "a comma or a closing bracket is missing", "put a text that holds ': ' or a quote in double quotes, and close every bracket"
		if at := bracketType.FindStringSubmatchIndex(line); at != nil {
			written := line[at[2]:at[3]]
			message, pos.Col, length = written+" is not how a type is written", at[2]+1, len(written)
			help = "write " + fromGo(written)
			break
		}
		if p, opened, ok := l.flowFault(n); ok {
			d := l.reportAt(code, p, 1, "%s", message).help("%s", help)
			if opened != p {
				d.note(opened, "the bracket that is open here")
			}
			return
		}
	}
	l.reportAt(code, pos, length, "%s", message).help("%s", help)
}

// A slowReader gives one byte at a time, so that how many were asked for tells
// how far a parser has come.
type slowReader struct {
	text []byte
	read int
}

func (r *slowReader) Read(p []byte) (int, error) {
	if r.read == len(r.text) || len(p) == 0 {
		return 0, io.EOF
	}
	p[0] = r.text[r.read]
	r.read++
	return 1, nil
}

// lineReached returns the line at which the parser gives up; it reads a little ahead.
func lineReached(text []byte) int {
	r := &slowReader{text: text}
	var doc yaml.Node
	for dec := yaml.NewDecoder(r); dec.Decode(&doc) == nil; {
	}
	return 1 + bytes.Count(text[:r.read], []byte("\n"))
}

// firstFailure returns the least n for which fails is true, up to last. It is
// near guess, where it looks first, for each look costs a parse.
func firstFailure(guess, last int, fails func(int) bool) int {
	high, step := min(guess, last), 1
	for high-step >= 1 && fails(high-step) {
		high -= step
		step *= 2
	}
	low := max(1, high-step)
	return low + sort.Search(high-low, func(i int) bool { return fails(low + i) })
}

// between returns the part of s between the first two marks.
func between(s, mark string) string {
	parts := strings.SplitN(s, mark, 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[1]
}

// openQuote returns where in line a quoted text starts that does not end there, or -1.
func openQuote(line string) int {
	for i := 0; i < len(line); i++ {
		if q := line[i]; (q == '"' || q == '\'') && startsValue(line[:i]) {
			end := closingQuote(line[i+1:], q)
			if end < 0 {
				return i
			}
			i += 1 + end
		}
	}
	return -1
}

// unknownEscape returns where in line a backslash stands before a character that
// YAML has no escape for (YAML 1.2, 5.7), or -1.
func unknownEscape(line string) int {
	for i := 0; i+1 < len(line); i++ {
		if line[i] != '\\' {
			continue
		}
		if !strings.ContainsRune("0abt\tnvfre \"/\\N_LPxuU'", rune(line[i+1])) {
			return i
		}
		i++
	}
	return -1
}

// startsValue reports whether a value can start after before.
func startsValue(before string) bool {
	before = strings.TrimRight(before, " \t")
	return before == "" || strings.ContainsRune(":,[{-?", rune(before[len(before)-1]))
}

// closingQuote returns where in s the quote q ends a text, or -1.
func closingQuote(s string, q byte) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && q == '"':
			i++
		case s[i] == q && q == '\'' && i+1 < len(s) && s[i+1] == q:
			i++
		case s[i] == q:
			return i
		}
	}
	return -1
}

// flowFault finds the likely fault in a collection in brackets that starts at
// or before line n: a second ': ' in one entry, text after a quoted one, else the innermost bracket that
// is not closed. It returns the innermost open bracket too.
func (l *loader) flowFault(n int) (fault, opened Pos, ok bool) {
	type bracket struct {
		pos   Pos
		colon bool
	}
	var open []bracket
	for ; n > 1 && !strings.ContainsAny(l.src.line(n), "{["); n-- {
	}
	for ; n <= len(l.src.lines); n++ {
		line := l.src.line(n)
		for i := 0; i < len(line); i++ {
			pos := Pos{File: l.name, Line: n, Col: i + 1}
			switch c := line[i]; {
			case c == '#' && (i == 0 || line[i-1] == ' '):
				i = len(line)
			case (c == '"' || c == '\'') && startsValue(line[:i]):
				end := closingQuote(line[i+1:], c)
				if end < 0 {
					return pos, pos, len(open) > 0
				}
				i += 1 + end
				if after := strings.TrimLeft(line[i+1:], " \t"); after != "" && !strings.ContainsRune(",:]}#", rune(after[0])) && len(open) > 0 {
					return Pos{File: l.name, Line: n, Col: i + 2}, open[len(open)-1].pos, true
				}
			case c == '{' || c == '[':
				open = append(open, bracket{pos: pos})
			case len(open) == 0:
			case c == '}' || c == ']':
				open = open[:len(open)-1]
			case c == ',':
				open[len(open)-1].colon = false
			case c == ':' && (i+1 == len(line) || strings.IndexByte(" ,}]", line[i+1]) >= 0):
				top := &open[len(open)-1]
				if top.colon {
					return pos, top.pos, true
				}
				top.colon = true
			}
		}
		if len(open) == 0 {
			return Pos{}, Pos{}, false
		}
	}
	last := open[len(open)-1].pos
	return last, last, true
}
