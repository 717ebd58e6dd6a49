package packettext

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// formatter writes the lines of a script and compiles each as it is written, so that it knows what the next
// one may leave unsaid.
type formatter struct {
	b     strings.Builder
	c     *compiler
	cap   *rawCapture
	pkts  []Packet
	ok    []bool // pkts[i] says all of frame i
	inst  []int
	flows map[flowKey]*flowPlan
	names map[netip.Addr]string
	line  int
}

// Format writes a pcap or pcapng capture as a script that compiles to the same frames. Frames that the notation
// has no words for become lines of bytes. A file that is damaged, or has several link types or packets
// without time, is refused; the interfaces, comments, names and directions of pcapng are lost.
func Format(capture []byte) (string, error) {
	rc, err := readCapture(capture)
	if err != nil {
		return "", err
	}
	epoch, sorted, err := rc.span()
	if err != nil {
		return "", err
	}
	f := &formatter{c: newCompiler("format"), cap: rc, flows: map[flowKey]*flowPlan{}, names: map[netip.Addr]string{}}
	f.head(epoch, sorted)
	f.plan()
	f.declare()
	for i, raw := range rc.frames {
		t := time.Duration(raw.ts - epoch)
		if f.ok[i] {
			f.packet(&f.pkts[i], f.inst[i], t)
		} else {
			f.rawFrame(raw, t)
		}
		f.check(i, raw)
	}
	return f.b.String(), nil
}

// head writes the declarations that concern the file.
func (f *formatter) head(epoch int64, sorted bool) {
	link := fmt.Sprint(uint16(f.cap.link))
	for _, name := range []string{"ethernet", "sll", "sll2", "raw", "null"} {
		if linkNames[name] == f.cap.link {
			link = name
		}
	}
	if link != "ethernet" {
		f.emit("link " + link)
	}
	f.emit(fmt.Sprintf("epoch %d", epoch/int64(time.Second)))
	longest := 0
	for _, r := range f.cap.frames {
		longest = max(longest, len(r.data))
	}
	if n := f.cap.snapLen; n > 0 && n < defaultSnapLen && int(n) >= longest {
		f.emit(fmt.Sprintf("snaplen %d", n))
	}
	if !sorted {
		f.emit("order written")
	}
}

// emit writes a line and compiles it.
func (f *formatter) emit(line string) {
	f.line++
	f.b.WriteString(line)
	f.b.WriteByte('\n')
	f.c.run([]node{{src: srcLine{text: line, line: f.line}}}, nil)
	if len(f.c.errs) > 0 {
		panic("packettext: Format wrote a line that does not parse: " + f.c.errs.Error())
	}
}

// check compares the packet just compiled with the frame it came from.
func (f *formatter) check(i int, raw rawFrame) {
	s := f.c.script
	if len(s.Packets) != i+1 {
		panic(fmt.Sprintf("packettext: Format wrote %d packets for %d frames", len(s.Packets), i+1))
	}
	g, err := s.frame(&s.Packets[i])
	if err != nil || g.TimeNs != raw.ts || g.WireLen != raw.wireLen || !bytes.Equal(g.Data, raw.data) {
		panic(fmt.Sprintf("packettext: line %d of Format reads differently from frame %d", f.line, i+1))
	}
}

func (f *formatter) rawFrame(raw rawFrame, t time.Duration) {
	line := formatTime(t) + " frame " + hex.EncodeToString(raw.data)
	if len(raw.data) == 0 {
		line = formatTime(t) + ` frame ""`
	}
	if raw.wireLen != len(raw.data) {
		line += fmt.Sprintf(" len %d", raw.wireLen)
	}
	f.emit(line)
}

// formatTime writes seconds with 3, 6 or 9 decimals.
func formatTime(t time.Duration) string {
	sec, ns := t/time.Second, t%time.Second
	switch {
	case ns%time.Millisecond == 0:
		return fmt.Sprintf("%d.%03d", sec, ns/time.Millisecond)
	case ns%time.Microsecond == 0:
		return fmt.Sprintf("%d.%06d", sec, ns/time.Microsecond)
	}
	return fmt.Sprintf("%d.%09d", sec, ns)
}

// flowPlan is what the whole capture tells about the numbering of a flow, before the first line is written.
type flowPlan struct {
	isn      [2]uint32
	known    [2]bool
	fromSYN  [2]bool
	declared bool
}

// plan decodes all frames and finds instances and initial sequence numbers.
func (f *formatter) plan() {
	f.planAt()
	n := len(f.cap.frames)
	f.pkts, f.ok, f.inst = make([]Packet, n), make([]bool, n), make([]int, n)
	current := map[flowKey]int{}
	for i, raw := range f.cap.frames {
		if f.pkts[i], f.ok[i] = f.c.script.decodeFrame(raw); !f.ok[i] {
			continue
		}
		p := &f.pkts[i]
		key, d := tupleOf(p)
		if current[key] == 0 {
			current[key] = 1
		}
		f.inst[i] = current[key]
		if p.Kind != KindTCP {
			continue
		}
		key.inst = current[key]
		fp := f.flows[key]
		if newSYN := p.Flags&(FlagSYN|FlagACK|FlagRST) == FlagSYN; fp == nil ||
			newSYN && !(fp.fromSYN[d] && fp.isn[d] == p.Seq) && key.inst < 1<<16-1 {
			if fp != nil {
				current[flowKey{a: key.a, b: key.b}]++
				key.inst++
				f.inst[i] = key.inst
			}
			fp = &flowPlan{}
			f.flows[key] = fp
		}
		fp.note(p, d)
	}
}

// note learns from one packet. A SYN tells the number; else data begins at 1, until a SYN-ACK tells better.
func (fp *flowPlan) note(p *Packet, d int) {
	switch {
	case p.Flags&FlagSYN != 0 && p.Flags&FlagRST == 0 && !fp.fromSYN[d]:
		fp.isn[d], fp.known[d], fp.fromSYN[d] = p.Seq, true, true
	case !fp.known[d] && p.Flags&FlagRST == 0:
		fp.isn[d], fp.known[d] = p.Seq-1, true
	}
	if e := 1 - d; !fp.known[e] && p.Flags&FlagACK != 0 && p.Ack != 0 {
		fp.isn[e], fp.known[e] = p.Ack-1, true
	}
}

// planAt takes the sender of the first outgoing frame of a cooked capture for its host.
func (f *formatter) planAt() {
	at := map[LinkType]int{LinkSLL: 1, LinkSLL2: 10}[f.cap.link]
	if at == 0 {
		return
	}
	for _, raw := range f.cap.frames {
		p := Packet{}
		if len(raw.data) <= at || raw.data[at] != sllOutgoing {
			continue
		}
		if ip, ok := f.c.script.stripLink(raw.data, &p); ok && len(ip) >= 20 &&
			(ip[0]>>4 == 4 && p.decodeIPv4(ip) || ip[0]>>4 == 6 && p.decodeIPv6(ip)) {
			f.c.script.At = p.Src.Addr
			return
		}
	}
}

// tupleOf is the canonical key of a packet's addresses, instance 0, and its direction.
func tupleOf(p *Packet) (flowKey, int) {
	src, dst := netip.AddrPortFrom(p.Src.Addr, p.Src.Port), netip.AddrPortFrom(p.Dst.Addr, p.Dst.Port)
	if dst.Compare(src) < 0 {
		return flowKey{a: dst, b: src}, 1
	}
	return flowKey{a: src, b: dst}, 0
}
