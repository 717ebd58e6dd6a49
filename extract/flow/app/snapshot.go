package app

// Facts returns what is known now. It declares acknowledged holes lost first. The result is
// valid until the next call of Facts on any Conn of the Pool; copy it to keep it.
func (c *Conn) Facts() *Facts {
	for d := range c.side {
		c.settle(Dir(d), 1) // one byte may be the FIN
	}
	out := &c.pool.out
	*out = c.facts
	for d := range c.side {
		out.Stream[d].Framed = c.framed(Dir(d))
		out.Stream[d].Bye = c.bye(Dir(d))
		t := &out.TLS[d]
		t.HelloOnly = t.HelloOnly && out.Stream[1-d].Bytes == 0
	}
	out.Mismatch = c.mismatch()
	if out.HTTP.Seen {
		c.finishHTTP(&out.HTTP)
	}
	return out
}

// ServerName returns Facts().ServerName without the cost of the rest and without declaring
// anything lost: it may be called for every packet.
func (c *Conn) ServerName() string { return c.facts.ServerName }

// finishHTTP fills what depends on the bytes that still wait for a decision.
func (c *Conn) finishHTTP(h *HTTP) {
	c.undecided(h.ReqDir, &h.Req)
	c.undecided(1-h.ReqDir, &h.Resp)
	if c.early {
		h.Early.OutstandingNow = outstanding(&h.Req)
	}
	r := &h.Resp
	if r.State == MsgBody && r.Body == 0 && r.Method == MethodUnknown {
		r.State = MsgUnknown // the answer to HEAD would be complete
	}
	h.LastComplete = c.exchangeOver()
	// Of a direction that was never seen it is not even known that it is silent.
	if !c.side[1-h.ReqDir].started {
		r.State, h.LastComplete = MsgUnknown, Unknown
	}
	if !c.side[h.ReqDir].started {
		h.Req.State, h.LastComplete = MsgUnknown, Unknown
	}
	switch {
	case h.LastComplete == Yes && h.Exchanges == 0:
		h.LastComplete = No
		if !h.CountsKnown {
			h.LastComplete = Unknown
		}
	case h.LastComplete == Yes && (h.Req.ExcessOpen || h.Resp.ExcessOpen || r.State == MsgUnknown || c.side[1-h.ReqDir].interim):
		h.LastComplete = Unknown
	}
}

// undecided adds the bytes that wait in d for more, to tell a start line from excess.
func (c *Conn) undecided(d Dir, m *Message) {
	s := &c.side[d]
	if s.mode != modeHead || s.open || s.kept() == 0 {
		return
	}
	if _, _, kind := c.opening(d, s.buf.b); kind == startMaybe {
		m.ExcessOpen = true
		return
	}
	if m.ExcessFirst == 0 {
		m.ExcessFirst = s.frame
	}
	m.Excess += uint64(s.kept())
	m.ExcessLast = c.facts.Stream[d].LastFrame
}
