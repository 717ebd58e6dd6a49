package rules

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"whyrst/extract/fact"
)

// ParseRow reads a row of facts from text, for tests of rules and for examples: one "column = value" a line,
// values as predicates write them (5s, 64KiB, abort, true), addresses bare, text bare or quoted as in Go, # for comments. What is
// not named is unknown where it can be, else zero. name is for messages; all mistakes are returned.
func ParseRow(name, text string) (r fact.Reset, errs Errors) {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		col, value, ok := strings.Cut(line, "=")
		err := fmt.Errorf(`"column = value" expected`)
		if ok {
			err = setColumn(&r, strings.TrimSpace(col), strings.TrimSpace(value))
		}
		if err != nil {
			errs = append(errs, Error{name, i + 1, 1, err.Error()})
		}
	}
	return r, errs
}

// setColumn stores a value given as text.
func setColumn(r *fact.Reset, name, value string) error {
	c := column(name)
	if c == nil {
		return fmt.Errorf("unknown column %s", name)
	}
	switch c.Kind {
	case fact.KindBool:
		if value != "true" && value != "false" {
			return fmt.Errorf("%s is true or false", name)
		}
		c.SetInt(r, map[string]int64{"true": 1}[value])
	case fact.KindEnum:
		v, ok := c.Enum(value)
		if !ok {
			return fmt.Errorf("%s is one of %s", name, strings.Join(c.Values, ", "))
		}
		c.SetInt(r, v)
	case fact.KindInt:
		v, err := c.Unit.ParseLiteral(value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if v < c.Min || v > c.Max {
			return fmt.Errorf("%s is %d to %d", name, c.Min, c.Max)
		}
		c.SetInt(r, v)
	case fact.KindAddr:
		a, err := netip.ParseAddr(value)
		if err != nil {
			return err
		}
		version := uint8(6)
		if a.Is4() {
			version = 4
		}
		c.SetAddr(r, fact.AddrOf(a.As16(), version))
	case fact.KindString:
		if strings.HasPrefix(value, `"`) {
			text, err := strconv.Unquote(value)
			if err != nil {
				return fmt.Errorf("%s: %q is not a quoted text", name, value)
			}
			value = text
		}
		c.SetStr(r, value)
	default:
		return fmt.Errorf("%s can't be given as text", name)
	}
	return nil
}
