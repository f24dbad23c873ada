package runtime

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
)

// What stands around a module's text, as in CommonJS. The first line begins behind the head.
const (
	moduleHead = "(function (exports, require, module, __filename, __dirname) {"
	moduleFoot = "\n})"
)

// sources are the texts that were compiled, by the name that positions have.
type sources map[string]string

// compile compiles a module's text to the function around it. A syntax error is a *Mistake.
func (s sources) compile(name, text string) (*goja.Program, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	if strings.HasPrefix(text, "#!") {
		text = "//" + text[2:] // of the same length: columns stay
	}
	s[name] = text
	tree, err := parser.ParseFile(nil, name, moduleHead+text+moduleFoot, 0, parser.WithDisableSourceMaps)
	var errs parser.ErrorList
	if errors.As(err, &errs) && len(errs) > 0 {
		return nil, s.syntax(errs[0].Message, tokenAt(moduleHead+text+moduleFoot, errs[0]))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := s.whole(tree); err != nil {
		return nil, err
	}
	program, err := goja.CompileAST(tree, false)
	var wrong *goja.CompilerSyntaxError
	if errors.As(err, &wrong) && wrong.File != nil {
		return nil, s.syntax(wrong.Message, wrong.File.Position(wrong.Offset))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return program, nil
}

// whole checks that the text does not end the function around it.
func (s sources) whole(tree *ast.Program) error {
	statement, ok := tree.Body[0].(*ast.ExpressionStatement)
	if !ok {
		return s.syntax("Unexpected token", tree.File.Position(int(tree.Body[0].Idx0())-1))
	}
	if f, ok := statement.Expression.(*ast.FunctionLiteral); !ok || len(tree.Body) != 1 {
		end := statement.Expression.Idx1()
		if ok {
			end = f.Body.RightBrace
		}
		return s.syntax("Unexpected token }", tree.File.Position(int(end)-1))
	}
	return nil
}

// tokenAt returns where the token is that a parser's error names. goja gives the place of the next one where the token ends
// a list.
func tokenAt(text string, err *parser.Error) file.Position {
	at := err.Position
	token, named := strings.CutPrefix(err.Message, "Unexpected token ")
	lines := strings.SplitAfter(text, "\n")
	if !named || at.Line < 1 || at.Line > len(lines) {
		return at
	}
	line := lines[at.Line-1]
	before := line[:min(max(at.Column-1, 0), len(line))]
	if strings.HasPrefix(line[len(before):], token) {
		return at
	}
	for row := at.Line; row >= 1; row-- {
		if row < at.Line {
			before = lines[row-1]
		}
		if i := strings.LastIndex(before, token); i >= 0 {
			at.Line, at.Column = row, i+1
			return at
		}
	}
	return at
}

// place returns where a position of compiled text is in the module's own text: the column in characters, where goja counts
// bytes.
func (s sources) place(p file.Position) file.Position {
	if _, ok := s[p.Filename]; ok && p.Line == 1 {
		p.Column -= len(moduleHead)
	}
	line := s.line(p)
	p.Column = utf8.RuneCountInString(line[:min(max(p.Column-1, 0), len(line))]) + 1
	return p
}

// line returns a line of a text.
func (s sources) line(p file.Position) string {
	lines := strings.Split(s[p.Filename], "\n")
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[p.Line-1], "\r")
}

// syntax makes the mistake of text that is no JavaScript.
func (s sources) syntax(message string, at file.Position) *Mistake {
	if at.Line > strings.Count(s[at.Filename], "\n")+1 {
		at, message = s.end(at.Filename), "unexpected end of the file: a bracket or a brace is not closed"
	} else {
		at = s.place(at)
	}
	message = strings.TrimPrefix(message, "SyntaxError: ")
	line := s.line(at)
	if quote := charAt(line, at.Column); message == "Unexpected token ILLEGAL" && quote != "" && strings.Contains("\"'`", quote) {
		message = "a string is not closed: the " + quote + " at its end is missing"
	}
	if word := strings.TrimSpace(line); strings.HasPrefix(word, "import ") || strings.HasPrefix(word, "export ") {
		message += " (modules are taken with require, and given by exports)"
	}
	return &Mistake{Message: "SyntaxError: " + message, File: at.Filename, Line: at.Line, Column: at.Column, Source: line}
}

// end returns the place behind the last line of a text that has something in it.
func (s sources) end(name string) file.Position {
	text := strings.TrimRight(s[name], " \t\r\n")
	at := file.Position{Filename: name, Line: strings.Count(text, "\n") + 1}
	at.Column = utf8.RuneCountInString(s.line(at)[:len(text)-strings.LastIndex(text, "\n")-1]) + 1
	return at
}

// charAt returns the character in a column of a line, or nothing.
func charAt(line string, column int) string {
	characters := []rune(line)
	if column < 1 || column > len(characters) {
		return ""
	}
	return string(characters[column-1])
}
