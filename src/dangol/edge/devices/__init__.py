"""The door of connected devices: MQTT, by a broker that keeps what was published until it is heard.

Takes messages of devices; gives entries to the log, and acknowledges a message once it is there.
"""
