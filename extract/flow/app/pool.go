package app

// Pool owns the memory of all Conns of one goroutine: the Conns themselves, the buffers of
// segments that wait and of split header sections, and the interned names.
type Pool struct{}

// NewPool returns a Pool whose buffers together stay within limit bytes; 0 means 64 MiB.
// The Conns themselves are not counted: the flow table bounds them.
func NewPool(limit int64) *Pool { return &Pool{} }

// Get returns an empty Conn.
func (p *Pool) Get() *Conn { return &Conn{} }

// Put takes c back with all that it holds. c must not be used afterwards.
func (p *Pool) Put(c *Conn) {}

// Held returns the bytes of buffers that Conns hold now; never more than the limit.
func (p *Pool) Held() int64 { return 0 }
