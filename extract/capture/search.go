package capture

// verdict answers whether a record starts somewhere.
type verdict uint8

const (
	no      verdict = iota
	yes             // its header is sound; a chain of them is convincing
	certain         // it proves itself by a second length at its end
	more            // cannot tell from so few bytes
)

// chainLength is the number of consecutive sound headers that end a search.
const chainLength = 3

// search is the state of looking for the next good record after damage.
type search struct {
	on     bool
	from   int64 // where the damage starts
	reason string
	cause  error // for the Error, if nothing more is found
	first  int   // where to look first, from r.rd on; 0 for nowhere
}

// damage starts a search at the byte after r.rd. If the record before it is
// odd itself, its length was wrong and there are records in its data: it has
// been delivered, as Wireshark does, but the search starts at its second byte.
func (r *Reader) damage(reason string, cause error) {
	from := r.base + int64(r.rd)
	if r.doubt >= 0 && r.parser.odd(r.buf[r.doubt:r.wr]) {
		r.rd = r.doubt
		from = r.base + int64(r.rd) + 1
		reason += ", after a doubtful record"
	}
	r.doubt = -1
	r.search = search{on: true, from: from, reason: reason, cause: cause}
	r.rd++
}

// cutShort says whether what is left is the sound beginning of a record. Then
// the file just ends, and nothing is looked for in it: the payload may be a
// capture that was being transferred.
func (r *Reader) cutShort() bool {
	if r.doubt >= 0 && r.parser.odd(r.buf[r.doubt:r.wr]) {
		return false
	}
	_, v := r.parser.plausible(r.buf[r.rd:r.wr])
	return v != no
}

// damageSkip starts a search too, but tries the place size bytes on before
// any other: what lies between may be the payload of a transferred capture.
func (r *Reader) damageSkip(reason string, size int) {
	r.damage(reason, ErrCorrupt)
	r.search.first = size - 1
}

// look moves r.rd to the next place where records start, and ends the search
// if there is one in the window. Otherwise it returns how many bytes from the
// new r.rd on it needs.
func (r *Reader) look() (need int) {
	if k := r.search.first; k > 0 && k <= r.wr-r.rd {
		n, v := r.chain(r.buf[r.rd+k : r.wr])
		if v == more && r.srcErr == nil && k+n <= batchBytes {
			return k + n
		}
		r.search.first = 0
		if v == certain {
			r.rd += k
		}
	}
	for ; r.rd < r.wr; r.rd++ {
		n, v := r.chain(r.buf[r.rd:r.wr])
		switch {
		case v == more && r.srcErr == nil && n <= batchBytes:
			return n
		case v == certain:
			r.lose(r.search.from, r.base+int64(r.rd), r.search.reason)
			r.search = search{}
			return 0
		}
	}
	return 1
}

// chain says certain if records follow each other from p[0] on: chainLength
// of them, one that proves itself, or as many as there are up to the end of
// the file, where the last may be cut off if it is not the only one. With
// more it says how long p must be.
func (r *Reader) chain(p []byte) (n int, v verdict) {
	end := r.srcErr != nil
	off := 0
	for count := 0; count < chainLength; count++ {
		if end && off >= len(p) && count > 0 {
			if off == len(p) || count > 1 {
				return 0, certain
			}
			return 0, no
		}
		if off >= len(p) {
			return off + 1, more
		}
		size, v := r.parser.plausible(p[off:])
		switch v {
		case no, certain:
			return 0, v
		case more:
			if end {
				return 0, no
			}
			return off + size, more
		}
		off += size
	}
	return 0, certain
}
