package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/eclipse/paho.mqtt.golang/packets"
)

// passwordVariable is where the password of --user is: a flag would show it to every user of the machine.
const passwordVariable = "MQTT_PASSWORD"

// A login is who a client says it is. The password counts with a user alone (MQTT 3.1.1, 3.1.2.9).
type login struct{ user, password string }

// check tells what cannot be sent (MQTT 3.1.1, 1.5.3 and 3.1.3.5). It never has the password in its words.
func (l login) check() error {
	switch {
	case len(l.user) > math.MaxUint16:
		return fmt.Errorf("--user: a name has %d bytes at the most", math.MaxUint16)
	case len(l.password) > math.MaxUint16:
		return fmt.Errorf("%s: a password has %d bytes at the most", passwordVariable, math.MaxUint16)
	}
	return nil
}

// advise says what to do where the broker lets nobody in who is this one.
func (l login) advise(err error) error {
	switch {
	case !errors.Is(err, packets.ErrorRefusedNotAuthorised) && !errors.Is(err, packets.ErrorRefusedBadUsernameOrPassword):
		return err
	case l.user == "":
		return fmt.Errorf("%w: it may want a --user, with the password in %s", err, passwordVariable)
	}
	return fmt.Errorf("%w: check --user and the password in %s", err, passwordVariable)
}
