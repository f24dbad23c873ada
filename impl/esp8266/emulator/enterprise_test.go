package emulator

import "testing"

// EAP-TLS is by certificate: the module must have one and be told to show it.
func TestEnterpriseByCertificate(t *testing.T) {
	cert, _ := secret(t)
	company := AccessPoint{SSID: "company", Security: WPA2Enterprise}
	s := inStationMode(t, Firmware17, BootGarbage(false), company)
	s.play(`
		> AT+CWJEAP_CUR="company",0,"me",,,1\r\n
		< +CWJEAP_CUR:Timeout\r\n\r\nERROR\r\n`)
	s = inStationMode(t, Firmware17, BootGarbage(false), company, Certificates(cert))
	s.play(`
		> AT+CWJEAP_CUR="company",0,"me",,,1\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWJEAP_CUR="lab",1,"me","me","x",0\r\n
		< WIFI DISCONNECT\r\n+CWJEAP_CUR:Timeout\r\n\r\nERROR\r\n`)
	s.idle()
}
