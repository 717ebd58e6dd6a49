package app

// maxRecord is the largest length of a record: 2^14 and the expansion that TLS 1.2 allows
// (RFC 5246 6.2.3; TLS 1.3 allows less).
const maxRecord = 1<<14 + 2048

// maxHello bounds the hello that is read: post-quantum key shares make it about 1.8 KB.
const maxHello = 8 << 10

// recordHeader is the size of type, version and length.
const recordHeader = 5

// stepRecord collects a record header; s.n counts its bytes and s.word holds them.
func (c *Conn) stepRecord(d Dir, b []byte) int {
	s := &c.side[d]
	if s.n == 0 {
		s.word, s.frame = 0, c.frame
		if s.helloDone {
			c.facts.TLS[d].HelloOnly = false
		}
	}
	n := 0
	for n < len(b) && s.n < recordHeader {
		s.word = s.word<<8 | uint64(b[n])
		s.n++
		n++
	}
	at := s.next
	s.next = at.Add(int32(n))
	if s.n < recordHeader {
		return n
	}
	s.n = 0
	typ, version, length := uint8(s.word>>32), uint16(s.word>>16), uint16(s.word)
	if !validRecord(typ, version, length) {
		c.lost(d)
		return n
	}
	c.record(d, typ, version, length)
	t := &c.facts.TLS[d]
	if typ == RecordApplicationData && s.turn && !(length == alertSized && t.V13 != No) {
		s.begins(at.Add(int32(n-recordHeader)), true)
	}
	return n
}

// validRecord says whether the three can head a record.
func validRecord(typ uint8, version, length uint16) bool {
	return typ >= RecordChangeCipherSpec && typ <= RecordHeartbeat &&
		version>>8 == 3 && version&0xFF <= 4 && length <= maxRecord
}

// alertSized is the length of a TLS 1.3 record that holds an alert: two bytes, the inner
// content type, and the tag of an AEAD in general use (RFC 8446 5.2).
const alertSized = 19

// record begins the content of a record.
func (c *Conn) record(d Dir, typ uint8, version, length uint16) {
	s, t := &c.side[d], &c.facts.TLS[d]
	t.Seen = true
	t.AppRecordsBefore = t.AppRecords
	t.Records++
	if typ != RecordAlert && t.Close != CloseNone {
		c.reopen(d)
	}
	t.LastType, t.LastVersion, t.LastLen = typ, version, length
	t.LastComplete, t.LastFrame = false, s.frame
	s.left = uint64(length)
	s.mode = modeRecordBody
	switch {
	case typ == RecordApplicationData:
		t.AppRecords++
	case typ == RecordChangeCipherSpec:
		s.encrypted = true
	case typ == RecordAlert && length == 2:
		s.mode = modeAlert
	case typ == RecordHandshake && !s.helloDone && !s.encrypted:
		s.mode = modeHello
	}
	if typ != RecordHandshake {
		t.HelloOnly = false
		c.endHello(d)
	}
	if s.left == 0 {
		c.endRecord(d)
	}
}

// endRecord ends a record all of whose bytes came.
func (c *Conn) endRecord(d Dir) {
	s, t := &c.side[d], &c.facts.TLS[d]
	s.mode = modeRecord
	t.LastComplete = true
	switch {
	case t.LastType == RecordAlert && t.LastLen != 2:
		c.announceClose(d, CloseEncrypted)
	case t.SizedAlert() == Yes && t.AppRecordsBefore > 0:
		c.announceClose(d, CloseSized)
	}
}

func (c *Conn) announceClose(d Dir, how CloseKind) {
	t := &c.facts.TLS[d]
	t.Close, t.CloseFrame = how, c.frame
	c.side[d].closed = true
}

// reopen takes a close_notify back: more records followed, so it was none.
func (c *Conn) reopen(d Dir) {
	t := &c.facts.TLS[d]
	t.Close, t.CloseFrame = CloseNone, 0
	c.side[d].closed = false
	peer := &c.facts.Stream[1-d]
	peer.AfterPeerClose, peer.AfterPeerCloseFrame = 0, 0
}

// stepAlert collects the two bytes of a plaintext alert in s.word.
func (c *Conn) stepAlert(d Dir, b []byte) int {
	s, t := &c.side[d], &c.facts.TLS[d]
	n := 0
	for n < len(b) && s.left > 0 {
		s.word = s.word<<8 | uint64(b[n])
		s.left--
		n++
	}
	if s.left > 0 {
		return n
	}
	level, code := uint8(s.word>>8), uint8(s.word)
	if level == 1 || level == 2 {
		t.AlertFrame, t.AlertLevel, t.AlertCode = c.frame, level, code
	}
	if level == 1 && code == 0 {
		c.announceClose(d, ClosePlain)
	}
	c.endRecord(d)
	return n
}

// lostTLS marks what the records hidden in a hole make unknown.
func (c *Conn) lostTLS(d Dir) {
	t := &c.facts.TLS[d]
	t.CountsKnown, t.HelloOnly = false, false
	t.LastType, t.LastVersion, t.LastLen, t.LastComplete, t.LastFrame = 0, 0, 0, false, 0
	if t.Close == CloseSized || t.Close == CloseEncrypted {
		c.reopen(d) // the record that showed it may not have been the last
	}
}

// plausibleRecord says whether b, at the start of a segment, can be a record header of the
// session. Either the records fill the segment exactly, or the version is that of the records
// before, or TLS 1.2's, which TLS 1.3 keeps, and the type is one that bulk has: bytes of a body
// pass by chance once in 2^30 segments.
func (c *Conn) plausibleRecord(b []byte) bool {
	if len(b) < recordHeader {
		return false
	}
	typ, version, length := header(b)
	if !validRecord(typ, version, length) || length == 0 {
		return false
	}
	if version >= 0x0301 && fills(b, version) {
		return true
	}
	want := uint16(0x0303)
	for i := range c.facts.TLS {
		if t := &c.facts.TLS[i]; t.Records > 1 && t.LastVersion != 0 {
			want = t.LastVersion
		}
	}
	return version == want && typ == RecordApplicationData
}

// header reads a record header.
func header(b []byte) (typ uint8, version, length uint16) {
	return b[0], uint16(b[1])<<8 | uint16(b[2]), uint16(b[3])<<8 | uint16(b[4])
}

// fills says whether b is whole records of one version and nothing else.
func fills(b []byte, version uint16) bool {
	for len(b) >= recordHeader {
		typ, v, length := header(b)
		if v != version || !validRecord(typ, v, length) || len(b) < recordHeader+int(length) {
			return false
		}
		b = b[recordHeader+int(length):]
	}
	return len(b) == 0
}
