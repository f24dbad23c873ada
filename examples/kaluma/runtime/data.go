package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
	"github.com/dop251/goja/file"
)

// data parses a module that is JSON. Text that is none is a *Mistake.
func (m *modules) data(name, text string) (goja.Value, error) {
	parse, ok := goja.AssertFunction(m.vm.Get("JSON").ToObject(m.vm).Get("parse"))
	if !ok {
		return nil, errors.New("JSON.parse is no function: the script has changed it")
	}
	text = strings.TrimPrefix(text, "\ufeff")
	var read any
	var wrong *json.SyntaxError
	if errors.As(json.Unmarshal([]byte(text), &read), &wrong) {
		m.sources[name] = text
		return nil, m.sources.noJSON(name, wrong)
	}
	value, err := parse(goja.Undefined(), m.vm.ToValue(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return value, nil
}

// noJSON makes the mistake of a text that a JSON parser has refused.
func (s sources) noJSON(name string, wrong *json.SyntaxError) *Mistake {
	text := s[name]
	at, message := s.end(name), "SyntaxError: unexpected end of the JSON: a bracket, a brace or a string is not closed"
	if read := int(wrong.Offset) - 1; read >= 0 && read < len(text) && !strings.HasPrefix(wrong.Error(), "unexpected end") {
		before := text[:read]
		found, _ := utf8.DecodeRuneInString(text[read:])
		at.Line = strings.Count(before, "\n") + 1
		at.Column = utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1
		message = fmt.Sprintf("SyntaxError: unexpected %q in JSON", found)
	}
	line := s.line(file.Position{Filename: name, Line: at.Line})
	return &Mistake{Message: message, File: name, Line: at.Line, Column: at.Column, Source: line}
}
