"""Tells what somebody in the hall, or before the stream, cannot wait with: no sound, an unreadable screen, a door that is shut, somebody who is unwell. Pure.

Precise rather than eager, like `asking`: what is missed here is in the list all the same. French and English are known.
"""

from __future__ import annotations

import re

from livetweet.inbox.asking import ADDRESS, NAMES, READ

_THING = r"""(?:son|audio|micros?|image|vid[ée]o|stream|flux|direct|retransmission|wi-?fi|slides|diapos?|[ée]cran|projecteur|traduction|sous-titres|clim|chauffage
    |sound|mics?|microphones?|live\s?stream|feed|screen|projector|captions|subtitles|interpretation|aircon|heating)"""
_ENDS = r"""(?=\s*(?:[.!?,;:…]|$)|\s(?:on|in|at|here|from|for|since|again|any\s?more|please|right|now|yet|left|coming|either|au|aux|en|sur|dans|du|depuis|ici|pour|chez|c[ôo]t[ée])\b)"""
_FRENCH = rf"""
      \b(?:on|je|j['’]|nous)\s?(?:n['’]\s?)?(?:entend(?:s|ons)?|ne\svo(?:it|is|yons))\s(?:vraiment\s|presque\s|plus\s|absolument\s)?(?:pas|rien|plus|mal|goutte)\b(?!\s(?:souvent|parler|assez|tous|toujours|dire))
    | \b(?:pas|plus|toujours\spas)\s(?:de\s|d['’])(?:{_THING}|places?|lumi[èe]re|courant)\b{_ENDS}
    | \b{_THING}\s(?:\S+\s){{0,3}}?(?:est|sont|s['’]est|reste|trop|tr[èe]s|en|marche(?:nt)?|fonctionne(?:nt)?|ne\smarche(?:nt)?|ne\sfonctionne(?:nt)?)\s?(?:trop\s|tr[èe]s\s|encore\s|toujours\s)*
        (?:coup[ée]e?s?|faible|bas(?:se)?|fort|inaudible|illisibles?|cass[ée]e?s?|en\spanne|panne|pas|plus|fig[ée]e?|plant[ée]e?s?|satur[ée]|hs|floue?s?|saccad[ée]e?|d[ée]cal[ée]e?|petite?s?)\b
    | \b(?:inaudibles?|illisibles?)\b
    | \b(?:porte|entr[ée]e|salle)\s(?:\S+\s){{0,3}}?(?:ferm[ée]e|bloqu[ée]e|verrouill[ée]e|pleine|inaccessible)\b(?!\s(?:d[eu']|d’))
    | \b(?:un\smalaise|[ée]vanouie?|bless[ée]e?s?)\b | \bappel\w*\s(?:\w+\s){{0,2}}(?:secouristes?|pompiers|secours|samu)\b
    | \b(?:suis|sommes|[ée]t[ée]|est|sont|fai[ts]|faire)\s(?:\w+\s)?harcel(?:[ée]e?s?|er)\b
"""
_ENGLISH = rf"""
      \b(?:can(?:no|['’]?)t|can\snot|couldn['’]?t|could\snot|unable\sto)\s(?:really\s|even\s)?hear\b
    | \b(?:can(?:no|['’]?)t|can\snot|couldn['’]?t|could\snot|unable\sto)\s(?:really\s|even\s)?(?:see|read)\s(?:\S+\s){{0,2}}?(?:{_THING}|slides?|speakers?|stage|text|code|anything|a\sthing)\b
    | \bno\s(?:{_THING}|seats?|power|lights?)\b{_ENDS}
    | \b(?:{_THING})(?:['’]s|\s(?:\S+\s){{0,3}}?(?:is|are|was|has|have|went|keeps?|just|doesn['’]?t|don['’]?t|isn['’]?t|aren['’]?t|too))\s?(?:too\s|very\s|really\s|all\s|gone\s|been\s|not\s|still\s|completely\s)*
        (?:down|dead|off|cut|cuts|cutting|broken|frozen|froze|freezing|unreadable|quiet|low(?!\s(?:latency|cost|level|code|key|tech))|loud|inaudible|small|stopped|lagging|buffering|blurry|distorted|work|working|out\sof\ssync)\b
    | \b(?:inaudible|unreadable)\b
    | \b(?:doors?|entrance|room)\s(?:\S+\s){{0,3}}?(?:locked|blocked|shut|full|closed)\b(?!\sof)
    | \b(?:fainted|collapsed|injured)\b | \b(?:call|need|needs|get|send)\s(?:\w+\s){{0,2}}(?:ambulance|first\said|paramedics?|medics?|doctor)\b
    | \b(?:been|being|was|is|am|are|got)\sharassed\b | \bharassing\s(?:me|us|people|some)
"""
_ALARM = re.compile(f"{_FRENCH}|{_ENGLISH}", re.IGNORECASE | re.VERBOSE)


def alarms(text: str) -> bool:
    """Whether TEXT tells of something that a person in charge has to see to now."""
    text = text[:READ]
    if "/" in text or "www." in text:
        text = ADDRESS.sub(" ", text)
    if "@" in text or "#" in text:
        text = NAMES.sub(" ", text)
    return _ALARM.search(text) is not None
