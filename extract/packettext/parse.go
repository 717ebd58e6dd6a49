package packettext

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// compiler turns lines into resolved packets.
type compiler struct {
	file    string
	errs    Errors
	seen    map[Error]bool // a line of a repeat is reported once
	stopped bool
	steps   int

	script  *Script
	now     time.Duration
	written bool // frames stay in the order of the script
	bytes   int  // payload so far
	vlan    []uint16
	tunnel  *Tunnel
	linkSet bool

	hosts   map[string]*host
	byAddr  map[netip.Addr]*host
	flows   map[flowKey]*flow
	openers map[flowKey]int // by tuple (instance 0): which side opened it
}

func newCompiler(name string) *compiler {
	return &compiler{
		file:    name,
		seen:    map[Error]bool{},
		script:  &Script{Name: name, Link: LinkEthernet, Epoch: DefaultEpoch * int64(time.Second)},
		hosts:   map[string]*host{},
		byAddr:  map[netip.Addr]*host{},
		flows:   map[flowKey]*flow{},
		openers: map[flowKey]int{},
	}
}

// Parse reads a script. The error, if any, is of type Errors and lists every fault.
func Parse(name, text string) (*Script, error) { return parseAt(name, text, 1) }

// parseAt is Parse for a text that begins at a later line of its file.
func parseAt(name, text string, firstLine int) (*Script, error) {
	c := newCompiler(name)
	c.run(c.tree(text, firstLine), nil)
	if len(c.errs) == 0 {
		c.order()
		c.checkLink()
	}
	if len(c.errs) > 0 {
		slices.SortStableFunc(c.errs, func(a, b *Error) int {
			if a.Line != b.Line {
				return a.Line - b.Line
			}
			return a.Col - b.Col
		})
		return nil, c.errs
	}
	return c.script, nil
}

func (c *compiler) errorf(line, col int, format string, args ...any) {
	e := Error{c.file, line, col, fmt.Sprintf(format, args...)}
	if !c.seen[e] {
		c.seen[e] = true
		c.errs = append(c.errs, &e)
	}
	if len(c.errs) >= 1000 {
		c.stopped = true
	}
}

// stop ends the run with a last error.
func (c *compiler) stop(line int, format string, args ...any) {
	if !c.stopped {
		c.errorf(line, 1, format, args...)
		c.stopped = true
	}
}

// exec does one line.
func (c *compiler) exec(p *cursor) {
	first := p.toks[0].text
	if first[0] == '+' || first[0] >= '0' && first[0] <= '9' {
		c.packetLine(p)
		return
	}
	c.declaration(p)
}

// packetLine does "TIME dup …", "TIME frame …" and "TIME FLOW …".
func (c *compiler) packetLine(p *cursor) {
	tt := p.next("time")
	t, msg := parseTime(tt.text, c.now)
	if msg != "" {
		p.errorf(tt.col, "%s", msg)
		return
	}
	switch {
	case p.accept("dup"):
		c.dupLine(p, t)
	case p.accept("frame"):
		c.frameLine(p, t)
	default:
		ft := p.next("flow, such as C>S")
		if p.failed {
			return
		}
		ref, ok := c.flowRef(p, ft)
		switch {
		case !ok:
		case p.accept("udp"):
			c.udpLine(p, t, ref)
		case p.accept("icmp"):
			c.icmpLine(p, t, ref)
		default:
			c.tcpLine(p, t, ref)
		}
	}
	if !p.failed {
		c.now = t
	}
}

// add appends a finished packet.
func (c *compiler) add(p *cursor, pkt Packet) {
	pkt.Line, pkt.Col = p.line, 1
	if len(p.toks) > 0 {
		pkt.Col = p.toks[0].col
	}
	c.bytes += len(pkt.Payload) + len(pkt.Trailer) + len(pkt.Raw)
	switch {
	case len(c.script.Packets) >= maxPackets:
		c.stop(p.line, "more than %d packets", maxPackets)
	case c.bytes > maxPayload:
		c.stop(p.line, "more than %d bytes of payload", maxPayload)
	default:
		c.script.Packets = append(c.script.Packets, pkt)
	}
}

// order puts the packets in capture order and numbers the frames.
func (c *compiler) order() {
	pkts := c.script.Packets
	if !c.written {
		slices.SortStableFunc(pkts, func(a, b Packet) int {
			return int(min(max(a.Time-b.Time, -1), 1))
		})
	}
	n := 0
	for i := range pkts {
		if !pkts[i].Dropped {
			n++
			pkts[i].Frame = n
		}
	}
}

// checkLink refuses what the link type cannot carry, once the whole script is known.
func (c *compiler) checkLink() {
	for i := range c.script.Packets {
		pkt := &c.script.Packets[i]
		if _, err := c.script.frame(pkt); err != nil {
			c.errorf(pkt.Line, pkt.Col, "%v", err)
		}
	}
}

// parseTime reads "1.25", "+0.5", "20ms", "+3us"; + counts from now.
func parseTime(s string, now time.Duration) (time.Duration, string) {
	rest, relative := strings.CutPrefix(s, "+")
	unit := time.Second
	for _, u := range []struct {
		name string
		d    time.Duration
	}{{"ms", time.Millisecond}, {"us", time.Microsecond}, {"ns", time.Nanosecond}, {"s", time.Second}} {
		if num, ok := strings.CutSuffix(rest, u.name); ok {
			rest, unit = num, u.d
			break
		}
	}
	d, ok := decimal(rest, unit)
	if !ok {
		return 0, fmt.Sprintf("%q is no time: use 0.25, +0.25 or 250ms, at most 2^32 s", s)
	}
	if relative {
		d += now
	}
	if d > maxTime {
		return 0, fmt.Sprintf("time %q lies beyond 2^32 s", s)
	}
	return d, ""
}

// maxTime is the range of the seconds in a pcap file.
const maxTime = math.MaxUint32 * time.Second

// decimal multiplies a decimal fraction by unit without going through floating point.
func decimal(s string, unit time.Duration) (time.Duration, bool) {
	whole, frac, _ := strings.Cut(s, ".")
	v, err := strconv.ParseUint(whole, 10, 63)
	if err != nil || v > uint64(maxTime/unit) {
		return 0, false
	}
	d := time.Duration(v) * unit
	for _, r := range []byte(frac) {
		if r < '0' || r > '9' {
			return 0, false
		}
		if unit /= 10; unit == 0 && r != '0' {
			return 0, false // finer than a nanosecond
		}
		d += time.Duration(r-'0') * unit
	}
	return d, true
}
