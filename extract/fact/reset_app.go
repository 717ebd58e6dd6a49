package fact

// ResetApp is the application's view up to the RST, from in-order bytes only.
type ResetApp struct {
	// AppProto is the protocol that the first bytes show.
	AppProto AppProto `col:"flow_app_proto"`
	// ClientSpeaks is the protocol of the client's first bytes. Unknown when they show none.
	ClientSpeaks Opt[string] `col:"flow_client_speaks"`
	// ServerSpeaks is the protocol of the server's first bytes. Unknown when they show none.
	ServerSpeaks Opt[string] `col:"flow_server_speaks"`
	// ProtocolMismatch says that the two can't be one protocol. Unknown when either is.
	ProtocolMismatch Opt[bool] `col:"flow_protocol_mismatch"`
	// MismatchFrame is the frame of the server's first bytes that show it. Unknown when there is no mismatch.
	MismatchFrame Opt[int64] `col:"flow_mismatch_frame"`
	// PayloadConflictFrame is the frame that carried other content for bytes already seen. Unknown when there is none.
	PayloadConflictFrame Opt[int64] `col:"flow_payload_conflict_frame"`
	// HTTPMethod is the method of the current or last request. Unknown when there is none.
	HTTPMethod Opt[string] `col:"flow_http_method"`
	// HTTPHost is the host of that request. Unknown when there is none.
	HTTPHost Opt[string] `col:"flow_http_host"`
	// HTTPStatus is the status code of the last response head. Unknown when there is none.
	HTTPStatus Opt[uint16] `col:"flow_http_status"`
	// HTTPReqState is the state of the current request by framing.
	HTTPReqState MsgState `col:"flow_http_req_state" see:"RFC 9112 6"`
	// HTTPRespState is the state of the current response by framing.
	HTTPRespState MsgState `col:"flow_http_resp_state" see:"RFC 9112 6"`
	// HTTPContentLength is the request's Content-Length. Unknown when it has none.
	HTTPContentLength Opt[int64] `col:"flow_http_content_length" unit:"bytes"`
	// HTTPReqMissing counts body bytes of the request that were not sent yet. Unknown when framing does not say.
	HTTPReqMissing Opt[int64] `col:"flow_http_req_missing" unit:"bytes"`
	// HTTPReqExcess counts bytes after the complete request that begin no valid message. Unknown when framing is.
	HTTPReqExcess Opt[int64] `col:"flow_http_req_excess" unit:"bytes"`
	// HTTPExcessFrame is the frame that carried the first of them. Unknown when there are none.
	HTTPExcessFrame Opt[int64] `col:"flow_http_excess_frame"`
	// HTTPRespDone counts body bytes of the response that were sent. Unknown when there is no response.
	HTTPRespDone Opt[int64] `col:"flow_http_resp_done" unit:"bytes"`
	// HTTPRespTotal is the length that the response announced. Unknown when it is chunked or read until close.
	HTTPRespTotal Opt[int64] `col:"flow_http_resp_total" unit:"bytes"`
	// HTTPRespFramed says that the response says where it ends: by a length, by chunks, or by having no body. Unknown when there is no response head.
	HTTPRespFramed Opt[bool] `col:"flow_http_resp_framed" see:"RFC 9112 6.3"`
	// HTTPEarlyStatus is the status of a final response whose head was sent while the request was incomplete. Unknown when there is none.
	HTTPEarlyStatus Opt[uint16] `col:"flow_http_early_status"`
	// HTTPEarlyFrame is the frame of that head. Unknown when there is none.
	HTTPEarlyFrame Opt[int64] `col:"flow_http_early_frame"`
	// HTTPEarlyMissing counts request bytes outstanding at that moment. Unknown when there is none, or the length is unknown.
	HTTPEarlyMissing Opt[int64] `col:"flow_http_early_missing" unit:"bytes"`
	// HTTPExchanges counts complete exchanges. Unknown when the connection is not HTTP.
	HTTPExchanges Opt[int32] `col:"flow_http_exchanges" unit:"count"`
	// HTTPCloseAnnounced says that a message of the last exchange announced the close. Unknown when the connection is not HTTP.
	HTTPCloseAnnounced Opt[bool] `col:"flow_http_close_announced" see:"RFC 9112 9.6"`
	// HTTPKeepaliveTimeout is the server's Keep-Alive: timeout hint. Unknown when there is none.
	HTTPKeepaliveTimeout Opt[int32] `col:"flow_http_keepalive_timeout" unit:"s"`
	// TLSServerName is the server_name of the ClientHello. Unknown when not seen.
	TLSServerName Opt[string] `col:"flow_tls_server_name" see:"RFC 6066 3"`
	// TLSClientHelloOnly says that the client's only payload is a ClientHello and the server sent none. Unknown when not TLS.
	TLSClientHelloOnly Opt[bool] `col:"flow_tls_client_hello_only"`
	// TLSAlertFrom is the sender of the last plain fatal alert, or of an encrypted record that must be one. Unknown when there is none.
	TLSAlertFrom Opt[Side] `col:"flow_tls_alert_from"`
	// TLSAlertPlain says that the alert could be read. False when there is none.
	TLSAlertPlain bool `col:"flow_tls_alert_plain"`
	// TLSAlertCode is the description of a plain alert. Unknown when there is none.
	TLSAlertCode Opt[uint8] `col:"flow_tls_alert_code" see:"RFC 8446 6"`
	// TLSAlertName is its name. Unknown when there is none.
	TLSAlertName Opt[string] `col:"flow_tls_alert_name" see:"RFC 8446 6"`
	// TLSAlertFrame is its frame. Unknown when there is none.
	TLSAlertFrame Opt[int64] `col:"flow_tls_alert_frame"`
	// TLSCloseNotifyS says that S sent a close_notify, or an encrypted alert at the end. Unknown when not TLS.
	TLSCloseNotifyS Opt[bool] `col:"flow_tls_close_notify_s" see:"RFC 8446 6.1"`
	// TLSCloseNotifyP says the same of P. Unknown when not TLS.
	TLSCloseNotifyP Opt[bool] `col:"flow_tls_close_notify_p" see:"RFC 8446 6.1"`
	// TLSCloseNotifyFrame is the frame of the last of these. Unknown when there is none.
	TLSCloseNotifyFrame Opt[int64] `col:"flow_tls_close_notify_frame"`
	// TLSAppBytesS counts S's application data records' bytes. Unknown when not TLS.
	TLSAppBytesS Opt[int64] `col:"flow_tls_app_bytes_s" unit:"bytes"`
	// TLSAppBytesP counts P's. Unknown when not TLS.
	TLSAppBytesP Opt[int64] `col:"flow_tls_app_bytes_p" unit:"bytes"`
	// Goodbye says that the protocol's own farewell was seen (SMTP 221, FTP 221, and the like).
	Goodbye bool `col:"flow_goodbye"`
	// PDataAfterClose says that P's bytes arrived after S's TLS close_notify or HTTP close: unread for certain.
	PDataAfterClose bool `col:"flow_p_data_after_app_close"`
}
