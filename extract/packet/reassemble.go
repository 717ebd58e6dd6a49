package packet

import (
	"slices"
	"time"
)

const (
	// maxDatagram is the most that an IP length field can announce.
	maxDatagram = 65535
	// maxFragments bounds the pieces of one datagram. At the smallest MTU of
	// IPv4 (RFC 791, 68 bytes) a datagram of 48 KiB has 1024; attacks with
	// fragments of eight bytes have 8192.
	maxFragments = 2048

	defaultFragmentBytes     = 16 << 20
	defaultFragmentDatagrams = 4096
	defaultFragmentTimeout   = 60 * time.Second
)

// FragmentStats counts what became of IP fragments.
type FragmentStats struct {
	// Reassembled is the number of datagrams put together.
	Reassembled int64
	// Dropped is the number of incomplete datagrams given up, for age, for the
	// memory bound or for having too many pieces.
	Dropped int64
	// Bytes and Datagrams are what is kept now.
	Bytes, Datagrams int
}

// fragmentKey names a datagram, RFC 791 §2.3 and RFC 8200 §4.5. Wireshark too adds
// the protocol for IPv6.
type fragmentKey struct {
	src, dst       [16]byte
	id             uint32
	proto, version uint8
}

// datagram is one that still misses fragments. Datagrams form a list in the order
// of their first fragments, which is the order in which they are given up.
type datagram struct {
	key        fragmentKey
	prev, next *datagram
	firstNs    int64
	timeKnown  bool
	total      int     // payload length; -1 until the last fragment is seen
	pieces     []piece // by offset, equal ones in order of arrival
	buf        []byte  // the pieces' bytes in order of arrival
}

// piece is one fragment: size bytes at off of the datagram, start of its buf.
type piece struct{ off, size, start int }

// reassembler keeps fragments within bounds. Invariant: stats.Bytes is the sum of
// len(buf) over the list, stats.Datagrams its length and that of table.
type reassembler struct {
	table          map[fragmentKey]*datagram
	oldest, newest *datagram
	out            []byte // the last datagram put together
	maxBytes       int
	maxDatagrams   int
	timeoutNs      int64
	stats          FragmentStats
}

func (r *reassembler) init(opt Options) {
	r.maxBytes = orDefault(opt.FragmentBytes, defaultFragmentBytes)
	r.maxDatagrams = orDefault(opt.FragmentDatagrams, defaultFragmentDatagrams)
	r.timeoutNs = int64(orDefault(opt.FragmentTimeout, defaultFragmentTimeout))
	r.table = make(map[fragmentKey]*datagram)
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// add keeps a copy of the fragment b at p.FragOff. It returns the whole datagram
// once nothing is missing, valid until the next one is whole.
func (r *reassembler) add(key fragmentKey, p *Packet, b []byte) []byte {
	r.expire(p)
	g := r.table[key]
	if g == nil {
		g = &datagram{key: key, total: -1, firstNs: p.TsNs, timeKnown: p.TsKnown}
		r.append(g)
	}
	if !p.MF && g.total < 0 { // of contradicting ends the first counts, as in Wireshark
		g.total = int(p.FragOff) + len(b)
	}
	one := piece{off: int(p.FragOff), size: len(b), start: len(g.buf)}
	at := len(g.pieces)
	for at > 0 && g.pieces[at-1].off > one.off {
		at--
	}
	g.pieces = slices.Insert(g.pieces, at, one)
	g.buf = append(g.buf, b...)
	r.stats.Bytes += len(b)
	if g.whole() {
		r.out = g.assemble(r.out[:0])
		r.remove(g)
		r.stats.Reassembled++
		return r.out
	}
	if len(g.pieces) >= maxFragments {
		r.drop(g)
	}
	for r.stats.Bytes > r.maxBytes || r.stats.Datagrams > r.maxDatagrams {
		r.drop(r.oldest)
	}
	return nil
}

// whole reports whether the pieces cover the datagram.
func (g *datagram) whole() bool {
	if g.total < 0 || len(g.buf) < g.total {
		return false
	}
	end := 0
	for _, one := range g.pieces {
		if one.off > end || end >= g.total {
			break
		}
		end = max(end, one.off+one.size)
	}
	return end >= g.total
}

// assemble appends the datagram to out. Where pieces overlap the one with the
// lower offset wins, then the earlier one: what Wireshark shows.
func (g *datagram) assemble(out []byte) []byte {
	for _, one := range g.pieces {
		if len(out) >= g.total {
			break // what lies beyond the end may be a gap away
		}
		if skip := len(out) - one.off; skip < one.size {
			out = append(out, g.buf[one.start+skip:one.start+one.size]...)
		}
	}
	return out[:g.total]
}

// expire gives up the datagrams older than the timeout. A capture's time may go
// back; then they stay until the memory bound.
func (r *reassembler) expire(p *Packet) {
	for g := r.oldest; g != nil && p.TsKnown && g.timeKnown && p.TsNs-g.firstNs > r.timeoutNs; g = r.oldest {
		r.drop(g)
	}
}

func (r *reassembler) append(g *datagram) {
	r.table[g.key] = g
	r.stats.Datagrams++
	g.prev = r.newest
	if g.prev == nil {
		r.oldest = g
	} else {
		g.prev.next = g
	}
	r.newest = g
}

func (r *reassembler) drop(g *datagram) {
	r.remove(g)
	r.stats.Dropped++
}

func (r *reassembler) remove(g *datagram) {
	delete(r.table, g.key)
	r.stats.Datagrams--
	r.stats.Bytes -= len(g.buf)
	if g.prev == nil {
		r.oldest = g.next
	} else {
		g.prev.next = g.next
	}
	if g.next == nil {
		r.newest = g.prev
	} else {
		g.next.prev = g.prev
	}
}
