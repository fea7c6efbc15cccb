// Package bench is `giaoban bench`: a load generator and yardstick. It joins a room of any server that speaks
// LiveKit's protocol, publishes synthetic media, subscribes many times over, and reports what arrived, how late, and
// what it cost the server per packet, as a ratio to the calibration loop that runs beside every measurement.
//
// The sub-packages: synth makes the media, client speaks the protocol, host asks the machine, calibrate runs the
// loop, report sums up and prints.
package bench
