package export

import (
	"fmt"
	"net/netip"
	"slices"

	"whyrst/extract/fact"
)

// setter puts a value into its field.
type setter[R any] struct {
	fact.Meta
	set func(row *R, v *value) error
}

// settersOf makes setters of fact's columns.
func settersOf[R any](columns []fact.Column[R]) []setter[R] {
	out := make([]setter[R], len(columns))
	for i := range columns {
		out[i] = setter[R]{columns[i].Meta, setterOf(&columns[i])}
	}
	return out
}

// judgedSetters make a verdict on the first value that is not NULL.
func judgedSetters[R any](field func(*R) **fact.Judged) []setter[R] {
	inner := settersOf(fact.JudgedColumns)
	out := make([]setter[R], len(inner))
	for i, s := range inner {
		out[i] = setter[R]{s.Meta, func(row *R, v *value) error {
			p := field(row)
			if *p == nil {
				*p = new(fact.Judged)
			}
			return s.set(*p, v)
		}}
	}
	return out
}

// cache is what texts were made into: rows repeat them, and so a batch holds one copy of each. It forgets all when
// it is full.
type cache[V any] map[string]V

func (c cache[V]) get(text []byte, make func(string) (V, error)) (V, error) {
	if v, ok := c[string(text)]; ok {
		return v, nil
	}
	s := string(text)
	v, err := make(s)
	if err != nil {
		return v, err
	}
	if len(c) >= readRows {
		clear(c)
	}
	c[s] = v
	return v, nil
}

// setterOf fits a column's kind.
func setterOf[R any](c *fact.Column[R]) func(*R, *value) error {
	switch c.Kind {
	case fact.KindBool, fact.KindInt, fact.KindTime:
		return func(r *R, v *value) error {
			if v.num < c.Min || v.num > c.Max {
				return fmt.Errorf("%d is out of range", v.num)
			}
			c.SetInt(r, v.num)
			return nil
		}
	case fact.KindList:
		return func(r *R, v *value) error { c.SetList(r, v.list); return nil }
	case fact.KindEnum:
		return textSetter(c.SetInt, func(s string) (int64, error) {
			i := slices.Index(c.Values, s)
			if i < 0 {
				return 0, fmt.Errorf("no value %q", s)
			}
			return int64(i), nil
		})
	case fact.KindAddr:
		return textSetter(c.SetAddr, parseAddr)
	}
	return textSetter(c.SetStr, func(s string) (string, error) { return s, nil })
}

func textSetter[R, V any](set func(*R, V), parse func(string) (V, error)) func(*R, *value) error {
	known := cache[V]{}
	return func(r *R, v *value) error {
		x, err := known.get(v.text, parse)
		if err == nil {
			set(r, x)
		}
		return err
	}
}

func parseAddr(s string) (fact.Addr, error) {
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return fact.Addr{}, err
	}
	version := uint8(6)
	if ip.Is4() {
		version = 4
	}
	return fact.AddrOf(ip.As16(), version), nil
}
