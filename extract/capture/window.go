package capture

import "io"

// attach makes b's memory the window and moves what the last batch left over
// to its start.
func (r *Reader) attach(b *Batch) {
	if b.buf == nil {
		b.buf = make([]byte, batchBytes)
	}
	r.move(b.buf)
}

// detach saves what b leaves over, usually a part of one record, and gives up
// b's memory.
func (r *Reader) detach() {
	if n := r.wr - r.kept(); n > len(r.own) {
		r.own = make([]byte, n)
	}
	r.move(r.own)
}

// kept is the start of what may still be needed: the last record, if it may
// turn out to be wrong, or what is not parsed.
func (r *Reader) kept() int {
	if r.doubt >= 0 {
		return r.doubt
	}
	return r.rd
}

// move copies what is kept to the start of to, which becomes the window.
func (r *Reader) move(to []byte) {
	k := r.kept()
	n := copy(to, r.buf[k:r.wr])
	r.base += int64(k)
	r.buf, r.rd, r.wr = to, r.rd-k, n
	if r.doubt >= 0 {
		r.doubt = 0
	}
}

// room makes sure that need bytes from r.rd on fit the window, and some more.
// If frames of b lie in the way it returns false: they are delivered first.
func (r *Reader) room(need int, b *Batch) bool {
	if need > batchBytes {
		panic("capture: a parser asks for more than a batch holds")
	}
	if r.wr < len(r.buf) && r.rd+need <= len(r.buf) {
		return true
	}
	if len(b.Frames) > 0 {
		return false
	}
	if r.rd-r.kept()+need > len(r.buf) {
		r.doubt = -1
	}
	r.move(r.buf)
	return true
}

// fill reads once, up to limit bytes, behind the window.
func (r *Reader) fill(limit int) {
	end := min(len(r.buf), r.wr+limit)
	for range 100 {
		n, err := r.src.Read(r.buf[r.wr:end])
		r.wr += n
		if err != nil {
			r.srcErr = err
			return
		}
		if n > 0 {
			return
		}
	}
	r.srcErr = io.ErrNoProgress
}

// drop moves the window's start n bytes on, past its end if need be.
func (r *Reader) drop(n int64) {
	k := min(n, int64(r.wr-r.rd))
	r.rd += int(k)
	r.skip = n - k
}

// lose records a range of bytes that gave nothing.
func (r *Reader) lose(from, to int64, reason string) {
	in := &r.info
	in.LossCount++
	in.LostBytes += to - from
	if len(in.Losses) < MaxLosses {
		in.Losses = append(in.Losses, Loss{From: from, To: to, Frame: r.last, Reason: reason})
	}
}
