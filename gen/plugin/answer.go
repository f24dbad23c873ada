package plugin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// decode reads and checks an answer.
func decode(text []byte) (*Response, error) {
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return nil, errors.New("it wrote nothing to its standard output, where its answer belongs")
	case !utf8.Valid(text):
		return nil, errors.New("its answer is not UTF-8")
	}
	// The version first: what an answer of another version holds is not this one's to judge.
	var version struct {
		Drivergen *int `json:"drivergen"`
	}
	if err := json.Unmarshal(text, &version); err != nil {
		return nil, badJSON(text, err)
	}
	switch {
	case version.Drivergen == nil:
		return nil, fmt.Errorf(`its answer lacks the key "drivergen", the version of the protocol: %d`, Version)
	case *version.Drivergen != Version:
		return nil, fmt.Errorf("it answers in version %d of the protocol, and this drivergen speaks version %d", *version.Drivergen, Version)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var r Response
	if err := decoder.Decode(&r); err != nil {
		return nil, badJSON(text, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows its answer, at byte %d", decoder.InputOffset())
	}
	return &r, errors.Join(checkFiles(r.Files), checkDiagnostics(r.Diagnostics))
}

// badJSON tells what is wrong with an answer, and how it begins: a program that prints something
// else to its standard output is the usual cause.
func badJSON(text []byte, err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && wrong.Field != "" {
		return fmt.Errorf("its answer is not that of a plugin: %s is a %s", wrong.Field, wrong.Value)
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("its answer has the key %s, which the protocol does not know", field)
	}
	const most = 40
	begin := string(text)
	if runes := []rune(begin); len(runes) > most {
		begin = string(runes[:most]) + "…"
	}
	return fmt.Errorf("its answer is not the JSON of a plugin: %s; it begins with %q", strings.TrimPrefix(err.Error(), "json: "), begin)
}

func checkFiles(files []File) error {
	var errs []error
	seen := map[string]string{}
	for _, f := range files {
		if err := checkPath(f.Path); err != nil {
			errs = append(errs, err)
			continue
		}
		folded := strings.ToLower(f.Path)
		switch first, twice := seen[folded]; {
		case twice && first == f.Path:
			errs = append(errs, fmt.Errorf("it makes %s twice", f.Path))
		case twice:
			errs = append(errs, fmt.Errorf("it makes %s and %s, which are one file on some systems", first, f.Path))
		}
		seen[folded] = f.Path
	}
	return errors.Join(errs...)
}

func checkDiagnostics(diagnostics []Diagnostic) error {
	var errs []error
	for i, d := range diagnostics {
		switch {
		case d.Severity != "error" && d.Severity != "warning":
			errs = append(errs, fmt.Errorf("diagnostics[%d] has the severity %q, which is neither error nor warning", i, d.Severity))
		case strings.TrimSpace(d.Message) == "":
			errs = append(errs, fmt.Errorf("diagnostics[%d] has no message", i))
		case d.Line < 0 || d.Column < 0:
			errs = append(errs, fmt.Errorf("diagnostics[%d] has a negative place", i))
		}
	}
	return errors.Join(errs...)
}
