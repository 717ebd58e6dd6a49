package app

// Record types of TLS, RFC 8446 5.1 and RFC 6520.
const (
	RecordChangeCipherSpec = 20
	RecordAlert            = 21
	RecordHandshake        = 22
	RecordApplicationData  = 23
	RecordHeartbeat        = 24
)

// CloseKind says how a close_notify was recognised.
type CloseKind uint8

// The values of CloseKind.
const (
	CloseNone      CloseKind = iota // no close_notify
	ClosePlain                      // readable: alert record, level warning, description 0
	CloseEncrypted                  // the last record is an alert of a length other than 2: encrypted, a close_notify or a fatal alert
	CloseSized                      // TLS 1.3: the last record is application data of 19 bytes, the size of an alert, after others
)

// TLS is what is known of the TLS records of one direction.
type TLS struct {
	// Seen says that a record header was seen; the rest means nothing otherwise.
	Seen bool
	// LastType, LastVersion and LastLen stand in the header of the last record whose header
	// is complete; LastComplete says that all of its LastLen bytes came. LastFrame carried
	// the record's first byte.
	LastType     uint8
	LastComplete bool
	LastVersion  uint16
	LastLen      uint16
	LastFrame    int64
	// CountsKnown says that no record is hidden in a hole, and the stream was seen from its start.
	CountsKnown bool
	// V13 says whether TLS 1.3 was negotiated, by the ServerHello of either direction.
	V13 Truth
	// Hello is the type of the hello that this direction sent: 1 ClientHello, 2 ServerHello, 0 none seen.
	Hello uint8
	// HelloOnly says that a ClientHello, whole or in part, is all that this direction sent.
	HelloOnly bool
	// Records counts record headers, AppRecords those of type 23. AppRecordsBefore is the
	// number of type 23 records before the last record of any type.
	Records, AppRecords, AppRecordsBefore uint32
	// AppBytes counts the bytes of the bodies of type 23 records, seen or cut.
	AppBytes uint64
	// AlertFrame carried the last plaintext alert, of AlertLevel (1 warning, 2 fatal) and
	// AlertCode (RFC 8446 6); 0 if there was none.
	AlertFrame            int64
	AlertLevel, AlertCode uint8
	// Close says that this side ended with a close_notify, and how that is known; CloseFrame
	// carried it. It is taken back when records other than alerts follow.
	Close      CloseKind
	CloseFrame int64
}

// SizedAlert says whether the direction's last record is a complete TLS 1.3 application
// data record of 19 bytes, the size of an encrypted alert. With AppRecordsBefore = 0 it can
// only be a fatal alert, as no Finished went before; else it reads as close_notify.
func (t *TLS) SizedAlert() Truth {
	switch {
	case !t.Seen || t.LastType != RecordApplicationData || t.LastLen != 19:
		return No
	case t.V13 == No:
		return No
	case !t.LastComplete:
		return Unknown
	}
	return t.V13
}
