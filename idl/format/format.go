// Package format prints descriptions in one form: keys in the order of the docs, two
// spaces of indentation, a blank line between the sections, and quotes where YAML needs
// them. Comments stay, and so do the author's choice of flow or block style, the folding
// of long texts and single blank lines.
package format

import (
	"bytes"
	"errors"
	"fmt"

	"gopkg.in/yaml.v3"

	"drivergen/idl"
)

// An InvalidError is the error of a text that is not a description.
type InvalidError struct{ Diagnostics idl.Diagnostics }

// Error returns the first diagnostic.
func (e *InvalidError) Error() string { return e.Diagnostics[0].Error() }

// A LayoutError is the error of a text that is laid out in a manner of YAML's that
// cannot be kept.
type LayoutError struct {
	File string
	Line int // 0 where no line is to blame
	What string
}

// Error tells the place and what is not understood.
func (e *LayoutError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.What)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What)
}

// Source returns the description text in its one form. Where text is not a
// description the error is an InvalidError, whose diagnostics call it name; where the
// form could not keep what it means and every comment it is a LayoutError.
func Source(name string, text []byte) ([]byte, error) {
	root, diags := idl.Document(name, text)
	if root == nil {
		return nil, &InvalidError{diags}
	}
	text = normalized(text)
	// Keys that are put in order may part an alias from its anchor; what then does not mean
	// the same keeps its order.
	for _, ordered := range []bool{true, false} {
		doc, err := build(text, root)
		if err != nil {
			var layout *LayoutError
			if errors.As(err, &layout) {
				layout.File = name
			}
			return nil, err
		}
		comments := doc.comments
		if ordered {
			doc.order()
		}
		formatted := doc.print()
		if len(formatted) > idl.MaxFileSize {
			return nil, &LayoutError{File: name, What: fmt.Sprintf("it would be larger than %d bytes when formatted", idl.MaxFileSize)}
		}
		if settled, ok := settle(name, root, comments, formatted, ordered); ok {
			return settled, nil
		}
	}
	return nil, &LayoutError{File: name, What: "it cannot be formatted: what comes out would not say the same"}
}

// normalized returns text with LF line ends, a final one, and without a byte order mark.
func normalized(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if !bytes.HasSuffix(text, []byte("\n")) {
		text = append(bytes.Clone(bytes.TrimSuffix(text, []byte("\r"))), '\n')
	}
	return text
}

// settling is how often what comes out is formatted again until nothing changes: a comment
// that moves to a line of its own may let the line that it left move too.
const settling = 4

// settle formats a formatted text again until nothing changes. It reports false where that
// does not come to an end, or where the text does not mean what root does or does not have the same comments.
func settle(name string, root *yaml.Node, comments []string, formatted []byte, ordered bool) ([]byte, bool) {
	for range settling {
		again, diags := idl.Document(name, formatted)
		if again == nil || diags.HasErrors() {
			return nil, false
		}
		doc, err := build(formatted, again)
		if err != nil || !sameComments(comments, doc.comments) || !equal(root, again) {
			return nil, false
		}
		if ordered {
			doc.order()
		}
		next := doc.print()
		if bytes.Equal(next, formatted) {
			return formatted, true
		}
		formatted = next
	}
	return nil, false
}
