package recording

import (
	"encoding/base64"
	"errors"
	"math"
	"strconv"

	"drivergen/driver"
)

// values reads an object of values.
func (p *parser) values(s *scanner) ([]Value, error) {
	list := []Value{}
	err := s.object(func(name []byte) error {
		v := Value{Name: p.name(name)}
		if err := p.value(s, &v); err != nil {
			return err
		}
		list = append(list, v)
		return nil
	})
	return list, err
}

// value reads an object that tells a value and its kind.
func (p *parser) value(s *scanner, v *Value) error {
	start, known := s.at, false
	err := s.object(func(name []byte) (err error) {
		if kind, ok := kindOf(name); ok {
			if known {
				return errors.New("want one kind of value, found " + KindName(v.Kind) + " and " + KindName(kind))
			}
			known, v.Kind = true, kind
			return p.kind(s, v)
		}
		switch string(name) {
		case "text":
			var text string
			text, err = s.string()
			v.Data = []byte(text)
		case "data":
			v.Data, err = s.base64()
		case "type":
			v.Type, err = p.word(s)
		case "errno":
			_, err = s.string()
		case "number":
			err = p.numberOf(s, v)
		default:
			err = s.skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	if !known {
		s.at = start
		return errors.New("a value of no kind that this program knows: update drivergen")
	}
	return v.settle()
}

// kind reads what stands behind the name of a value's kind.
func (p *parser) kind(s *scanner, v *Value) (err error) {
	switch v.Kind {
	case driver.BoolKind:
		var set bool
		set, err = s.bool()
		v.Text = strconv.FormatBool(set)
	case driver.IntKind:
		var n int64
		n, err = s.int(64)
		v.Text = strconv.FormatInt(n, 10)
	case driver.UintKind:
		v.Text, err = s.uint()
	case driver.FloatKind:
		v.Text, err = s.float()
	case driver.BytesKind:
		v.Len, err = s.count()
	case driver.DurationKind:
		d, derr := s.duration()
		v.Text, err = d.String(), derr
	case driver.ListKind:
		err = s.array(func() error {
			var elem Value
			err := p.value(s, &elem)
			v.Fields = append(v.Fields, elem)
			return err
		})
		v.Len = len(v.Fields)
	case driver.GroupKind:
		v.Fields, err = p.values(s)
	case driver.NilKind, driver.FuncKind, driver.RedactedKind:
		_, err = s.bool()
	default:
		v.Text, err = s.string()
	}
	return err
}

// numberOf reads an error's number, or the number behind a name.
func (p *parser) numberOf(s *scanner, v *Value) error {
	word, err := s.number()
	if err != nil {
		return err
	}
	v.Number = string(word)
	return nil
}

// settle puts what the members have told where an Entry has it.
func (v *Value) settle() error {
	switch v.Kind {
	case driver.BytesKind:
		if len(v.Data) > v.Len {
			return errors.New("a payload of " + strconv.Itoa(v.Len) + " bytes with " + strconv.Itoa(len(v.Data)) + " of them")
		}
	case driver.StringKind, driver.AnyKind:
		if v.Data != nil { // no UTF-8
			v.Text, v.Data = string(v.Data), nil
		}
	case driver.ErrorKind:
		if v.Number != "" {
			n, err := strconv.ParseInt(v.Number, 10, 32)
			if err != nil {
				return errors.New("want an error's number of 32 bits")
			}
			v.Errno, v.Number = driver.Errno(n), ""
		}
	}
	return nil
}

// uint reads an integer without a sign.
func (s *scanner) uint() (string, error) {
	start := s.at
	word, err := s.number()
	if err != nil {
		return "", err
	}
	if _, err := strconv.ParseUint(string(word), 10, 64); err != nil {
		s.at = start
		return "", errors.New("want an integer of 64 bits without a sign")
	}
	return string(word), nil
}

// float reads a number, or the text of what JSON has no number for.
func (s *scanner) float() (string, error) {
	start := s.at
	if s.peek() == '"' {
		text, err := s.string()
		if err != nil {
			return "", err
		}
		if f, err := strconv.ParseFloat(text, 64); err == nil && (math.IsNaN(f) || math.IsInf(f, 0)) {
			return strconv.FormatFloat(f, 'g', -1, 64), nil
		}
		s.at = start
		return "", errors.New(`want a number, "NaN", "+Inf" or "-Inf"`)
	}
	word, err := s.number()
	if err != nil {
		return "", err
	}
	f, err := strconv.ParseFloat(string(word), 64)
	if err != nil {
		s.at = start
		return "", errors.New("want a number of 64 bits")
	}
	return strconv.FormatFloat(f, 'g', -1, 64), nil
}

// base64 reads bytes (RFC 4648, section 4).
func (s *scanner) base64() ([]byte, error) {
	start := s.at
	text, err := s.stringBytes()
	if err != nil {
		return nil, err
	}
	data, err := base64.StdEncoding.AppendDecode([]byte{}, text)
	if err != nil {
		s.at = start
		return nil, errors.New("want Base64")
	}
	return data, nil
}
