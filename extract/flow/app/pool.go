package app

import "unsafe"

// defaultLimit bounds the buffers of a Pool: ten thousand connections, each with a split
// header section and a hole, at once.
const defaultLimit = 64 << 20

// maxNames bounds the interned names; the oldest generation is dropped as a whole.
const maxNames = 64 << 10

// Buffer classes are powers of two: a full segment of 1460 bytes fits the smallest.
const (
	minClass = 11 // 2 KiB
	maxClass = 16 // 64 KiB
)

// buffer is a piece of pooled memory.
type buffer struct {
	b     []byte
	next  *buffer
	class uint8
}

// Pool owns the memory of all Conns of one goroutine: the Conns themselves, the buffers of
// segments that wait and of split header sections, and the interned names.
type Pool struct {
	limit   int64
	held    int64 // by Conns
	idle    int64 // in the free lists
	buffers [maxClass - minClass + 1]*buffer
	holds   *hold
	conns   []*Conn
	names   map[string]string
	out     Facts // what Conn.Facts returns
}

// NewPool returns a Pool whose buffers together stay within limit bytes; 0 means 64 MiB.
// The Conns themselves are not counted: the flow table bounds them.
func NewPool(limit int64) *Pool {
	if limit <= 0 {
		limit = defaultLimit
	}
	return &Pool{limit: limit, names: map[string]string{}}
}

// Get returns an empty Conn.
func (p *Pool) Get() *Conn {
	var c *Conn
	if n := len(p.conns); n > 0 {
		c, p.conns = p.conns[n-1], p.conns[:n-1]
	} else {
		c = new(Conn)
	}
	c.init(p)
	return c
}

// Put takes c back with all that it holds. c must not be used afterwards.
func (p *Pool) Put(c *Conn) {
	if c.pool != p {
		panic("app: Conn put into a Pool that does not own it")
	}
	for d := range c.side {
		c.release(&c.side[d])
		c.dropHold(&c.side[d])
	}
	c.pool = nil // a second Put, or use after Put, fails at once
	p.conns = append(p.conns, c)
}

// Held returns the bytes of buffers that Conns hold now; never more than the limit.
func (p *Pool) Held() int64 { return p.held }

// reserve accounts for n bytes about to be allocated; false if the limit forbids it. Idle
// buffers of other classes give way.
func (p *Pool) reserve(n int64) bool {
	if p.held+p.idle+n > p.limit {
		p.buffers = [len(p.buffers)]*buffer{}
		p.holds = nil
		p.idle = 0
	}
	return p.held+n <= p.limit
}

// buffer returns an empty buffer for at least n bytes, or nil if the limit or the largest
// class forbids it.
func (p *Pool) buffer(n int) *buffer {
	class := minClass
	for n > 1<<class {
		class++
	}
	if class > maxClass {
		return nil
	}
	size := int64(1) << class
	if b := p.buffers[class-minClass]; b != nil {
		p.buffers[class-minClass], b.next = b.next, nil
		p.held += size
		p.idle -= size
		return b
	}
	if !p.reserve(size) {
		return nil
	}
	p.held += size
	return &buffer{b: make([]byte, 0, size), class: uint8(class)}
}

// free takes a buffer back.
func (p *Pool) free(b *buffer) {
	size := int64(1) << b.class
	p.held -= size
	p.idle += size
	b.b = b.b[:0]
	b.next = p.buffers[b.class-minClass]
	p.buffers[b.class-minClass] = b
}

const holdSize = int64(unsafe.Sizeof(hold{}))

// hold returns an empty hold, or nil if the limit forbids it.
func (p *Pool) hold() *hold {
	if h := p.holds; h != nil {
		p.holds = h.next
		*h = hold{}
		p.held += holdSize
		p.idle -= holdSize
		return h
	}
	if !p.reserve(holdSize) {
		return nil
	}
	p.held += holdSize
	return &hold{}
}

// freeHold takes an empty hold back.
func (p *Pool) freeHold(h *hold) {
	p.held -= holdSize
	p.idle += holdSize
	h.next = p.holds
	p.holds = h
}

// intern returns b as a string, allocating only for a name that is new.
func (p *Pool) intern(b []byte) string {
	if s, ok := p.names[string(b)]; ok {
		return s
	}
	if len(p.names) >= maxNames {
		p.names = map[string]string{}
	}
	s := string(b)
	p.names[s] = s
	return s
}
