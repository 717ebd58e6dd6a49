package packettext

import (
	"encoding/hex"
	"strings"
	"time"
)

// dupLine does "TIME dup {attribute}": the previous packet is captured once more, as on a mirror port.
func (c *compiler) dupLine(p *cursor, t time.Duration) {
	s := &spec{}
	p.items(s)
	n := len(c.script.Packets)
	if p.failed {
		return
	}
	if n == 0 {
		p.errorf(p.toks[0].col, "no packet precedes that could be duplicated")
		return
	}
	pkt := c.script.Packets[n-1]
	pkt.Time, pkt.Dropped = t, false
	set(&pkt.TTL, s.ttl)
	set(&pkt.TOS, s.tos)
	set(&pkt.Src.MAC, s.mac)
	set(&pkt.Dst.MAC, s.dmac)
	if s.vlanSet {
		pkt.VLAN = s.vlan
	}
	if s.snap > 0 {
		pkt.Snap = s.snap
	}
	if s.dir > 0 {
		pkt.Dir = s.dir
	}
	c.add(p, pkt)
}

// frameLine does "TIME frame HEX [len N]": bytes as captured, of a frame of N bytes.
func (c *compiler) frameLine(p *cursor, t time.Duration) {
	h := p.next("hexadecimal digits")
	b, err := hex.DecodeString(strings.TrimPrefix(h.text, `""`)) // "" is a frame of no bytes
	if err != nil {
		p.errorf(h.col, "frame is no even number of hexadecimal digits")
	}
	wire := len(b)
	if p.accept("len") {
		wire = int(p.uint("frame length", 1<<31-1))
		if wire < len(b) {
			p.errorf(h.col, "%d bytes are given of a frame of %d", len(b), wire)
		}
	}
	if p.finish(); !p.failed {
		c.add(p, Packet{Kind: KindRaw, Time: t, Raw: b, WireLen: wire})
	}
}
