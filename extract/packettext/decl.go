package packettext

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// declaration does a line that is no packet.
func (c *compiler) declaration(p *cursor) {
	t := p.next("declaration")
	switch t.text {
	case "client":
		c.hostLine(p, "C")
	case "server":
		c.hostLine(p, "S")
	case "host":
		n := p.next("name")
		if !p.failed && !isName(n.text) {
			p.errorf(n.col, "%q is no name of letters, digits and _", n.text)
		}
		c.hostLine(p, n.text)
	case "isn":
		c.isnLine(p)
	case "link":
		c.linkLine(p)
	case "epoch":
		c.epochLine(p)
	case "snaplen":
		c.script.SnapLen = int(p.uint("snapshot length", 262144))
	case "at":
		n := p.next("endpoint")
		if sd, ok := c.side(p, n.text, n.col); ok {
			c.script.At = sd.ep.Addr
		}
	case "order":
		if n := p.next("written"); !p.failed && n.text != "written" {
			p.errorf(n.col, "order can only be: written")
		}
		c.written = true
	case "vlan":
		c.vlan = p.vlanTags()
	case "gre":
		c.greLine(p)
	case "repeat":
		p.errorf(p.endCol(), "{ expected at the end of the line")
	default:
		p.errorf(t.col, "%q begins neither a packet (with its time) nor a declaration", t.text)
	}
	p.finish()
}

// hostLine does "ADDRESS[:PORT] {attribute}" and the attributes that may stand at an endpoint.
func (c *compiler) hostLine(p *cursor, name string) {
	t := p.next("address")
	if p.failed {
		return
	}
	ep, ok := c.address(p, t.text, t.col)
	if !ok {
		return
	}
	if old := c.hosts[name]; old != nil && old.used {
		p.errorf(p.toks[0].col, "%s is in use already with its default address; declare it above", name)
	}
	s := &spec{}
	for !p.done() {
		word := p.next("attribute")
		parse := attributes[word.text]
		if parse == nil || !hostAttributes[word.text] {
			p.errorf(word.col, "%q is no attribute of an endpoint", word.text)
			return
		}
		parse(p, s)
	}
	if p.failed {
		return
	}
	h := &host{ep: ep, traits: defaultTraits(), isn: s.isn}
	if s.mac != nil {
		h.ep.MAC = *s.mac
	}
	s.apply(&h.traits)
	h.traits.mac = nil
	if s.ipid != nil {
		h.traits.ipid = int(*s.ipid)
	}
	if s.win != nil {
		h.traits.win = int(*s.win)
	}
	c.setHost(name, h)
}

// isnLine does "isn NAME N" for all flows of a sender and "isn C>S N" for one direction of one flow.
func (c *compiler) isnLine(p *cursor) {
	t := p.next("endpoint or flow")
	n := uint32(p.uint("initial sequence number", 1<<32-1))
	if p.failed {
		return
	}
	if strings.Contains(t.text, ">") {
		if ref, ok := c.flowRef(p, t); ok {
			fl, d := c.flow(ref)
			fl.dir[d].rebase(n)
		}
		return
	}
	sd, ok := c.side(p, t.text, t.col)
	if !ok {
		return
	}
	if sd.h == nil {
		p.errorf(t.col, "declare %s as an endpoint first, or name a flow", t.text)
		return
	}
	sd.h.isn = &n
	for key, fl := range c.flows { // each direction is set by itself, so the order does not show
		for d, end := range [2]netip.AddrPort{key.a, key.b} {
			if end.Addr() == sd.ep.Addr {
				fl.dir[d].rebase(n)
			}
		}
	}
}

var linkNames = map[string]LinkType{
	"ethernet": LinkEthernet, "sll": LinkSLL, "sll2": LinkSLL2, "raw": LinkRaw, "null": LinkNull,
}

func (c *compiler) linkLine(p *cursor) {
	t := p.next("link type")
	if p.failed {
		return
	}
	l, ok := linkNames[t.text]
	if !ok {
		n, err := strconv.ParseUint(t.text, 10, 16)
		if err != nil {
			p.errorf(t.col, "link type %q is none of ethernet, sll, sll2, raw, null or a LINKTYPE_ number", t.text)
			return
		}
		l = LinkType(n)
	}
	if c.linkSet {
		p.errorf(t.col, "the link type is declared twice; all frames have the same")
	}
	c.script.Link, c.linkSet = l, true
}

// epochLine does "epoch SECONDS[.FRACTION]" since 1970.
func (c *compiler) epochLine(p *cursor) {
	t := p.next("seconds since 1970")
	if p.failed {
		return
	}
	whole, frac, _ := strings.Cut(t.text, ".")
	sec, err := strconv.ParseUint(whole, 10, 32)
	sub, ok := decimal("0."+frac, time.Second)
	if err != nil || !ok {
		p.errorf(t.col, "%q is no time in seconds since 1970", t.text)
		return
	}
	c.script.Epoch = int64(sec)*int64(time.Second) + int64(sub)
}

// greLine does "gre ADDRESS ADDRESS" and "gre none". The first address is the tunnel end of a flow's opener.
func (c *compiler) greLine(p *cursor) {
	if p.accept("none") {
		c.tunnel = nil
		return
	}
	var ends [2]netip.Addr
	for i := range ends {
		t := p.next("address of a tunnel end")
		if p.failed {
			return
		}
		a, err := netip.ParseAddr(t.text)
		if err != nil || !a.Is4() {
			p.errorf(t.col, "%q is no IPv4 address", t.text)
			return
		}
		ends[i] = a
	}
	c.tunnel = &Tunnel{ends[0], ends[1]}
}

// vlanTags reads "10", "10.20" (outer first) or "none". A number above 4095 holds priority bits, too.
func (p *cursor) vlanTags() []uint16 {
	if p.accept("none") {
		return nil
	}
	t := p.next("VLAN")
	var tags []uint16
	for _, part := range strings.Split(t.text, ".") {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || len(tags) == 2 {
			p.errorf(t.col, "VLAN %q is no tag from 0 to 65535, nor two with a dot between", t.text)
			return nil
		}
		tags = append(tags, uint16(n))
	}
	return tags
}
