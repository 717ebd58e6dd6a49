package packettext

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// declare names the hosts in order of appearance: who opens flows is C, C2, …, the others S, S2, ….
func (f *formatter) declare() {
	counts := map[byte]int{}
	name := func(letter byte, ep Endpoint) {
		if f.names[ep.Addr] != "" {
			return
		}
		counts[letter]++
		n, word := string(letter), map[byte]string{'C': "client", 'S': "server"}[letter]
		if k := counts[letter]; k > 1 {
			n += strconv.Itoa(k)
			word = "host " + n
		}
		f.names[ep.Addr] = n
		line := word + " " + netip.AddrPortFrom(ep.Addr, ep.Port).String()
		if ep.MAC != defaultMAC(ep.Addr) && ep.MAC != [6]byte{} {
			line += " mac " + net.HardwareAddr(ep.MAC[:]).String()
		}
		f.emit(line)
	}
	for i := range f.pkts {
		if !f.ok[i] {
			continue
		}
		p := &f.pkts[i]
		client, server := p.Src, p.Dst
		if p.Flags&FlagRST != 0 || p.Flags&(FlagSYN|FlagACK) == FlagSYN|FlagACK || p.Kind == KindICMP {
			client, server = p.Dst, p.Src
		}
		name('C', client)
		name('S', server)
	}
	if at := f.c.script.At; at.IsValid() && f.names[at] != "" {
		f.emit("at " + f.names[at])
	} else {
		f.c.script.At = netip.Addr{}
	}
}

func (f *formatter) sideName(ep Endpoint) string {
	n := f.names[ep.Addr]
	if f.c.hosts[n].ep.Port == ep.Port {
		return n
	}
	return n + ":" + strconv.Itoa(int(ep.Port))
}

// packet writes the line of a decoded frame.
func (f *formatter) packet(p *Packet, inst int, t time.Duration) {
	if !slices.Equal(p.VLAN, f.c.vlan) {
		f.emit("vlan " + formatVLAN(p.VLAN))
	}
	flow := f.sideName(p.Src) + ">" + f.sideName(p.Dst)
	if inst > 1 {
		flow += "/" + strconv.Itoa(inst)
	}
	ref, ok := f.c.flowRef(&cursor{c: f.c}, token{flow, 1})
	if !ok {
		panic("packettext: Format names a flow that does not exist: " + flow)
	}
	words := []string{formatTime(t), flow}
	switch p.Kind {
	case KindTCP:
		f.declareISN(p, inst)
		words = append(words, f.tcpWords(p, ref)...)
	case KindUDP:
		words = append(words, "udp")
	case KindICMP:
		words = append(words, "icmp", fmt.Sprintf("%d/%d", p.ICMP.Type, p.ICMP.Code))
		if p.ICMP.Rest != 0 {
			words = append(words, fmt.Sprintf("rest %d", p.ICMP.Rest))
		}
		ref.src.ep.Port, ref.dst.ep.Port = 0, 0
	}
	f.emit(strings.Join(append(words, f.commonWords(p, ref)...), " "))
}

// declareISN writes the initial sequence numbers of a flow before its first line.
func (f *formatter) declareISN(p *Packet, inst int) {
	key, d := tupleOf(p)
	key.inst = inst
	fp := f.flows[key]
	if fp.declared {
		return
	}
	fp.declared = true
	ends := [2]string{f.sideName(p.Src), f.sideName(p.Dst)}
	suffix := ""
	if inst > 1 {
		suffix = "/" + strconv.Itoa(inst)
	}
	for i, dir := range [2]int{d, 1 - d} {
		if fp.known[dir] {
			f.emit(fmt.Sprintf("isn %s>%s%s %d", ends[i], ends[1-i], suffix, fp.isn[dir]))
		}
	}
}

// tcpWords are flags, numbers, window and options.
func (f *formatter) tcpWords(p *Packet, ref flowRef) []string {
	fl, d := f.c.flow(ref)
	me, peer := &fl.dir[d], &fl.dir[1-d]
	isn := me.isn
	if p.Flags&FlagRST != 0 && !me.known {
		isn = 0
	}
	start, n := relative(p.Seq, isn), int64(len(p.Payload))
	if isn == 0 {
		start = int64(p.Seq)
	}
	words := []string{formatFlags(p.Flags), fmt.Sprintf("%d:%d(%d)", start, start+n, n)}
	switch {
	case p.Flags&FlagACK != 0 && peer.known:
		words = append(words, "ack "+itoa(relative(p.Ack, peer.isn)))
	case p.Flags&FlagACK != 0 || p.Ack != 0:
		words = append(words, "rawack "+utoa(p.Ack))
	}
	words = append(words, "win "+strconv.Itoa(int(p.Window)))
	if p.Urgent != 0 {
		words = append(words, "urg "+strconv.Itoa(int(p.Urgent)))
	}
	if len(p.Options) > 0 || me.hasTS && peer.hasTS {
		words = append(words, formatOptions(p.Options, peer.isn))
	}
	return words
}

// wordList collects words.
type wordList []string

func (w *wordList) add(when bool, format string, args ...any) {
	if when {
		*w = append(*w, fmt.Sprintf(format, args...))
	}
}

// commonWords are the IP and link attributes that differ from the running ones, and the payload.
func (f *formatter) commonWords(p *Packet, ref flowRef) []string {
	fl, d := f.c.flow(ref)
	me := &fl.dir[d]
	ipid := uint16(me.traits.ipid)
	if p.Kind == KindTCP {
		ipid = fl.defaults(d, p.Flags).ipid
	}
	var w wordList
	w.add(p.TTL != me.traits.ttl, "ttl %d", p.TTL)
	w.add(p.TOS != me.traits.tos, "tos %d", p.TOS)
	if p.Src.Addr.Is4() {
		w.add(p.IPID != ipid, "ipid %d", p.IPID)
		w.add(p.DF && !me.traits.df, "df")
		w.add(!p.DF && me.traits.df, "nodf")
	} else {
		w.add(p.FlowLabel != me.traits.flowLabel, "flowlabel %d", p.FlowLabel)
	}
	if p.IPSum != nil {
		w.add(true, "ipsum 0x%04x", *p.IPSum)
	}
	f.linkWords(&w, p, me, ref)
	w.add(p.SumMode == ChecksumBad, "badsum")
	w.add(p.SumMode == ChecksumOffload, "offload")
	w.add(p.SumMode == ChecksumValue, "sum 0x%04x", p.Checksum)
	w = append(w, f.payloadWords(p, me)...)
	if len(p.Trailer) > 0 {
		w = append(append(w, "trailer"), formatBytes(p.Trailer)...)
	}
	return w
}

// linkWords are MAC addresses, direction and captured length.
func (f *formatter) linkWords(w *wordList, p *Packet, me *dirState, ref flowRef) {
	link := f.cap.link
	if link == LinkEthernet || link == LinkSLL || link == LinkSLL2 {
		w.add(p.Src.MAC != running(me.traits.mac, ref.src.ep), "mac %s", net.HardwareAddr(p.Src.MAC[:]))
	}
	if link == LinkEthernet {
		w.add(p.Dst.MAC != running(me.traits.dmac, ref.dst.ep), "dmac %s", net.HardwareAddr(p.Dst.MAC[:]))
	}
	if p.Dir != DirHost {
		said := *p
		said.Dir = DirHost
		w.add(sllType(f.c.script, p) != sllType(f.c.script, &said), "dir %s", directionNames[p.Dir])
	}
	w.add(p.Snap > 0, "snap %d", p.Snap)
}

func running(mac *[6]byte, ep Endpoint) [6]byte {
	if mac != nil {
		return *mac
	}
	return ep.MAC
}

// payloadWords are empty where the length alone gives the bytes.
func (f *formatter) payloadWords(p *Packet, me *dirState) []string {
	if p.Kind == KindTCP {
		start := relative(p.Seq, me.isn)
		seen := make([]byte, len(p.Payload))
		if me.known || p.Flags&FlagRST == 0 {
			seen = me.fill(start, len(p.Payload))
		}
		if bytes.Equal(seen, p.Payload) {
			return nil
		}
	}
	return formatBytes(p.Payload)
}

// formatBytes writes text as a string and anything else as hex; long zeros at the end become fill.
func formatBytes(b []byte) []string {
	var words []string
	body := bytes.TrimRight(b, "\x00")
	zeros := len(b) - len(body)
	if zeros < 8 {
		body, zeros = b, 0
	}
	text := 0
	for _, c := range body {
		if c >= ' ' && c < 0x7f || c == '\r' || c == '\n' || c == '\t' {
			text++
		}
	}
	switch {
	case len(body) == 0:
	case text*4 >= len(body)*3:
		words = append(words, strconv.QuoteToASCII(string(body)))
	default:
		words = append(words, "hex "+hex.EncodeToString(body))
	}
	if zeros > 0 {
		words = append(words, fmt.Sprintf("fill %d", zeros))
	}
	return words
}

func formatVLAN(tags []uint16) string {
	if len(tags) == 0 {
		return "none"
	}
	parts := make([]string, len(tags))
	for i, t := range tags {
		parts[i] = strconv.Itoa(int(t))
	}
	return strings.Join(parts, ".")
}
