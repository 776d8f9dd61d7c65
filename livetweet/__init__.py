"""livetweet: the desk for promoting an event and live-posting it, from a laptop, in a terminal."""
