package app

// Method is an HTTP request method.
type Method uint8

// MethodUnknown is the method of a request that was not seen.
const MethodUnknown Method = 0

// String is the method as it stands in the request line; "" for MethodUnknown, "other" for
// a method that is not in the list.
func (m Method) String() string { return "" }
