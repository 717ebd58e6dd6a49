package good

// Form has Values, so it is an enum.
type Form uint8

// Values lists the texts.
func (Form) Values() []string { return []string{"abort", "reply"} }

// Row has every kind of column.
type Row struct {
	// Port is a port.
	Port uint16 `col:"port" ws:"tcp.port"`
	// Seq is a sequence number. Unknown when cut.
	Seq Opt[uint32] `col:"seq" see:"RFC 9293 3.4"`
	// IdleUs is a time.
	// It has a second line. Unknown when nothing came before.
	IdleUs Opt[int64] `col:"idle_us" unit:"us"`
	RowPart
	Judgement
	// hidden has no tag and no column.
	hidden int
}

// RowPart is a part of Row: its name begins with the row's.
type RowPart struct {
	// Form is an enum.
	Form Form `col:"form"`
	// DF is a flag. Unknown when IPv6.
	DF Opt[bool] `col:"df"`
	// At is a moment.
	At Time `col:"at"`
	// Client is an address.
	Client Addr `col:"client"`
	// Outer is an address with a NULL. Unknown when there is no tunnel.
	Outer Addr `col:"outer"`
	// Inner is an address. Unknown when there is none.
	Inner Opt[Addr] `col:"inner"`
	// Mac is a MAC. Unknown when there is no Ethernet.
	Mac Opt[MAC] `col:"mac"`
	// Name is text.
	Name string `col:"name"`
}

// Judgement is a row of its own too.
type Judgement struct {
	// Evidence is a list.
	Evidence []string `col:"evidence"`
}

// Plain has no columns.
type Plain struct{ A int }
