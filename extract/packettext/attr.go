package packettext

import (
	"net"
	"slices"
	"strings"
)

// spec is what a packet line or an endpoint declaration says; nil fields are left to the defaults.
type spec struct {
	flags          uint16
	seq, end       *int64 // relative
	length         *int64
	rawSeq, rawAck *uint32
	ack            *int64
	win, urg       *uint16
	ttl, tos       *uint8
	ipid           *uint16
	ipidStep       *int64 // from the running identification
	df             *bool
	flowLabel      *uint32
	mac, dmac      *[6]byte
	isn            *uint32
	vlan           []uint16
	vlanSet        bool
	snap           int
	dir            Direction
	ipsum          *uint16
	dropped, dup   bool
	forged         bool
	sumMode        ChecksumMode
	sum            uint16
	options        []optionSpec
	optionsSet     bool
	payload        []byte
	trailer        []byte
	body           *[]byte // where payload items go: &payload or &trailer
	thenFill       bool
}

// apply lays the values of the line over running ones.
func (s *spec) apply(t *traits) {
	set(&t.ttl, s.ttl)
	set(&t.tos, s.tos)
	set(&t.df, s.df)
	set(&t.flowLabel, s.flowLabel)
	if s.mac != nil {
		t.mac = s.mac
	}
	if s.dmac != nil {
		t.dmac = s.dmac
	}
}

func set[T any](dst *T, v *T) {
	if v != nil {
		*dst = *v
	}
}

// hostAttributes may stand at an endpoint, too.
var hostAttributes = map[string]bool{
	"ttl": true, "tos": true, "df": true, "nodf": true, "ipid": true, "win": true, "flowlabel": true,
	"mac": true, "dmac": true, "isn": true,
}

// attributes are the words behind flags and sequence numbers. The table is looked up only, never ranged over.
var attributes = map[string]func(*cursor, *spec){
	"ack":       func(p *cursor, s *spec) { s.ack = p.relative("acknowledgment number") },
	"rawack":    func(p *cursor, s *spec) { s.rawAck = number[uint32](p, "acknowledgment number", 1<<32-1) },
	"rawseq":    func(p *cursor, s *spec) { s.rawSeq = number[uint32](p, "sequence number", 1<<32-1) },
	"win":       func(p *cursor, s *spec) { s.win = number[uint16](p, "window", 1<<16-1) },
	"urg":       func(p *cursor, s *spec) { s.urg = number[uint16](p, "urgent pointer", 1<<16-1) },
	"ttl":       func(p *cursor, s *spec) { s.ttl = number[uint8](p, "TTL", 255) },
	"tos":       func(p *cursor, s *spec) { s.tos = number[uint8](p, "TOS", 255) },
	"flowlabel": func(p *cursor, s *spec) { s.flowLabel = number[uint32](p, "flow label", 1<<20-1) },
	"isn":       func(p *cursor, s *spec) { s.isn = number[uint32](p, "initial sequence number", 1<<32-1) },
	"snap":      func(p *cursor, s *spec) { s.snap = int(max(1, p.uint("captured length", 1<<18))) },
	"ipid":      ipidAttribute,
	"df":        func(p *cursor, s *spec) { s.df = ptr(true) },
	"nodf":      func(p *cursor, s *spec) { s.df = ptr(false) },
	"mac":       func(p *cursor, s *spec) { s.mac = p.mac() },
	"dmac":      func(p *cursor, s *spec) { s.dmac = p.mac() },
	"vlan":      func(p *cursor, s *spec) { s.vlan, s.vlanSet = p.vlanTags(), true },
	"drop":      func(p *cursor, s *spec) { s.dropped = true },
	"dup":       func(p *cursor, s *spec) { s.dup = true },
	"forged":    func(p *cursor, s *spec) { s.forged = true },
	"badsum":    func(p *cursor, s *spec) { s.sumMode = ChecksumBad },
	"offload":   func(p *cursor, s *spec) { s.sumMode = ChecksumOffload },
	"sum": func(p *cursor, s *spec) {
		s.sumMode, s.sum = ChecksumValue, uint16(p.uint("checksum", 1<<16-1))
	},
	"ipsum":   func(p *cursor, s *spec) { s.ipsum = number[uint16](p, "IP checksum", 1<<16-1) },
	"dir":     func(p *cursor, s *spec) { s.dir = p.direction() },
	"trailer": func(p *cursor, s *spec) { s.body = &s.trailer },
}

func ipidAttribute(p *cursor, s *spec) {
	if v, ok := strings.CutPrefix(p.peek(), "+"); ok {
		t := p.next("identification")
		s.ipidStep = ptr(int64(p.parseUint(token{v, t.col + 1}, "step of the identification", 1<<16-1)))
		return
	}
	s.ipid = number[uint16](p, "identification", 1<<16-1)
}

func ptr[T any](v T) *T { return &v }

func number[T uint8 | uint16 | uint32](p *cursor, what string, max uint64) *T {
	return ptr(T(p.uint(what, max)))
}

// relative takes a number relative to the initial sequence number; it may be negative.
func (p *cursor) relative(what string) *int64 {
	t := p.next(what)
	if p.failed {
		return nil
	}
	return p.parseRelative(t, what)
}

func (p *cursor) parseRelative(t token, what string) *int64 {
	digits, neg := strings.CutPrefix(t.text, "-")
	v := int64(p.parseUint(token{digits, t.col}, what, 1<<33))
	if neg {
		v = -v
	}
	return &v
}

func (p *cursor) direction() Direction {
	t := p.next("direction")
	i := slices.Index(directionNames[:], t.text)
	if !p.failed && i < 1 {
		p.errorf(t.col, "direction %q is none of in, out, other", t.text)
	}
	return Direction(max(i, 0))
}

func (p *cursor) mac() *[6]byte {
	t := p.next("MAC address")
	if p.failed {
		return nil
	}
	m, err := net.ParseMAC(t.text)
	if err != nil || len(m) != 6 {
		p.errorf(t.col, "%q is no MAC address", t.text)
		return nil
	}
	return (*[6]byte)(m)
}

// items reads attributes, options and payload up to the end of the line.
func (p *cursor) items(s *spec) {
	s.body = &s.payload
	for !p.done() {
		t := p.toks[p.i]
		if parse := attributes[t.text]; parse != nil {
			p.i++
			parse(p, s)
			continue
		}
		switch {
		case t.text[0] == '<':
			p.i++
			if s.optionsSet {
				p.errorf(t.col, "options are listed twice")
			}
			s.options, s.optionsSet = p.optionList(t), true
		case p.payloadItem(s):
		default:
			p.errorf(t.col, "%q is no attribute, option list or payload", t.text)
		}
	}
	if p.failed {
		return
	}
	if s.ipid != nil && s.ipidStep != nil || s.rawSeq != nil && s.seq != nil {
		p.errorf(p.toks[0].col, "the same field is given twice")
	}
}
