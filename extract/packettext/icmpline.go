package packettext

import (
	"strconv"
	"strings"
	"time"
)

// icmpName is a message type in both families.
type icmpName struct {
	name   string
	v4, v6 [2]uint8 // type, code
}

// icmpNames pairs ICMP (RFC 792) with ICMPv6 (RFC 4443); ToIPv6 translates by it, too.
var icmpNames = []icmpName{
	{"net-unreachable", [2]uint8{3, 0}, [2]uint8{1, 0}},
	{"host-unreachable", [2]uint8{3, 1}, [2]uint8{1, 3}},
	{"port-unreachable", [2]uint8{3, 3}, [2]uint8{1, 4}},
	{"admin-prohibited", [2]uint8{3, 13}, [2]uint8{1, 1}},
	{"packet-too-big", [2]uint8{3, 4}, [2]uint8{2, 0}},
	{"time-exceeded", [2]uint8{11, 0}, [2]uint8{3, 0}},
	{"echo", [2]uint8{8, 0}, [2]uint8{128, 0}},
	{"echo-reply", [2]uint8{0, 0}, [2]uint8{129, 0}},
}

// quoteBytes is how much of a packet an ICMP error quotes: the IP header and 8 bytes (RFC 792), or as much
// as fits 1280 bytes (RFC 4443).
func quoteBytes(v6 bool) int {
	if v6 {
		return 1280 - 40 - 8
	}
	return 28
}

// icmpLine does "TIME FLOW icmp NAME|TYPE/CODE [mtu N|rest N] [quote FLOW [bytes N]] {item}".
func (c *compiler) icmpLine(p *cursor, t time.Duration, ref flowRef) {
	pkt := Packet{Kind: KindICMP, Time: t}
	v6 := ref.src.ep.Addr.Is6()
	p.icmpType(&pkt.ICMP, v6)
	s := &spec{}
	for !p.done() {
		switch {
		case p.accept("mtu"):
			pkt.ICMP.Rest = uint32(p.uint("MTU", 65535))
			continue
		case p.accept("rest"):
			pkt.ICMP.Rest = uint32(p.uint("second word of the header", 1<<32-1))
			continue
		case p.accept("quote"):
			c.quote(p, &pkt.ICMP, v6)
			continue
		}
		break
	}
	if p.items(s); p.failed {
		return
	}
	if pkt.ICMP.Quote != nil && len(s.payload) > 0 {
		p.errorf(p.toks[0].col, "an ICMP message has either a quoted packet or a payload")
	}
	ref.src.ep.Port, ref.dst.ep.Port = 0, 0
	c.datagram(p, &pkt, ref, s)
}

func (p *cursor) icmpType(m *ICMPMessage, v6 bool) {
	t := p.next("ICMP type")
	if p.failed {
		return
	}
	for _, n := range icmpNames {
		if n.name == t.text {
			if m.Type, m.Code = n.v4[0], n.v4[1]; v6 {
				m.Type, m.Code = n.v6[0], n.v6[1]
			}
			return
		}
	}
	typ, code, _ := strings.Cut(t.text, "/")
	a, err1 := strconv.ParseUint(typ, 10, 8)
	b, err2 := strconv.ParseUint(code, 10, 8)
	if err1 != nil || err2 != nil {
		p.errorf(t.col, "%q is neither the name of an ICMP message nor TYPE/CODE", t.text)
	}
	m.Type, m.Code = uint8(a), uint8(b)
}

// quote takes the last packet of a direction, captured or not.
func (c *compiler) quote(p *cursor, m *ICMPMessage, v6 bool) {
	t := p.next("flow of the quoted packet")
	if p.failed {
		return
	}
	ref, ok := c.flowRef(p, t)
	if !ok {
		return
	}
	fl, d := c.flow(ref)
	if m.Quote = fl.dir[d].last; m.Quote == nil {
		p.errorf(t.col, "no packet of %s precedes that could be quoted", t.text)
		return
	}
	if m.Quote.Src.Addr.Is6() != v6 {
		p.errorf(t.col, "an ICMP message quotes a packet of its own family")
	}
	m.QuoteLen = quoteBytes(v6)
	if p.accept("bytes") {
		m.QuoteLen = int(p.uint("quoted length", 65000))
	}
}

// udpLine does "TIME FLOW udp [(N)] {item}".
func (c *compiler) udpLine(p *cursor, t time.Duration, ref flowRef) {
	s := &spec{}
	if strings.HasPrefix(p.peek(), "(") {
		p.sequence(s)
	}
	if p.items(s); p.failed {
		return
	}
	pkt := Packet{Kind: KindUDP, Time: t}
	c.datagram(p, &pkt, ref, s)
}

// datagram finishes a packet without connection state; it keeps the running IP values of its addresses.
func (c *compiler) datagram(p *cursor, pkt *Packet, ref flowRef, s *spec) {
	fl, d := c.flow(ref)
	me := &fl.dir[d]
	c.open(fl, ref, d, 0)
	pkt.Flow, pkt.Opener = fl.num, d == fl.opener
	run := c.network(pkt, ref, me.traits, s)
	pkt.IPID = uint16(me.traits.ipid)
	set(&pkt.IPID, s.ipid)
	if s.seq != nil || s.ack != nil || s.rawSeq != nil || s.rawAck != nil || s.win != nil || s.urg != nil ||
		s.optionsSet || s.isn != nil || s.forged || s.ipidStep != nil {
		p.errorf(p.toks[0].col, "only TCP packets have sequence numbers, window, options or running state")
		return
	}
	if !c.payloadOf(p, pkt, s, me, 1<<40) || !c.checkNetwork(p, pkt, s) {
		return
	}
	me.traits, me.last = run, ptr(*pkt)
	me.traits.ipid = int(pkt.IPID + 1)
	c.add(p, *pkt)
	if s.dup {
		again := *pkt
		again.Time += dupDelay
		c.add(p, again)
	}
}
