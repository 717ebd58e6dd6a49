package flow

import (
	"strconv"

	"whyrst/extract/fact"
	"whyrst/extract/flow/app"
)

// fillApp takes over what application framing knows.
func (t *Tracker) fillApp(r *fact.Reset, c *conn, q *pending, g *seg) {
	f := c.app.Facts()
	cd := c.appDir(c.client) // direction of the client's bytes
	sd := c.appDir(q.d)      // of S's
	fillProto(r, f, cd)
	if f.HTTP.Seen {
		fillHTTP(r, &f.HTTP)
	}
	fillTLS(r, f, c, sd)
	fillObjects(r, f, sd)
	if f.Conflict.Frame != 0 {
		r.PayloadConflictFrame = fact.Some(f.Conflict.Frame)
	}
	r.Goodbye = f.Stream[0].Bye != 0 || f.Stream[1].Bye != 0
	r.PDataAfterClose = f.Stream[1-sd].AfterPeerClose > 0
}

func fillProto(r *fact.Reset, f *app.Facts, cd app.Dir) {
	cp, sp := f.Stream[cd].Proto, f.Stream[1-cd].Proto
	if cp != app.ProtoUnknown {
		r.ClientSpeaks = fact.Some(cp.String())
	}
	if sp != app.ProtoUnknown {
		r.ServerSpeaks = fact.Some(sp.String())
	}
	if f.Mismatch != app.Unknown {
		r.ProtocolMismatch = fact.Some(f.Mismatch == app.Yes)
		if f.Mismatch == app.Yes {
			r.MismatchFrame = fact.Some(f.Stream[1-cd].ProtoFrame)
		}
	}
	r.AppProto = appProto(f, cp, sp)
}

// appProto folds what both sides show into one protocol.
func appProto(f *app.Facts, cp, sp app.Proto) fact.AppProto {
	switch {
	case f.HTTP.Seen:
		return fact.AppHTTP
	case f.TLS[0].Seen || f.TLS[1].Seen:
		return fact.AppTLS
	}
	for _, p := range [2]app.Proto{cp, sp} {
		switch p {
		case app.ProtoHTTPRequest, app.ProtoHTTPResponse:
			return fact.AppHTTP
		case app.ProtoHTTP2:
			return fact.AppHTTP2
		case app.ProtoTLS, app.ProtoTLSAlert:
			return fact.AppTLS
		case app.ProtoSSH:
			return fact.AppSSH
		case app.ProtoSMTP, app.ProtoMailOrFTP:
			return fact.AppSMTP
		case app.ProtoFTP:
			return fact.AppFTP
		}
	}
	if cp != app.ProtoUnknown || sp != app.ProtoUnknown {
		return fact.AppOther
	}
	return fact.AppNone
}

var msgStates = [...]fact.MsgState{app.MsgUnknown: fact.MsgUnknown, app.MsgNone: fact.MsgNone,
	app.MsgHeaders: fact.MsgHeaders, app.MsgBody: fact.MsgBody, app.MsgComplete: fact.MsgComplete}

func fillHTTP(r *fact.Reset, h *app.HTTP) {
	if h.Req.Method != app.MethodUnknown {
		r.HTTPMethod = fact.Some(h.Req.Method.String())
	}
	if h.Req.Host != "" {
		r.HTTPHost = fact.Some(h.Req.Host)
	}
	if h.Resp.Status != 0 {
		r.HTTPStatus = fact.Some(h.Resp.Status)
		r.HTTPRespDone = fact.Some(int64(h.Resp.Body))
	}
	r.HTTPReqState, r.HTTPRespState = msgStates[h.Req.State], msgStates[h.Resp.State]
	if h.Req.Length >= 0 && h.Req.Framing == app.FramingLength {
		r.HTTPContentLength = fact.Some(h.Req.Length)
	}
	if n, ok := h.Req.Missing(); ok {
		r.HTTPReqMissing = fact.Some(int64(n))
	}
	if h.Req.State == app.MsgComplete {
		r.HTTPReqExcess = fact.Some(int64(h.Req.Excess))
		if h.Req.ExcessFirst != 0 {
			r.HTTPExcessFrame = fact.Some(h.Req.ExcessFirst)
		}
	}
	if f := h.Resp.Framing; f != app.FramingUnknown {
		r.HTTPRespFramed = fact.Some(f != app.FramingUntilClose)
	}
	if h.Resp.Length >= 0 && h.Resp.Framing == app.FramingLength {
		r.HTTPRespTotal = fact.Some(h.Resp.Length)
	}
	// An early answer to an earlier request explains nothing.
	if e := &h.Early; e.Frame != 0 && e.Frame == h.Resp.Frame && h.Req.Frame <= e.Frame {
		r.HTTPEarlyStatus, r.HTTPEarlyFrame = fact.Some(e.Status), fact.Some(e.Frame)
		if e.Outstanding >= 0 {
			r.HTTPEarlyMissing = fact.Some(e.Outstanding)
		}
	} else if h.Unsolicited != 0 && h.Resp.HeadFrame == h.Unsolicited {
		// No request had begun: nothing can be more early.
		r.HTTPEarlyStatus, r.HTTPEarlyFrame = fact.Some(h.Resp.Status), fact.Some(h.Unsolicited)
	}
	r.HTTPExchanges = fact.Some(int32(h.Exchanges))
	r.HTTPCloseAnnounced = fact.Some(h.Req.Close || h.Resp.Close)
	if h.KeepAliveTimeout >= 0 {
		r.HTTPKeepaliveTimeout = fact.Some(h.KeepAliveTimeout)
	}
}

// fillTLS reads alerts and close_notify. In TLS 1.3 a record of 19 bytes as the only application data is a fatal
// alert (no Finished went before), else a close_notify (rst-causes 13).
func fillTLS(r *fact.Reset, f *app.Facts, c *conn, sd app.Dir) {
	if f.TLS[app.FromClient].Hello == 1 && f.ServerName != "" {
		r.TLSServerName = fact.Some(f.ServerName)
	}
	s, p := &f.TLS[sd], &f.TLS[1-sd]
	if !s.Seen && !p.Seen {
		return
	}
	cl, sv := &f.TLS[c.appDir(c.client)], &f.TLS[1-c.appDir(c.client)]
	r.TLSClientHelloOnly = fact.Some(cl.HelloOnly && !sv.Seen && f.Stream[1-c.appDir(c.client)].Bytes == 0)
	r.TLSAppBytesS, r.TLSAppBytesP = fact.Some(int64(s.AppBytes)), fact.Some(int64(p.AppBytes))
	r.TLSCloseNotifyS, r.TLSCloseNotifyP = closeNotify(s), closeNotify(p)
	if n := max(s.CloseFrame, p.CloseFrame); n != 0 {
		r.TLSCloseNotifyFrame = fact.Some(n)
	}
	for i, x := range [2]*app.TLS{s, p} {
		from := r.From
		if i == 1 {
			from = fact.Client + fact.Server - r.From
		}
		switch {
		case x.AlertFrame != 0 && x.AlertLevel == 2:
			r.TLSAlertFrom, r.TLSAlertPlain = fact.Some(from), true
			r.TLSAlertCode, r.TLSAlertFrame = fact.Some(x.AlertCode), fact.Some(x.AlertFrame)
			r.TLSAlertName = fact.Some(tlsAlertName(x.AlertCode))
			return
		case x.SizedAlert() == app.Yes && x.AppRecordsBefore == 0 && !r.TLSAlertFrom.Known:
			r.TLSAlertFrom, r.TLSAlertFrame = fact.Some(from), fact.Some(x.LastFrame)
		}
	}
}

func closeNotify(x *app.TLS) (u fact.Opt[bool]) {
	if !x.Seen {
		return u
	}
	if x.Close != app.CloseNone && !(x.SizedAlert() == app.Yes && x.AppRecordsBefore == 0) {
		return fact.Some(true)
	}
	return fact.Some(false)
}

// fillObjects says whether the current message of either side is unfinished by framing.
func fillObjects(r *fact.Reset, f *app.Facts, sd app.Dir) {
	un := [2]fact.Opt[bool]{}
	if f.HTTP.Seen {
		un[f.HTTP.ReqDir] = unfinished(&f.HTTP.Req)
		un[1-f.HTTP.ReqDir] = unfinished(&f.HTTP.Resp)
	} else {
		for d := range un {
			if x := &f.TLS[d]; x.Seen && !x.LastComplete {
				un[d] = fact.Some(true)
			}
		}
	}
	r.SObjectUnfinished, r.PObjectUnfinished = un[sd], un[1-sd]
}

func unfinished(m *app.Message) (u fact.Opt[bool]) {
	switch m.State {
	case app.MsgHeaders, app.MsgBody:
		return fact.Some(true)
	case app.MsgComplete, app.MsgNone:
		return fact.Some(false)
	}
	return u
}

// tlsAlerts are the alert descriptions of RFC 8446 6 and its predecessors.
var tlsAlerts = map[uint8]string{0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac",
	21: "decryption_failed", 22: "record_overflow", 30: "decompression_failure", 40: "handshake_failure",
	41: "no_certificate", 42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked",
	45: "certificate_expired", 46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca",
	49: "access_denied", 50: "decode_error", 51: "decrypt_error", 60: "export_restriction",
	70: "protocol_version", 71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback",
	90: "user_canceled", 100: "no_renegotiation", 109: "missing_extension", 110: "unsupported_extension",
	111: "certificate_unobtainable", 112: "unrecognized_name", 113: "bad_certificate_status_response",
	114: "bad_certificate_hash_value", 115: "unknown_psk_identity", 116: "certificate_required",
	120: "no_application_protocol"}

func tlsAlertName(code uint8) string {
	if n, ok := tlsAlerts[code]; ok {
		return n
	}
	return "alert_" + strconv.Itoa(int(code))
}
